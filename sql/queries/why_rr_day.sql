-- How well the intervals of one day were heard, whole.
-- parameters: $patient_id varchar, $day_date date
-- columns: the columns of mart.rr_day, whichever they are by now
select *  -- noqa: AM04
from mart.rr_day
where patient_id = $patient_id and day_date = $day_date
