-- The day that a seated rest starts in is there.
select
    rest_spot.patient_id,
    rest_spot.started_at
from mart.rest_spot as rest_spot
anti join mart.day as day
    on
        rest_spot.patient_id = day.patient_id
        and rest_spot.day_date = day.day_date;
