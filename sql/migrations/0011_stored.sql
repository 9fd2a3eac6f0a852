-- What devices had stored and told later, by its own time; steps of several sources.
create table clean.stored_row (
    strap_id varchar not null,
    kind varchar not null check (kind in ('steps', 'heart_rate')),
    started_us bigint not null,
    ended_us bigint not null,
    value integer not null check (value >= 0),
    is_partial boolean not null,
    fetched_us bigint not null,
    station_id varchar not null,
    seq bigint not null,
    primary key (strap_id, kind, started_us)
);
comment on table clean.stored_row is 'What a device had stored and could date, each row once, as last fetched.';
comment on column clean.stored_row.strap_id is 'Device that stored it.';
comment on column clean.stored_row.kind is 'steps or heart_rate.';
comment on column clean.stored_row.started_us is 'Its own time, by the device''s clock, microseconds since 1970-01-01 UTC.';
comment on column clean.stored_row.ended_us is 'End of its time; the start itself for a heart rate.';
comment on column clean.stored_row.value is 'Steps, or beats a minute, as stored.';
comment on column clean.stored_row.is_partial is 'True where it was fetched before its time was over, and so may have grown.';
comment on column clean.stored_row.fetched_us is 'Arrival at the station, microseconds since 1970-01-01 UTC.';
comment on column clean.stored_row.station_id is 'Station of the frame.';
comment on column clean.stored_row.seq is 'Frame it came in, see raw.frame.';

create table clean.stored_reject (
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    kind varchar not null check (kind in ('steps', 'heart_rate')),
    reason varchar not null
    check (reason in ('clock_wrong', 'other_day', 'from_the_future', 'too_old')),
    row_count integer not null check (row_count > 0),
    primary key (station_id, seq, kind, reason)
);
comment on table clean.stored_reject is 'Stored rows that could not be dated, by frame; they count for no day and are never moved to one.';
comment on column clean.stored_reject.station_id is 'Station of the frame.';
comment on column clean.stored_reject.seq is 'Frame they came in, see raw.frame.';
comment on column clean.stored_reject.strap_id is 'Device that stored them.';
comment on column clean.stored_reject.kind is 'steps or heart_rate.';
comment on column clean.stored_reject.reason is 'clock_wrong (the device''s clock was seen to be wrong at that sync), other_day (not of the day asked for), from_the_future or too_old.';
comment on column clean.stored_reject.row_count is 'Rows in the frame.';

create table clean.device_clock (
    station_id varchar not null,
    connection_id integer not null,
    strap_id varchar not null,
    read_us bigint not null,
    device_us bigint,
    offset_s double,
    is_trusted boolean not null,
    verdict varchar not null check (verdict in ('good', 'unread', 'wrong')),
    reason varchar not null
    check (
        reason in (
            'within_limit', 'over_limit', 'never_set', 'date_of_stored_rows', 'no_stored_rows'
        )
    ),
    primary key (station_id, connection_id, read_us)
);
comment on table clean.device_clock is 'What the clock of a device was seen to believe, once a reading.';
comment on column clean.device_clock.station_id is 'Station that read it.';
comment on column clean.device_clock.connection_id is 'Link of the reading.';
comment on column clean.device_clock.strap_id is 'Device.';
comment on column clean.device_clock.read_us is 'Station''s time, microseconds since 1970-01-01 UTC.';
comment on column clean.device_clock.device_us is 'Device''s time; null where it does not tell it.';
comment on column clean.device_clock.offset_s is 'Device less station, seconds; whole days where only the date showed; null where nothing did.';
comment on column clean.device_clock.is_trusted is 'True where the clock was seen to be right.';
comment on column clean.device_clock.verdict is 'good, unread (nothing showed it, no fault by itself) or wrong.';
comment on column clean.device_clock.reason is 'within_limit or over_limit (5 minutes), never_set (it lost its time), date_of_stored_rows or no_stored_rows (of a device that shows dates only).';

create table clean.interval_steps (
    patient_id varchar not null,
    day_date date not null,
    started_at timestamp_ms not null,
    ended_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    source varchar not null check (source in ('counter', 'stored')),
    step_count double check (step_count >= 0),
    step_flag varchar not null,
    is_lower_bound boolean not null,
    own_s double not null check (own_s >= 0),
    chosen_step_count double not null check (chosen_step_count >= 0)
);
comment on table clean.interval_steps is 'Steps of one stretch of time, of devices that count by themselves. Sources overlap; chosen_step_count may be added up, step_count may not.';
comment on column clean.interval_steps.patient_id is 'Whose it is.';
comment on column clean.interval_steps.day_date is 'Local day of the person.';
comment on column clean.interval_steps.started_at is 'Start, UTC; by the device''s clock where it was stored.';
comment on column clean.interval_steps.ended_at is 'End, UTC, not part of it.';
comment on column clean.interval_steps.station_id is 'Station of the frame.';
comment on column clean.interval_steps.seq is 'Frame it came in, see raw.frame.';
comment on column clean.interval_steps.strap_id is 'Device that counted.';
comment on column clean.interval_steps.source is 'counter (a running total that the device sent) or stored (told at a later sync).';
comment on column clean.interval_steps.step_count is 'Steps in it; null where it cannot be told, see step_flag.';
comment on column clean.interval_steps.step_flag is 'ok, rate_high, rollover, reset_midnight, reset, rate_implausible, out_of_order, glitch, previous_day, or unsplit (a silence of over 10 minutes across midnight, of which no day is given a share).';
comment on column clean.interval_steps.is_lower_bound is 'True where there were at least so many.';
comment on column clean.interval_steps.own_s is 'Seconds of it for which no source of a higher priority speaks.';
comment on column clean.interval_steps.chosen_step_count is 'Steps of those seconds, in proportion. Order of sources: pod, counter, stored.';

create table clean.interval_hr (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    hr_bpm integer not null check (hr_bpm >= 0),
    hr_flag varchar not null check (hr_flag in ('ok', 'sentinel', 'oor'))
);
comment on table clean.interval_hr is 'One heart rate that a device measured by itself now and then. It stands for its moment only and is never repeated over seconds.';
comment on column clean.interval_hr.patient_id is 'Whose it is.';
comment on column clean.interval_hr.day_date is 'Local day of the person.';
comment on column clean.interval_hr.measured_at is 'Its own time by the device''s clock, UTC.';
comment on column clean.interval_hr.station_id is 'Station of the frame.';
comment on column clean.interval_hr.seq is 'Frame it came in, see raw.frame.';
comment on column clean.interval_hr.strap_id is 'Device that measured it.';
comment on column clean.interval_hr.hr_bpm is 'Heart rate as stored, beats a minute.';
comment on column clean.interval_hr.hr_flag is 'ok, sentinel (0, 255 or 65535) or oor (outside 30 to 220 bpm).';

comment on column clean.reject.reason is 'empty, truncated, odd_tail, trailing_bytes, out_of_range, not_text, bad_checksum, unknown_characteristic, unsupported_layout or bad_clock. Stored rows that cannot be dated are in clean.stored_reject.';

comment on column mart.day.step_count is 'Steps in the time of the day for which some source speaks, each moment once (pod, counter, stored); null means not measured, see step_null_reason. Never a whole-day total for a strap that is worn to walk.';
comment on column mart.day.step_measured_min is 'Minutes for which some source of steps speaks.';

create table clean.recording (
    strap_id varchar not null,
    name varchar not null,
    digest varchar not null,
    station_id varchar not null,
    connection_id integer not null,
    fetched_us bigint not null,
    beat_count integer not null check (beat_count >= 0),
    matched_count integer not null check (matched_count >= 0),
    filled_count integer not null check (filled_count >= 0),
    reason varchar
    check (reason in ('no_intervals', 'no_live_beats', 'no_match', 'superseded')),
    primary key (strap_id, name, digest)
);
comment on table clean.recording is 'A recording that a strap made by itself, once however often it was fetched.';
comment on column clean.recording.strap_id is 'Strap that made it.';
comment on column clean.recording.name is 'Its name on the strap.';
comment on column clean.recording.digest is 'SHA-256 of the file.';
comment on column clean.recording.station_id is 'Station that fetched it first.';
comment on column clean.recording.connection_id is 'Link over which it came.';
comment on column clean.recording.fetched_us is 'Last packet of that conversation, microseconds since 1970-01-01 UTC.';
comment on column clean.recording.beat_count is 'Intervals in it.';
comment on column clean.recording.matched_count is 'Live intervals that were found in it; none means that it has no time.';
comment on column clean.recording.filled_count is 'Intervals of it that the live stream does not have, see clean.recorded_beat.';
comment on column clean.recording.reason is 'Why it fills nothing: no_intervals (heart rate only), no_live_beats (nothing of that strap in the week before), no_match (fits in no place), superseded (a longer file of that name came); null where it is used.';

create table clean.recorded_beat (
    strap_id varchar not null,
    name varchar not null,
    recorded_index integer not null,
    at_us bigint not null,
    rr_ms double not null,
    is_ok boolean not null,
    primary key (strap_id, name, recorded_index)
);
comment on table clean.recorded_beat is 'One recorded interval that the live stream does not have; no interval of clean.beat is here.';
comment on column clean.recorded_beat.strap_id is 'Strap that recorded it.';
comment on column clean.recorded_beat.name is 'Recording, see clean.recording.';
comment on column clean.recorded_beat.recorded_index is 'Place in the recording, from 0.';
comment on column clean.recorded_beat.at_us is 'End of the interval, counted from the nearest live beat, microseconds since 1970-01-01 UTC.';
comment on column clean.recorded_beat.rr_ms is 'Interval, whole milliseconds as stored.';
comment on column clean.recorded_beat.is_ok is 'False where it is outside 300 to 2000 ms or over 20 % from the mean of its neighbours.';

alter table clean.hr_second add column is_recorded boolean;
comment on column clean.hr_second.is_recorded is 'True where it is from the strap''s own recording and not from the live stream; null in rows from before these were used.';
alter table clean.minute add column hr_recorded_s smallint;
comment on column clean.minute.hr_recorded_s is 'Measured seconds that are from a strap''s own recording; null in rows from before these were used.';

create table clean.cadence_derived (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    cadence_spm real check (cadence_spm >= 0),
    regularity real
);
comment on table clean.cadence_derived is 'Cadence derived from the acceleration of a chest strap, once a second. Derived: it is no step count and enters none.';
comment on column clean.cadence_derived.patient_id is 'Whose it is.';
comment on column clean.cadence_derived.day_date is 'Local day of the person.';
comment on column clean.cadence_derived.measured_at is 'End of the window of 5 s, UTC: the strap''s spacing, set by its least delayed frame.';
comment on column clean.cadence_derived.station_id is 'Station of the frame.';
comment on column clean.cadence_derived.seq is 'Frame that the window ends in, see raw.frame.';
comment on column clean.cadence_derived.strap_id is 'Strap that sent the acceleration.';
comment on column clean.cadence_derived.cadence_spm is 'Steps a minute; 0 where the trunk was still, null where it moved without a rhythm.';
comment on column clean.cadence_derived.regularity is 'Autocorrelation at the step, 0 to 1; null where there is no step.';
