-- No summary of heart rate lies outside what a measured second can be.
select
    patient_id,
    day_date
from mart.day
where hr_median_bpm is not null and not hr_median_bpm between 30 and 220
union all
select
    patient_id,
    day_date
from mart.session
where
    (hr_mean_bpm is not null and not hr_mean_bpm between 30 and 220)
    or (hr_p95_bpm is not null and not hr_p95_bpm between 30 and 220);
