-- Sessions of one person over a span of days, oldest first.
-- parameters: $patient_id varchar, $first_date date, $last_date date
-- columns: the fields of a session fact
select
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
    patient_id = $patient_id
    and day_date between $first_date and $last_date
order by started_at, session_id
