-- Closes the row of a run.
-- parameters: $run_id varchar, $ended_at timestamptz, $status varchar, $frames_ingested
--     bigint, $events_ingested bigint, $days_rewritten integer, $plans_issued integer,
--     $flags_issued integer, $problem varchar
-- columns: none
update ops.night_run
set
    ended_at = $ended_at,
    status = $status,
    frames_ingested = $frames_ingested,
    events_ingested = $events_ingested,
    days_rewritten = $days_rewritten,
    plans_issued = $plans_issued,
    flags_issued = $flags_issued,
    problem = $problem
where run_id = $run_id
