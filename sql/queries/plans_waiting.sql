-- Decisions of one person that wait for a signature.
-- parameters: $patient_id varchar
-- columns: latest_plan_id, week_start
select
    latest_plan_id,
    week_start
from plan.standing
where
    patient_id = $patient_id
    and status = 'waiting'
order by week_start
