-- Everything that is known against a heart rate, and which strap speaks for a second.
create table clean.heart_rate_marked (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    hr_bpm integer not null check (hr_bpm >= 0),
    contact varchar not null check (contact in ('ok', 'lost', 'unsupported')),
    energy_kj integer,
    hr_flag varchar not null
    check (
        hr_flag in (
            'ok', 'sentinel', 'oor', 'no_contact', 'stale', 'hold', 'spike', 'disagree'
        )
    ),
    hr_marks integer not null check (hr_marks >= 0),
    hold_s real not null check (hold_s >= 0),
    lock_score tinyint not null check (lock_score >= 0)
);
insert into clean.heart_rate_marked
select
    patient_id,
    day_date,
    measured_at,
    station_id,
    seq,
    strap_id,
    hr_bpm,
    contact,
    energy_kj,
    hr_flag,
    0 as hr_marks,
    0 as hold_s,
    0 as lock_score
from clean.heart_rate;
drop table clean.heart_rate;
alter table clean.heart_rate_marked rename to heart_rate;
comment on table clean.heart_rate is 'One heart-rate measurement (0x2A37), as sent and judged.';
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

alter table clean.hr_second add column strap_id varchar;
comment on column clean.hr_second.strap_id is 'Strap whose own value it is; null where it was filled.';

alter table clean.minute add column hr_flag varchar;
comment on column clean.minute.hr_flag is 'Reason for which most seconds of the minute were set aside, see clean.heart_rate; null where none were.';

alter table mart.day_quality add column hr_source_count integer;
comment on column mart.day_quality.hr_source_count is 'Straps with a usable heart rate on the day, its margins of two hours included.';
alter table mart.day_quality add column hr_disagree_s integer;
comment on column mart.day_quality.hr_disagree_s is 'Seconds in which the two best of them were over 10 bpm apart for 30 s or longer.';
