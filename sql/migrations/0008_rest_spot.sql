-- Resting heart rate of people who wear a strap to walk and not at night. A kind of its own:
-- never mixed with a resting heart rate of a night or of a day.
create table mart.rest_spot (
    patient_id varchar not null,
    day_date date not null,
    started_at timestamptz not null,
    hr_rest_spot_bpm double check (hr_rest_spot_bpm between 30 and 220),
    coverage_frac double not null check (coverage_frac between 0 and 1),
    null_reason varchar
    check (
        null_reason in ('no_stop', 'too_short', 'not_measured', 'contact', 'moved')
    ),
    input_digest varchar not null,
    method_digest varchar not null,
    primary key (patient_id, started_at),
    check ((hr_rest_spot_bpm is null) = (null_reason is not null))
);
comment on table mart.rest_spot is 'One seated rest that a person marked before a session. It belongs to the local day it starts in.';
comment on column mart.rest_spot.patient_id is 'Whose it is.';
comment on column mart.rest_spot.day_date is 'Local day it starts in.';
comment on column mart.rest_spot.started_at is 'When the person sat down, UTC.';
comment on column mart.rest_spot.hr_rest_spot_bpm is 'Median heart rate of the last 60 s of the rest, beats a minute; null means not known, see null_reason. To be compared with other seated rests of this person alone, never with a night''s.';
comment on column mart.rest_spot.coverage_frac is 'Share of these 60 s with a heart rate that may be used; 0 where the rest has no end.';
comment on column mart.rest_spot.null_reason is 'Why hr_rest_spot_bpm is null: no_stop (the end was not marked), too_short (under 2 minutes), not_measured (under 80 % of the last 60 s), contact (sent, but off the skin or not to be trusted), moved (20 steps a minute or more in the last 2 minutes).';
comment on column mart.rest_spot.input_digest is 'Fingerprint of what it was computed from.';
comment on column mart.rest_spot.method_digest is 'Fingerprint of the method that computed it.';
