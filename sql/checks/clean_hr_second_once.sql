-- A second of a person is here once.
select
    patient_id,
    second_at
from clean.hr_second
group by patient_id, second_at
having count(*) > 1;
