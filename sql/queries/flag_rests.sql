-- Resting heart rates of each of some people over a span of days, each of its own kind.
-- parameters: $patient_ids varchar[], $first_date date, $last_date date
-- columns: patient_id, day_date, kind (night or spot), hr_bpm
select
    patient_id,
    day_date,
    'night' as kind,
    hr_night_bpm as hr_bpm
from mart.resting_day
where
    patient_id in (select unnest($patient_ids::varchar[]))
    and day_date between $first_date and $last_date
    and hr_night_bpm is not null
union all
select
    patient_id,
    day_date,
    'spot' as kind,
    hr_rest_spot_bpm as hr_bpm
from mart.rest_spot
where
    patient_id in (select unnest($patient_ids::varchar[]))
    and day_date between $first_date and $last_date
    and hr_rest_spot_bpm is not null
order by patient_id, day_date, kind, hr_bpm
