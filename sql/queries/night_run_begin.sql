-- Opens the row of a run.
-- parameters: $run_id varchar, $as_of timestamptz, $started_at timestamptz
-- columns: none
insert into ops.night_run
values ($run_id, $as_of, $started_at, null, 'running', 0, 0, 0, 0, 0, null)
