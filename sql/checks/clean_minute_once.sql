-- A minute of a person is here once.
select
    patient_id,
    minute_at
from clean.minute
group by patient_id, minute_at
having count(*) > 1;
