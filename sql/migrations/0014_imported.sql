-- Files of other apps and watches: what they hold, and which of them count.
create table raw.import_file (
    import_no integer primary key,
    patient_id varchar not null,
    sha256 varchar not null,
    local_zone varchar not null,
    file_format varchar not null,
    place_unit varchar not null check (place_unit in ('byte', 'line', 'row')),
    row_count bigint not null check (row_count >= 0),
    unique (patient_id, sha256, local_zone)
);
comment on table raw.import_file is 'A file of another app or watch that was read, once a person and zone; never changed. Its name is not kept.';
comment on column raw.import_file.import_no is 'Number of the file here, from 1.';
comment on column raw.import_file.patient_id is 'Whose it was said to be; whether that still counts is in clean.import_counted.';
comment on column raw.import_file.sha256 is 'Of its bytes, the name that they are kept under.';
comment on column raw.import_file.local_zone is 'IANA zone in which a wall clock in it was read.';
comment on column raw.import_file.file_format is 'Kind of file.';
comment on column raw.import_file.place_unit is 'What place in raw.import_row counts: byte from 0, line from 1 or row from 1.';
comment on column raw.import_file.row_count is 'Rows of it in raw.import_row.';

create table raw.import_source (
    import_no integer not null,
    source_no integer not null,
    label varchar not null,
    is_chest boolean not null,
    step_rank integer not null check (step_rank >= 0),
    primary key (import_no, source_no)
);
comment on table raw.import_source is 'What measured, as a file says it.';
comment on column raw.import_source.import_no is 'File, see raw.import_file.';
comment on column raw.import_source.source_no is 'Place among the sources of the file, from 0.';
comment on column raw.import_source.label is 'Maker and model, or the name that the file has for it.';
comment on column raw.import_source.is_chest is 'True where the file is that of a chest strap''s own app.';
comment on column raw.import_source.step_rank is 'Which is asked first where several sources tell of the same steps, from 0.';

create table raw.import_row (
    import_no integer not null,
    row_no bigint not null,
    kind varchar not null
    check (kind in ('hr', 'rr', 'cadence', 'steps', 'session', 'lap')),
    source_no integer not null,
    place bigint not null,
    at_us bigint not null,
    until_us bigint,
    value double,
    speed_mps double,
    sport varchar,
    time_flag varchar not null
    check (
        time_flag in ('ok', 'ambiguous', 'no_such_time', 'bad_clock', 'undated')
    ),
    value_flag varchar not null,
    is_break boolean not null,
    is_lower_bound boolean not null,
    primary key (import_no, row_no)
);
comment on table raw.import_row is 'One value of an imported file, with its place in it. Only rows whose time_flag is ok are about a day; the others stay here with their reason.';
comment on column raw.import_row.import_no is 'File, see raw.import_file.';
comment on column raw.import_row.row_no is 'Number of the row, from 0.';
comment on column raw.import_row.kind is 'hr, rr, cadence, steps (of an interval, or between two readings of a counter), session or lap.';
comment on column raw.import_row.source_no is 'What measured, see raw.import_source.';
comment on column raw.import_row.place is 'Where it stands in the file, see place_unit of raw.import_file.';
comment on column raw.import_row.at_us is 'Moment of a sample, end of an RR interval, or start of steps and sessions, microseconds since 1970-01-01 UTC; since the first row where time_flag is undated.';
comment on column raw.import_row.until_us is 'End of steps and sessions, not part of them; null for the others.';
comment on column raw.import_row.value is 'Beats a minute, milliseconds, steps a minute or steps, as written; null for a session and where a counter cannot tell.';
comment on column raw.import_row.speed_mps is 'Speed beside a cadence, metres a second; null where the file has none.';
comment on column raw.import_row.sport is 'Of a session or lap, in the file''s own word.';
comment on column raw.import_row.time_flag is 'ok, ambiguous (the clock showed it twice), no_such_time (the clocks went forward over it), bad_clock (before 2005 or over a day ahead) or undated (the file does not know the day).';
comment on column raw.import_row.value_flag is 'ok, or why the value is not used; words of clean.heart_rate, clean.beat and clean.interval_steps.';
comment on column raw.import_row.is_break is 'True where an RR interval does not follow the one before it.';
comment on column raw.import_row.is_lower_bound is 'True where there were at least so many steps.';

create table clean.import_counted (
    import_no integer primary key,
    patient_id varchar not null,
    event_id varchar not null
);
comment on table clean.import_counted is 'Imported files that count now: said to be a person''s, and not taken back.';
comment on column clean.import_counted.import_no is 'File, see raw.import_file.';
comment on column clean.import_counted.patient_id is 'Whose it is.';
comment on column clean.import_counted.event_id is 'Statement that says so.';

create table ops.import_trouble (
    event_id varchar primary key,
    patient_id varchar not null,
    sha256 varchar not null,
    place varchar,
    reason varchar not null
);
comment on table ops.import_trouble is 'Kept files that could not be read in the newest run; the other files went on.';
comment on column ops.import_trouble.event_id is 'Statement that the file is a person''s.';
comment on column ops.import_trouble.patient_id is 'Whose it is.';
comment on column ops.import_trouble.sha256 is 'Name that its bytes are kept under.';
comment on column ops.import_trouble.place is 'Where in it; null where the file is missing.';
comment on column ops.import_trouble.reason is 'What is wrong.';

create table clean.interval_steps_of_all (
    patient_id varchar not null,
    day_date date not null,
    started_at timestamp_ms not null,
    ended_at timestamp_ms not null,
    station_id varchar,
    seq bigint,
    strap_id varchar not null,
    source varchar not null check (source in ('counter', 'stored', 'imported')),
    step_count double check (step_count >= 0),
    step_flag varchar not null,
    is_lower_bound boolean not null,
    own_s double not null check (own_s >= 0),
    chosen_step_count double not null check (chosen_step_count >= 0),
    import_no integer,
    place bigint,
    check ((source = 'imported') = (import_no is not null)),
    check ((source = 'imported') = (seq is null))
);
insert into clean.interval_steps_of_all
select
    patient_id,
    day_date,
    started_at,
    ended_at,
    station_id,
    seq,
    strap_id,
    source,
    step_count,
    step_flag,
    is_lower_bound,
    own_s,
    chosen_step_count,
    null as import_no,
    null as place
from clean.interval_steps;
drop table clean.interval_steps;
alter table clean.interval_steps_of_all rename to interval_steps;
comment on table clean.interval_steps is 'Steps of one stretch of time, of devices that count by themselves and of imported files. Sources overlap; chosen_step_count may be added up, step_count may not.';
comment on column clean.interval_steps.patient_id is 'Whose it is.';
comment on column clean.interval_steps.day_date is 'Local day of the person.';
comment on column clean.interval_steps.started_at is 'Start, UTC; by the device''s clock where it was stored.';
comment on column clean.interval_steps.ended_at is 'End, UTC, not part of it.';
comment on column clean.interval_steps.station_id is 'Station of the frame; null where it was imported.';
comment on column clean.interval_steps.seq is 'Frame it came in, see raw.frame; null where it was imported.';
comment on column clean.interval_steps.strap_id is 'Device that counted; import-N-S is source S of file N, see raw.import_source.';
comment on column clean.interval_steps.source is 'counter (a running total that the device sent), stored (told at a later sync) or imported.';
comment on column clean.interval_steps.step_count is 'Steps in it; null where it cannot be told, see step_flag.';
comment on column clean.interval_steps.step_flag is 'ok, rate_high, rollover, reset_midnight, reset, rate_implausible, out_of_order, glitch, previous_day, or unsplit (a silence of over 10 minutes across midnight, of which no day is given a share).';
comment on column clean.interval_steps.is_lower_bound is 'True where there were at least so many.';
comment on column clean.interval_steps.own_s is 'Seconds of it for which no source of a higher priority speaks.';
comment on column clean.interval_steps.chosen_step_count is 'Steps of those seconds, in proportion. Order of sources: pod, counter, stored, imported.';
comment on column clean.interval_steps.import_no is 'File, see raw.import_file; null where it was not imported.';
comment on column clean.interval_steps.place is 'Place in that file; of the first row where several overlap.';

alter table clean.interval_hr alter column station_id drop not null;
alter table clean.interval_hr alter column seq drop not null;
alter table clean.interval_hr add column import_no integer;
alter table clean.interval_hr add column place bigint;
comment on column clean.interval_hr.station_id is 'Station of the frame; null where it was imported.';
comment on column clean.interval_hr.seq is 'Frame it came in, see raw.frame; null where it was imported.';
comment on column clean.interval_hr.strap_id is 'Device that measured it; import-N-S is source S of file N, see raw.import_source.';
comment on column clean.interval_hr.import_no is 'File, see raw.import_file; null where it was not imported.';
comment on column clean.interval_hr.place is 'Place in that file.';
comment on column clean.hr_second.strap_id is 'Strap whose own value it is, null where it was filled; import-N-S is source S of imported file N, see raw.import_source.';
