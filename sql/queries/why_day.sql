-- One day, whole.
-- parameters: $patient_id varchar, $day_date date
-- columns: the columns of mart.day, whichever they are by now
select *  -- noqa: AM04
from mart.day
where patient_id = $patient_id and day_date = $day_date
