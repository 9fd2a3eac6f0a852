-- A stored heart rate is here once a device and moment.
select
    patient_id,
    strap_id,
    measured_at
from clean.interval_hr
group by patient_id, strap_id, measured_at
having count(*) > 1;
