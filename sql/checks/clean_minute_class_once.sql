-- A minute of a person has one class.
select
    patient_id,
    minute_at
from clean.minute_class
group by patient_id, minute_at
having count(*) > 1;
