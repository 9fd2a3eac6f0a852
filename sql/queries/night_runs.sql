-- The newest runs, newest first.
-- parameters: $most integer
-- columns: the columns of ops.night_run
select
    run_id,
    as_of,
    started_at,
    ended_at,
    status,
    frames_ingested,
    events_ingested,
    days_rewritten,
    plans_issued,
    flags_issued,
    problem
from ops.night_run
order by started_at desc
limit $most
