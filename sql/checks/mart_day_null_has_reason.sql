-- Steps and load are null with a reason, and never both a number and a reason; a day of steps is
-- one by its wear.
select
    patient_id,
    day_date
from mart.day
where
    (step_count is null) <> (step_null_reason is not null)
    or (whole_day_step_count is not null)
    <> (coalesce(step_day_validity, '') in ('valid', 'partial'))
    or (srpe_au is null) <> (srpe_null_reason is not null)
    or is_diary_day <> (tiredness is not null);
