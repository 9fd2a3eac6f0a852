-- The seated rests of one day, whole.
-- parameters: $patient_id varchar, $day_date date
-- columns: the columns of mart.rest_spot, whichever they are by now
select *  -- noqa: AM04
from mart.rest_spot
where patient_id = $patient_id and day_date = $day_date
order by started_at
