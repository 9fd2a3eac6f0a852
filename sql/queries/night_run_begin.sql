-- Opens the row of a run.
-- parameters: $run_id, $as_of, $started_at
insert into ops.night_run
values ($run_id, $as_of, $started_at, null, 'running', 0, 0, 0, 0, 0, null)
