-- Counted steps of one person over a span of days; a day without a count is not here.
-- parameters: $patient_id varchar, $first_date date, $last_date date
-- columns: day_date, step_count, counted_min
select
    day_date,
    step_count,
    step_measured_min as counted_min
from mart.day
where
    patient_id = $patient_id
    and day_date between $first_date and $last_date
    and step_count is not null
order by day_date
