-- No heart rate outside 30 to 220 bpm passes the range rule into seconds and minutes.
select
    patient_id,
    second_at as measured_at
from clean.hr_second
where not hr_bpm between 30 and 220
union all
select
    patient_id,
    minute_at as measured_at
from clean.minute
where hr_bpm is not null and not hr_bpm between 30 and 220;
