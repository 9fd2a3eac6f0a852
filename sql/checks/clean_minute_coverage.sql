-- A minute has a heart rate only with 30 measured seconds, and never more than 60 in all. It is
-- worn with one of them, or with an imported heart rate of a moment.
select
    patient_id,
    minute_at
from clean.minute
where
    hr_measured_s + hr_interpolated_s > 60
    or (hr_bpm is not null and hr_measured_s < 30)
    or (hr_measured_s > 0 and not is_worn)
    or (
        is_worn
        and hr_measured_s = 0
        and (patient_id, minute_at) not in (
            select (interval_hr.patient_id, date_trunc('minute', interval_hr.measured_at))
            from clean.interval_hr
            where interval_hr.import_no is not null
        )
    );
