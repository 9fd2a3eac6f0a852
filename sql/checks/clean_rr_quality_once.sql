-- Five minutes of a strap of a person are told once.
select
    patient_id,
    strap_id,
    window_at
from clean.rr_quality
group by patient_id, strap_id, window_at
having count(*) > 1;
