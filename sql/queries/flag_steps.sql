-- Steps of each of some people over a span of days; a day that is not one of steps is not here.
-- parameters: $patient_ids varchar[], $first_date date, $last_date date
-- columns: patient_id, day_date, step_count, counted_min
select
    day.patient_id,
    day.day_date,
    day.whole_day_step_count as step_count,
    quality.awake_wear_min as counted_min
from mart.day as day
inner join mart.day_quality as quality
    on day.patient_id = quality.patient_id and day.day_date = quality.day_date
where
    day.patient_id in (select unnest($patient_ids::varchar[]))
    and day.day_date between $first_date and $last_date
    and day.step_day_validity = 'valid'
order by day.patient_id, day.day_date
