-- A week starts on a Monday.
select
    patient_id,
    week_start
from mart.week
where isodow(week_start) <> 1;
