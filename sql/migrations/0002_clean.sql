-- Readings, beats, seconds, minutes: flagged, never dropped. Derived from raw, rewritten a
-- (person, local day) at a time. The large tables carry no index; sql/checks holds their keys.
create schema clean;

create table clean.connection (
    station_id varchar not null,
    connection_id integer not null,
    strap_id varchar not null,
    profile_id varchar not null,
    manufacturer varchar,
    model varchar,
    serial varchar,
    firmware varchar,
    primary key (station_id, connection_id)
);
comment on table clean.connection is 'Which strap each link was, from its Device Information frames.';
comment on column clean.connection.station_id is 'Station of the link.';
comment on column clean.connection.connection_id is 'Number of the link within the station.';
comment on column clean.connection.strap_id is 'Name of the strap in pacepipe, from manufacturer, model and serial.';
comment on column clean.connection.profile_id is 'Device profile that reads it.';
comment on column clean.connection.manufacturer is 'As the strap says; null where it does not.';
comment on column clean.connection.model is 'As the strap says; null where it does not.';
comment on column clean.connection.serial is 'As the strap says; null where it does not.';
comment on column clean.connection.firmware is 'As the strap says; null where it does not.';

create table clean.heart_rate (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    hr_bpm integer not null check (hr_bpm >= 0),
    contact varchar not null check (contact in ('ok', 'lost', 'unsupported')),
    energy_kj integer,
    hr_flag varchar not null check (hr_flag in ('ok', 'sentinel', 'oor', 'no_contact'))
);
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
comment on column clean.heart_rate.hr_flag is 'ok, or why it is not used: sentinel (0, 255 or 65535), oor (outside 30 to 220 bpm), no_contact.';

create table clean.beat (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    beat_index smallint not null,
    strap_id varchar not null,
    rr_raw integer not null,
    rr_ms double not null,
    rr_flag varchar not null check (rr_flag in ('ok', 'oor', 'ectopic')),
    is_break boolean not null
);
comment on table clean.beat is 'One RR interval, as sent and judged.';
comment on column clean.beat.patient_id is 'Whose it is.';
comment on column clean.beat.day_date is 'Local day of the person.';
comment on column clean.beat.measured_at is 'End of the interval: arrival of its packet less the later intervals in it, UTC.';
comment on column clean.beat.station_id is 'Station of the frame.';
comment on column clean.beat.seq is 'Frame it came in, see raw.frame.';
comment on column clean.beat.beat_index is 'Place in the packet, oldest first, from 0.';
comment on column clean.beat.strap_id is 'Strap that sent it.';
comment on column clean.beat.rr_raw is 'Interval as sent, 1/1024 s.';
comment on column clean.beat.rr_ms is 'Interval in milliseconds, rr_raw * 1000 / 1024.';
comment on column clean.beat.rr_flag is 'ok, oor (outside 300 to 2000 ms), ectopic (over 20 % from the mean of its neighbours).';
comment on column clean.beat.is_break is 'True where this interval does not follow the one before it (new link or a gap).';

create table clean.cadence (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    speed_mps double not null,
    cadence_spm double not null check (cadence_spm >= 0),
    stride_length_m double,
    total_distance_m double,
    is_running boolean not null
);
comment on table clean.cadence is 'One running speed and cadence measurement (0x2A53).';
comment on column clean.cadence.patient_id is 'Whose it is.';
comment on column clean.cadence.day_date is 'Local day of the person.';
comment on column clean.cadence.measured_at is 'Arrival at the station, UTC.';
comment on column clean.cadence.station_id is 'Station of the frame.';
comment on column clean.cadence.seq is 'Frame it came in, see raw.frame.';
comment on column clean.cadence.strap_id is 'Pod that sent it.';
comment on column clean.cadence.speed_mps is 'Speed, metres a second.';
comment on column clean.cadence.cadence_spm is 'Steps a minute; strides are doubled where the profile says so.';
comment on column clean.cadence.stride_length_m is 'Stride length, metres; null where not sent.';
comment on column clean.cadence.total_distance_m is 'Distance since the pod''s reset, metres; null where not sent.';
comment on column clean.cadence.is_running is 'Status bit of the pod: running rather than walking.';

create table clean.battery (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    battery_pct smallint not null check (battery_pct between 0 and 100)
);
comment on table clean.battery is 'Battery levels (0x2A19).';
comment on column clean.battery.patient_id is 'Person who had the strap.';
comment on column clean.battery.day_date is 'Local day of the person.';
comment on column clean.battery.measured_at is 'Arrival at the station, UTC.';
comment on column clean.battery.station_id is 'Station of the frame.';
comment on column clean.battery.seq is 'Frame it came in, see raw.frame.';
comment on column clean.battery.strap_id is 'Strap that sent it.';
comment on column clean.battery.battery_pct is 'Charge in percent as the strap says; coin cells often say 100 until they stop.';

create table clean.reject (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    characteristic integer not null,
    reason varchar not null
);
comment on table clean.reject is 'Frames that could not be decoded, with the reason; the bytes stay in raw.frame.';
comment on column clean.reject.patient_id is 'Person who had the strap.';
comment on column clean.reject.day_date is 'Local day of the person.';
comment on column clean.reject.measured_at is 'Arrival at the station, UTC.';
comment on column clean.reject.station_id is 'Station of the frame.';
comment on column clean.reject.seq is 'Frame, see raw.frame.';
comment on column clean.reject.characteristic is 'Assigned number of the characteristic.';
comment on column clean.reject.reason is 'empty, truncated, odd_tail, trailing_bytes, out_of_range, not_text, unknown_characteristic or bad_clock.';

create table clean.hr_second (
    patient_id varchar not null,
    day_date date not null,
    second_at timestamp_ms not null,
    hr_bpm real not null check (hr_bpm between 30 and 220),
    is_interpolated boolean not null
);
comment on table clean.hr_second is 'Heart rate on a grid of one second. A second that is not here was not measured.';
comment on column clean.hr_second.patient_id is 'Whose it is.';
comment on column clean.hr_second.day_date is 'Local day of the person.';
comment on column clean.hr_second.second_at is 'The second, UTC.';
comment on column clean.hr_second.hr_bpm is 'Heart rate, beats a minute.';
comment on column clean.hr_second.is_interpolated is 'True where it was filled between two measured seconds at most 5 s apart.';

create table clean.minute (
    patient_id varchar not null,
    day_date date not null,
    minute_at timestamp_ms not null,
    hr_bpm real,
    hr_measured_s smallint not null check (hr_measured_s between 0 and 60),
    hr_interpolated_s smallint not null check (hr_interpolated_s between 0 and 60),
    hr_flagged_s smallint not null check (hr_flagged_s >= 0),
    step_count real check (step_count >= 0),
    step_measured_s smallint not null check (step_measured_s between 0 and 60),
    is_worn boolean not null
);
comment on table clean.minute is 'One minute in which anything at all was received. A minute that is not here was silent.';
comment on column clean.minute.patient_id is 'Whose it is.';
comment on column clean.minute.day_date is 'Local day of the person.';
comment on column clean.minute.minute_at is 'Start of the minute, UTC.';
comment on column clean.minute.hr_bpm is 'Median of the measured seconds, beats a minute; null with fewer than 30 of them.';
comment on column clean.minute.hr_measured_s is 'Seconds with a measured heart rate.';
comment on column clean.minute.hr_interpolated_s is 'Seconds that were filled.';
comment on column clean.minute.hr_flagged_s is 'Heart-rate measurements that were set aside.';
comment on column clean.minute.step_count is 'Steps in the measured seconds of the minute; null where no cadence was measured.';
comment on column clean.minute.step_measured_s is 'Seconds with a measured cadence.';
comment on column clean.minute.is_worn is 'True with at least one measured second of heart rate.';
