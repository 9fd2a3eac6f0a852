-- What arrived, verbatim. Nothing here is ever updated.
create schema raw;

create table raw.frame (
    station_id varchar not null,
    seq bigint not null check (seq > 0),
    connection_id integer not null,
    characteristic integer not null,
    boot_us bigint not null,
    utc_us bigint not null,
    payload blob not null
);
comment on table raw.frame is 'One notification or read value, as the strap sent it. One row a (station_id, seq), held by sql/checks; no index, because a person-year is tens of millions of rows.';
comment on column raw.frame.station_id is 'Station whose journal it came from.';
comment on column raw.frame.seq is 'Number of the row in that journal, ever rising.';
comment on column raw.frame.connection_id is 'Link it came over, see raw.connection.';
comment on column raw.frame.characteristic is 'Assigned number of the GATT characteristic.';
comment on column raw.frame.boot_us is 'Monotonic clock of the station at arrival, microseconds since its boot.';
comment on column raw.frame.utc_us is 'Wall clock of the station at arrival, microseconds since 1970-01-01 UTC.';
comment on column raw.frame.payload is 'Bytes of the characteristic value, verbatim.';

create table raw.connection (
    station_id varchar not null,
    connection_id integer not null,
    profile_id varchar not null,
    address varchar not null,
    advertised_name varchar,
    boot_id varchar not null,
    opened_boot_us bigint not null,
    opened_utc_us bigint not null,
    primary key (station_id, connection_id)
);
comment on table raw.connection is 'One link between a station and a strap, as opened.';
comment on column raw.connection.station_id is 'Station that opened the link.';
comment on column raw.connection.connection_id is 'Number of the link within the station.';
comment on column raw.connection.profile_id is 'Device profile the collector used.';
comment on column raw.connection.address is 'Radio address: a hint, never an identity, never published.';
comment on column raw.connection.advertised_name is 'Name in the advertisement; null where there was none.';
comment on column raw.connection.boot_id is 'Boot of the station that boot_us counts from.';
comment on column raw.connection.opened_boot_us is 'Monotonic clock at opening, microseconds.';
comment on column raw.connection.opened_utc_us is 'Wall clock at opening, microseconds since 1970-01-01 UTC.';

create table raw.link_event (
    station_id varchar not null,
    seq bigint not null check (seq > 0),
    connection_id integer not null,
    kind varchar not null
    check (
        kind in ('opened', 'identified', 'subscribed', 'silent', 'lost', 'refused', 'closed')
    ),
    boot_us bigint not null,
    utc_us bigint not null,
    detail varchar not null,
    primary key (station_id, seq)
);
comment on table raw.link_event is 'What happened to a link, as the collector saw it.';
comment on column raw.link_event.station_id is 'Station that saw it.';
comment on column raw.link_event.seq is 'Number of the row in that station''s journal.';
comment on column raw.link_event.connection_id is 'Link it happened to.';
comment on column raw.link_event.kind is 'opened, identified, subscribed, silent, lost, refused or closed.';
comment on column raw.link_event.boot_us is 'Monotonic clock, microseconds since boot.';
comment on column raw.link_event.utc_us is 'Wall clock, microseconds since 1970-01-01 UTC.';
comment on column raw.link_event.detail is 'Reason in words; holds no radio address.';

create table raw.event (
    station_id varchar not null,
    seq bigint not null check (seq > 0),
    event_id varchar not null,
    kind varchar not null,
    schema_version integer not null,
    patient_id varchar,
    about_at timestamptz not null,
    zone varchar not null,
    entered_at timestamptz not null,
    entered_by varchar not null,
    supersedes varchar,
    payload json not null,
    primary key (station_id, seq)
);
comment on table raw.event is 'What a person said. A correction is a new row that supersedes; nothing is updated.';
comment on column raw.event.station_id is 'Station it was said to.';
comment on column raw.event.seq is 'Number of the row in that station''s journal.';
comment on column raw.event.event_id is 'Name of the event, unique everywhere.';
comment on column raw.event.kind is 'What kind of thing was said, see docs/glossary.md.';
comment on column raw.event.schema_version is 'Version of the payload''s shape.';
comment on column raw.event.patient_id is 'Person it is about; null where it is about the station.';
comment on column raw.event.about_at is 'Moment it speaks of, UTC.';
comment on column raw.event.zone is 'IANA zone it was said in.';
comment on column raw.event.entered_at is 'Moment it was entered, UTC; what was entered after as_of never counts.';
comment on column raw.event.entered_by is 'Who entered it.';
comment on column raw.event.supersedes is 'event_id it takes the place of; null for a first statement.';
comment on column raw.event.payload is 'What was said, as JSON.';
