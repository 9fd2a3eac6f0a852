-- One week, whole.
-- parameters: $patient_id varchar, $week_start date
-- columns: the columns of mart.week, whichever they are by now
select *  -- noqa: AM04
from mart.week
where patient_id = $patient_id and week_start = $week_start
