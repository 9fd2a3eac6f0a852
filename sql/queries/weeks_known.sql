-- Every week that has a day, a plan or an earlier summary.
-- parameters: none
-- columns: patient_id, week_start
select
    patient_id,
    date_trunc('week', day_date)::date as week_start
from mart.day
union
select
    patient_id,
    week_start
from plan.standing
union
select
    patient_id,
    week_start
from mart.week
order by patient_id, week_start
