-- When frames were stored, and where the wall clock of a station was set or wrong: what was
-- set aside once for a wrong clock is set aside for good.
create table raw.storing (
    station_id varchar not null,
    first_seq bigint not null check (first_seq > 0),
    last_seq bigint not null,
    stored_us bigint not null,
    primary key (station_id, first_seq),
    check (last_seq >= first_seq)
);
comment on table raw.storing is 'When each run of frames came into raw.frame. A frame that is dated over a day after it was stored had a wrong clock.';
comment on column raw.storing.station_id is 'Station whose journal they came from.';
comment on column raw.storing.first_seq is 'Number of the first frame of the run.';
comment on column raw.storing.last_seq is 'Number of the last frame of the run.';
comment on column raw.storing.stored_us is 'The later of the clock then and the moment that the run decided for, microseconds since 1970-01-01 UTC.';

-- frames from before this table was there by the newest run that could have stored them
insert into raw.storing
select
    frame.station_id,
    min(frame.seq) as first_seq,
    max(frame.seq) as last_seq,
    (
        select max(epoch_us(greatest(night_run.as_of, night_run.started_at)))
        from ops.night_run
    ) as stored_us
from raw.frame
where exists (select 1 from ops.night_run)
group by frame.station_id;

create table clean.clock_epoch (
    station_id varchar not null,
    boot_id varchar not null,
    epoch_number integer not null check (epoch_number >= 0),
    first_seq bigint not null,
    last_seq bigint not null,
    first_utc_us bigint not null,
    last_utc_us bigint not null,
    offset_us bigint not null,
    bad_clock_reason varchar
    check (bad_clock_reason in ('ahead_of_storing', 'put_right_later')),
    primary key (station_id, boot_id, epoch_number),
    check (last_seq >= first_seq)
);
comment on table clean.clock_epoch is 'Stretches of one boot of a station in which its wall clock ran on without a jump of over 2 s against its boot clock.';
comment on column clean.clock_epoch.station_id is 'Station.';
comment on column clean.clock_epoch.boot_id is 'Boot of the station.';
comment on column clean.clock_epoch.epoch_number is 'Place in the boot, from 0.';
comment on column clean.clock_epoch.first_seq is 'Number of its first frame.';
comment on column clean.clock_epoch.last_seq is 'Number of its last frame.';
comment on column clean.clock_epoch.first_utc_us is 'Wall clock at its first frame, microseconds since 1970-01-01 UTC, as it was shown.';
comment on column clean.clock_epoch.last_utc_us is 'Wall clock at its last frame, likewise.';
comment on column clean.clock_epoch.offset_us is 'Wall clock less boot clock at its last frame, microseconds.';
comment on column clean.clock_epoch.bad_clock_reason is 'Why its frames are set aside (clean.unplaced says how many): ahead_of_storing (dated over a day after they were stored) or put_right_later (over a day off the newest believable epoch of the boot); null where they count.';

comment on column clean.unplaced.reason is 'bad_clock (before anything was said to the station, over a day in the future, or of an epoch with a bad_clock_reason in clean.clock_epoch) or unassigned (nobody''s strap then, or no consent).';
