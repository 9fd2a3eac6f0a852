-- Judged five minutes of intervals of one person, of days whose intervals are beats.
-- parameters: $patient_id varchar, $first_date date, $last_date date
-- columns: day_date, window_count, irregular_count
select
    day_date,
    window_count,
    irregular_window_count as irregular_count
from mart.rr_day
where
    patient_id = $patient_id
    and day_date between $first_date and $last_date
    and not is_pseudo
    and not is_unit_suspect
    and not is_duplicate_suspect
order by day_date
