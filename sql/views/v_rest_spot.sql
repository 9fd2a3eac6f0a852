-- Seated rests before a session, oldest first: the number, or why there is none, and how
-- much of its minute was measured. Nothing here is compared with a night.
create or replace view clinic.v_rest_spot as
with
final as (
    select
        patient_id,
        day_date,
        started_at,
        hr_rest_spot_bpm,
        coverage_frac as hr_rest_spot_coverage_frac,
        null_reason as hr_rest_spot_null_reason
    from mart.rest_spot
)

select *
from final
order by patient_id, started_at;

comment on view clinic.v_rest_spot is 'One seated rest that a person marked before a session, with its heart rate and how much of it was measured. A null is not "fine": it is not known, for the reason given.';
comment on column clinic.v_rest_spot.patient_id is 'Person, by id.';
comment on column clinic.v_rest_spot.day_date is 'Local day it starts in.';
comment on column clinic.v_rest_spot.started_at is 'When the person sat down, UTC.';
comment on column clinic.v_rest_spot.hr_rest_spot_bpm is 'Median heart rate of the last 60 s of the rest, beats a minute; to be compared with other seated rests of this person alone, never with a resting heart rate of a night. Null means not known.';
comment on column clinic.v_rest_spot.hr_rest_spot_coverage_frac is 'Share of these 60 s with a heart rate that may be used.';
comment on column clinic.v_rest_spot.hr_rest_spot_null_reason is 'Why there is no heart rate: no_stop, too_short, not_measured, contact, moved; null where there is one.';
