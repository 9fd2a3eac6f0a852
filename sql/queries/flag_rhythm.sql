-- Judged five minutes of intervals of each of some people, of days whose intervals are beats.
-- parameters: $patient_ids varchar[], $first_date date, $last_date date
-- columns: patient_id, day_date, window_count, irregular_count
select
    patient_id,
    day_date,
    window_count,
    irregular_window_count as irregular_count
from mart.rr_day
where
    patient_id in (select unnest($patient_ids::varchar[]))
    and day_date between $first_date and $last_date
    and not is_pseudo
    and not is_unit_suspect
    and not is_duplicate_suspect
order by patient_id, day_date
