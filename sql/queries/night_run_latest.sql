-- The newest run that ended well.
-- parameters: none
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
where status = 'done'
order by as_of desc, started_at desc
limit 1
