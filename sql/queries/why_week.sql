-- One week, whole.
-- parameters: $patient_id varchar, $week_start date
-- columns: the columns of mart.week
select *
from mart.week
where patient_id = $patient_id and week_start = $week_start
