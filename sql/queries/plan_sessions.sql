-- Sessions of each of some people over a span of days, oldest first.
-- parameters: $patient_ids varchar[], $first_date date, $last_date date
-- columns: patient_id, the fields of a session fact
select
    patient_id,
    session_id,
    started_at,
    day_date,
    activity_kind,
    active_min as duration_min,
    effort_cr10,
    is_early_stop,
    above_limit_min
from mart.session
where
    patient_id in (select unnest($patient_ids::varchar[]))
    and day_date between $first_date and $last_date
order by patient_id, started_at, session_id
