-- The tables with a row a second hold whose a row is as one number, and words of a short list as
-- their place in it: text is most of what writing such a row costs. What is read is a view under
-- the name of before, with the words of before (docs/adr/0014).
create table clean.stream (
    stream_no integer not null,
    patient_id varchar not null,
    day_date date not null,
    station_id varchar,
    strap_id varchar
);
comment on table clean.stream is 'Whose the rows of a wide table are: one person, day, station and strap, as they were written together. Numbers are of no meaning and are not kept when a day is derived again.';
comment on column clean.stream.stream_no is 'Number in the rows of clean.heart_rate_row, clean.beat_row and clean.hr_second_row.';
comment on column clean.stream.patient_id is 'Whose it is.';
comment on column clean.stream.day_date is 'Local day of the person.';
comment on column clean.stream.station_id is 'Station of the frames; null where a row is of no frame.';
comment on column clean.stream.strap_id is 'Strap; null where a row is of none.';

create table clean.heart_rate_row (
    stream_no integer not null,
    measured_at timestamp_ms not null,
    seq bigint not null,
    hr_bpm integer not null check (hr_bpm >= 0),
    contact enum('ok', 'lost', 'unsupported') not null,
    energy_kj integer,
    hr_flag enum(
        'ok', 'sentinel', 'oor', 'no_contact', 'stale', 'hold', 'spike', 'disagree'
    ) not null,
    hr_marks integer not null check (hr_marks >= 0),
    hold_s real not null check (hold_s >= 0),
    lock_score tinyint not null check (lock_score >= 0)
);
comment on table clean.heart_rate_row is 'Rows of clean.heart_rate as they are stored; read clean.heart_rate.';
comment on column clean.heart_rate_row.stream_no is 'Whose it is, see clean.stream.';
comment on column clean.heart_rate_row.measured_at is 'See clean.heart_rate.';
comment on column clean.heart_rate_row.seq is 'See clean.heart_rate.';
comment on column clean.heart_rate_row.hr_bpm is 'See clean.heart_rate.';
comment on column clean.heart_rate_row.contact is 'See clean.heart_rate.';
comment on column clean.heart_rate_row.energy_kj is 'See clean.heart_rate.';
comment on column clean.heart_rate_row.hr_flag is 'See clean.heart_rate.';
comment on column clean.heart_rate_row.hr_marks is 'See clean.heart_rate.';
comment on column clean.heart_rate_row.hold_s is 'See clean.heart_rate.';
comment on column clean.heart_rate_row.lock_score is 'See clean.heart_rate.';

create table clean.beat_row (
    stream_no integer not null,
    measured_at timestamp_ms not null,
    seq bigint not null,
    beat_index smallint not null,
    rr_raw integer not null,
    rr_ms double not null,
    rr_flag enum(
        'ok', 'oor', 'ectopic', 'long', 'short', 'extra', 'missed_1', 'missed_2',
        'missed_3', 'inserted', 'gap', 'dup'
    ) not null,
    is_break boolean not null
);
comment on table clean.beat_row is 'Rows of clean.beat as they are stored; read clean.beat.';
comment on column clean.beat_row.stream_no is 'Whose it is, see clean.stream.';
comment on column clean.beat_row.measured_at is 'See clean.beat.';
comment on column clean.beat_row.seq is 'See clean.beat.';
comment on column clean.beat_row.beat_index is 'See clean.beat.';
comment on column clean.beat_row.rr_raw is 'See clean.beat.';
comment on column clean.beat_row.rr_ms is 'See clean.beat.';
comment on column clean.beat_row.rr_flag is 'See clean.beat.';
comment on column clean.beat_row.is_break is 'See clean.beat.';

create table clean.hr_second_row (
    stream_no integer not null,
    second_at timestamp_ms not null,
    hr_bpm real not null check (hr_bpm between 30 and 220),
    is_interpolated boolean not null,
    is_recorded boolean
);
comment on table clean.hr_second_row is 'Rows of clean.hr_second as they are stored; read clean.hr_second.';
comment on column clean.hr_second_row.stream_no is 'Whose it is, see clean.stream.';
comment on column clean.hr_second_row.second_at is 'See clean.hr_second.';
comment on column clean.hr_second_row.hr_bpm is 'See clean.hr_second.';
comment on column clean.hr_second_row.is_interpolated is 'See clean.hr_second.';
comment on column clean.hr_second_row.is_recorded is 'See clean.hr_second.';

insert into clean.stream
with
known as (
    select distinct
        patient_id,
        day_date,
        station_id,
        strap_id
    from clean.heart_rate
    union
    select distinct
        patient_id,
        day_date,
        station_id,
        strap_id
    from clean.beat
    union
    select distinct
        patient_id,
        day_date,
        null as station_id,
        strap_id
    from clean.hr_second
)

select
    row_number() over (order by patient_id, day_date, station_id, strap_id) as stream_no,
    patient_id,
    day_date,
    station_id,
    strap_id
from known;

insert into clean.heart_rate_row
select
    stream.stream_no,
    held.measured_at,
    held.seq,
    held.hr_bpm,
    held.contact,
    held.energy_kj,
    held.hr_flag,
    held.hr_marks,
    held.hold_s,
    held.lock_score
from clean.heart_rate as held
inner join clean.stream
    on
        held.patient_id = stream.patient_id
        and held.day_date = stream.day_date
        and held.station_id = stream.station_id
        and held.strap_id = stream.strap_id;

insert into clean.beat_row
select
    stream.stream_no,
    held.measured_at,
    held.seq,
    held.beat_index,
    held.rr_raw,
    held.rr_ms,
    held.rr_flag,
    held.is_break
from clean.beat as held
inner join clean.stream
    on
        held.patient_id = stream.patient_id
        and held.day_date = stream.day_date
        and held.station_id = stream.station_id
        and held.strap_id = stream.strap_id;

insert into clean.hr_second_row
select
    stream.stream_no,
    held.second_at,
    held.hr_bpm,
    held.is_interpolated,
    held.is_recorded
from clean.hr_second as held
inner join clean.stream
    on
        held.patient_id = stream.patient_id
        and held.day_date = stream.day_date
        and stream.station_id is null
        and held.strap_id is not distinct from stream.strap_id;

drop table clean.heart_rate;
drop table clean.beat;
drop table clean.hr_second;

create view clean.heart_rate as
select
    stream.patient_id,
    stream.day_date,
    held.measured_at,
    stream.station_id,
    held.seq,
    stream.strap_id,
    held.hr_bpm,
    held.contact::varchar as contact,
    held.energy_kj,
    held.hr_flag::varchar as hr_flag,
    held.hr_marks,
    held.hold_s,
    held.lock_score
from clean.heart_rate_row as held
inner join clean.stream
    on held.stream_no = stream.stream_no;

create view clean.beat as
select
    stream.patient_id,
    stream.day_date,
    held.measured_at,
    stream.station_id,
    held.seq,
    held.beat_index,
    stream.strap_id,
    held.rr_raw,
    held.rr_ms,
    held.rr_flag::varchar as rr_flag,
    held.is_break
from clean.beat_row as held
inner join clean.stream
    on held.stream_no = stream.stream_no;

create view clean.hr_second as
select
    stream.patient_id,
    stream.day_date,
    held.second_at,
    held.hr_bpm,
    held.is_interpolated,
    stream.strap_id,
    held.is_recorded
from clean.hr_second_row as held
inner join clean.stream
    on held.stream_no = stream.stream_no;

comment on view clean.heart_rate is 'One heart-rate measurement (0x2A37), as sent and judged.';
comment on column clean.heart_rate.patient_id is 'Whose it is, from the dated assignment of the strap.';
comment on column clean.heart_rate.day_date is 'Local day of the person.';
comment on column clean.heart_rate.measured_at is 'Arrival at the station, UTC.';
comment on column clean.heart_rate.station_id is 'Station of the frame.';
comment on column clean.heart_rate.seq is 'Frame it came in, see raw.frame.';
comment on column clean.heart_rate.strap_id is 'Strap that sent it.';
comment on column clean.heart_rate.hr_bpm is 'Heart rate as sent, beats a minute; 0 is "no measurement", see hr_flag.';
comment on column clean.heart_rate.contact is 'Skin contact as sent: ok, lost, or unsupported.';
comment on column clean.heart_rate.energy_kj is 'Energy expended since the strap''s reset, kJ; null where the frame has none.';
comment on column clean.heart_rate.hr_flag is 'ok, or why it is not used: sentinel (0, 255 or 65535), oor (outside 30 to 220 bpm), no_contact, stale (a value from before the link), hold (stands still while other signs move), spike (an island of at most 10 s), disagree.';
comment on column clean.heart_rate.hr_marks is 'Sum of all that is known against it: 1 sentinel, 2 oor, 4 no_contact, 8 stale, 16 hold, 32 spike, 64 disagree; suspicions that remove nothing: 256 hold_suspect, 512 slew, 1024 step_suspect, 2048 after_dropout, 4096 motion_low_trust, 8192 lock_tracking, 16384 lock_proximity, 32768 offbody_suspect. 0 in rows from before these were kept.';
comment on column clean.heart_rate.hold_s is 'Length of the run of equal values that it is in, seconds.';
comment on column clean.heart_rate.lock_score is 'Signs that the heart rate follows the steps, of an optical sensor; 0 is none. A suspicion: people who walk at 90 to 110 steps a minute sit on that line by nature.';

comment on view clean.beat is 'One RR interval, as sent and judged.';
comment on column clean.beat.patient_id is 'Whose it is.';
comment on column clean.beat.day_date is 'Local day of the person.';
comment on column clean.beat.measured_at is 'End of the interval: arrival of its packet less the later intervals in it, UTC.';
comment on column clean.beat.station_id is 'Station of the frame.';
comment on column clean.beat.seq is 'Frame it came in, see raw.frame.';
comment on column clean.beat.beat_index is 'Place in the packet, oldest first, from 0.';
comment on column clean.beat.strap_id is 'Strap that sent it.';
comment on column clean.beat.rr_raw is 'Interval as sent, 1/1024 s.';
comment on column clean.beat.rr_ms is 'Interval in milliseconds, rr_raw * 1000 / 1024.';
comment on column clean.beat.rr_flag is 'ok, or why it is not used: oor (outside 300 to 2000 ms), ectopic (an early or late beat), long, short, extra (with the next it makes one), missed_1 to missed_3 (so many beats are missing from it), gap (more, or no number explains it), dup (its packet came twice). inserted is kept for derived series and never stands here.';
comment on column clean.beat.is_break is 'True where this interval does not follow the one before it (new link, or beats were lost).';

comment on view clean.hr_second is 'Heart rate on a grid of one second. A second that is not here was not measured.';
comment on column clean.hr_second.patient_id is 'Whose it is.';
comment on column clean.hr_second.day_date is 'Local day of the person.';
comment on column clean.hr_second.second_at is 'The second, UTC.';
comment on column clean.hr_second.hr_bpm is 'Heart rate, beats a minute.';
comment on column clean.hr_second.is_interpolated is 'True where it was filled between two measured seconds at most 5 s apart.';
comment on column clean.hr_second.strap_id is 'Strap whose own value it is; null where it was filled.';
comment on column clean.hr_second.is_recorded is 'True where it is from the strap''s own recording and not from the live stream; null in rows from before these were used.';
