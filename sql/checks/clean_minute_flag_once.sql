-- A reason has one number of seconds in a minute of a person.
select
    patient_id,
    minute_at,
    hr_flag
from clean.minute_flag
group by patient_id, minute_at, hr_flag
having count(*) > 1;
