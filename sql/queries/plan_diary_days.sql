-- Diary of each of some people over a span of days, unasked items null.
-- parameters: $patient_ids varchar[], $first_date date, $last_date date
-- columns: patient_id, the fields of a diary day
select
    patient_id,
    day_date,
    tiredness,
    pain,
    bone_pain,
    breathlessness,
    nausea,
    sleep,
    temperature_c,
    soreness_48h
from mart.day
where
    patient_id in (select unnest($patient_ids::varchar[]))
    and day_date between $first_date and $last_date
    and (
        is_diary_day
        or pain is not null
        or bone_pain is not null
        or breathlessness is not null
        or nausea is not null
        or sleep is not null
        or temperature_c is not null
        or soreness_48h is not null
    )
order by patient_id, day_date
