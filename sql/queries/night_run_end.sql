-- Closes the row of a run.
-- parameters: $run_id, $ended_at, $status, $frames_ingested, $events_ingested, $days_rewritten,
--     $plans_issued, $flags_issued, $problem
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
