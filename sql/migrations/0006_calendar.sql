-- Whose a frame is, and which local day it falls in: both from what people said, so both are
-- rewritten each night and can be corrected afterwards.
create table clean.ownership (
    strap_id varchar not null,
    patient_id varchar not null,
    since_us bigint not null,
    until_us bigint not null,
    check (until_us > since_us)
);
comment on table clean.ownership is 'When a strap was whose, with consent: dated assignments cut to the times of consent.';
comment on column clean.ownership.strap_id is 'Strap, see clean.connection.';
comment on column clean.ownership.patient_id is 'Person.';
comment on column clean.ownership.since_us is 'First moment, microseconds since 1970-01-01 UTC.';
comment on column clean.ownership.until_us is 'First moment after it, microseconds since 1970-01-01 UTC; the year 9999 where it has no end yet.';

create table clean.calendar (
    patient_id varchar not null,
    day_date date not null,
    zone varchar not null,
    start_us bigint not null,
    end_us bigint not null,
    primary key (patient_id, day_date),
    check (end_us > start_us)
);
comment on table clean.calendar is 'The local days of each person, end to end, in the zone they were in.';
comment on column clean.calendar.patient_id is 'Person.';
comment on column clean.calendar.day_date is 'Local day.';
comment on column clean.calendar.zone is 'IANA zone in force at its midnight.';
comment on column clean.calendar.start_us is 'Midnight, microseconds since 1970-01-01 UTC.';
comment on column clean.calendar.end_us is 'The next midnight, microseconds since 1970-01-01 UTC.';

create table clean.unplaced (
    station_id varchar not null,
    connection_id integer not null,
    strap_id varchar not null,
    reason varchar not null check (reason in ('bad_clock', 'unassigned')),
    frame_count bigint not null check (frame_count > 0),
    first_us bigint not null,
    last_us bigint not null,
    primary key (station_id, connection_id, reason)
);
comment on table clean.unplaced is 'Frames that belong to nobody''s day; they stay in raw.frame and count for nobody.';
comment on column clean.unplaced.station_id is 'Station of the link.';
comment on column clean.unplaced.connection_id is 'Number of the link within the station.';
comment on column clean.unplaced.strap_id is 'Strap of the link.';
comment on column clean.unplaced.reason is 'bad_clock (before anything was said to the station, or over a day in the future) or unassigned (nobody''s strap then, or no consent).';
comment on column clean.unplaced.frame_count is 'Frames.';
comment on column clean.unplaced.first_us is 'Earliest arrival, microseconds since 1970-01-01 UTC.';
comment on column clean.unplaced.last_us is 'Latest arrival, microseconds since 1970-01-01 UTC.';
