-- What stands for one week of one person.
-- parameters: $patient_id varchar, $week_start date
-- columns: the columns of plan.standing
select
    patient_id,
    week_start,
    plan_id,
    latest_plan_id,
    status,
    session_min,
    sessions_per_week,
    week_min,
    signed_by,
    signed_at
from plan.standing
where
    patient_id = $patient_id
    and week_start = $week_start
