-- What the pipeline did, and what people read.
create schema ops;
create schema clinic;

create table ops.night_run (
    run_id varchar not null primary key,
    as_of timestamptz not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    status varchar not null check (status in ('running', 'done', 'failed')),
    frames_ingested bigint not null,
    events_ingested bigint not null,
    days_rewritten integer not null,
    plans_issued integer not null,
    flags_issued integer not null,
    problem varchar
);
comment on table ops.night_run is 'One row a run of the pipeline: the record of what it did.';
comment on column ops.night_run.run_id is 'Name of the run.';
comment on column ops.night_run.as_of is 'Moment it decided for, UTC.';
comment on column ops.night_run.started_at is 'When it started, UTC.';
comment on column ops.night_run.ended_at is 'When it ended, UTC; null while it runs or where it was killed.';
comment on column ops.night_run.status is 'running, done or failed.';
comment on column ops.night_run.frames_ingested is 'Frames that were new.';
comment on column ops.night_run.events_ingested is 'Events that were new.';
comment on column ops.night_run.days_rewritten is 'Days (one person each) that were computed again.';
comment on column ops.night_run.plans_issued is 'Decisions that were new.';
comment on column ops.night_run.flags_issued is 'Flags that were new.';
comment on column ops.night_run.problem is 'What failed, in words without a health value; null where nothing did.';

create table ops.day_input (
    patient_id varchar not null,
    day_date date not null,
    input_digest varchar not null,
    method_digest varchar not null,
    primary key (patient_id, day_date)
);
comment on table ops.day_input is 'What each day was last computed from; a day is stale where this differs from what is known now.';
comment on column ops.day_input.patient_id is 'Whose day it is.';
comment on column ops.day_input.day_date is 'Local day.';
comment on column ops.day_input.input_digest is 'Fingerprint of the frames and statements that touch the day.';
comment on column ops.day_input.method_digest is 'Fingerprint of the method.';
