-- Resting heart rate of one day, whole.
-- parameters: $patient_id varchar, $day_date date
-- columns: the columns of mart.resting_day, whichever they are by now
select *  -- noqa: AM04
from mart.resting_day
where patient_id = $patient_id and day_date = $day_date
