-- Where a local day of a person begins and ends.
-- parameters: $patient_id varchar, $day_date date
-- columns: zone, start_ms, end_ms
select
    zone,
    start_us // 1000 as start_ms,
    end_us // 1000 as end_ms
from clean.calendar
where patient_id = $patient_id and day_date = $day_date
