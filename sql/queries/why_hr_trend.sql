-- Trend of the heart rate of one person's walks, whole, where it was told of that day.
-- parameters: $patient_id varchar, $day_date date
-- columns: the columns of mart.hr_trend, whichever they are by now
select *  -- noqa: AM04
from mart.hr_trend
where patient_id = $patient_id and until_date = $day_date
