-- Variability of the night and the seated rests of one day, whole.
-- parameters: $patient_id varchar, $day_date date
-- columns: the columns of mart.hrv, whichever they are by now
select *  -- noqa: AM04
from mart.hrv
where patient_id = $patient_id and day_date = $day_date
order by hrv_kind, started_at
