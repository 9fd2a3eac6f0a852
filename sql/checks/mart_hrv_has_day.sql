-- The day that a value of variability starts in is there.
select
    hrv.patient_id,
    hrv.started_at
from mart.hrv as hrv
anti join mart.day as day
    on
        hrv.patient_id = day.patient_id
        and hrv.day_date = day.day_date;
