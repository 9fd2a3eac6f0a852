-- A minute has a heart rate only with 30 measured seconds, and never more than 60 in all.
select
    patient_id,
    minute_at
from clean.minute
where
    hr_measured_s + hr_interpolated_s > 60
    or (hr_bpm is not null and hr_measured_s < 30)
    or is_worn <> (hr_measured_s > 0);
