-- Frames that the readings of a stretch of time came in, by table and link.
-- A recording that a strap made by itself came in a conversation: all packets of the link
-- that it was fetched over.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it),
--     $conversation integer[] (characteristics of such a conversation)
-- columns: table_name, station_id, connection_id, strap_id, profile_id, frame_count,
--     first_seq, last_seq, first_us, last_us
with held as (
    select
        'clean.heart_rate' as table_name,
        patient_id,
        measured_at as happened_at,
        station_id,
        seq
    from clean.heart_rate
    union all
    select
        'clean.beat' as table_name,
        patient_id,
        measured_at as happened_at,
        station_id,
        seq
    from clean.beat
    union all
    select
        'clean.cadence' as table_name,
        patient_id,
        measured_at as happened_at,
        station_id,
        seq
    from clean.cadence
    union all
    select
        'clean.cadence_derived' as table_name,
        patient_id,
        measured_at as happened_at,
        station_id,
        seq
    from clean.cadence_derived
    union all
    select
        'clean.battery' as table_name,
        patient_id,
        measured_at as happened_at,
        station_id,
        seq
    from clean.battery
    union all
    select
        'clean.reject' as table_name,
        patient_id,
        measured_at as happened_at,
        station_id,
        seq
    from clean.reject
    union all
    select
        'clean.interval_steps' as table_name,
        patient_id,
        started_at as happened_at,
        station_id,
        seq
    from clean.interval_steps
    union all
    select
        'clean.interval_hr' as table_name,
        patient_id,
        measured_at as happened_at,
        station_id,
        seq
    from clean.interval_hr
),

fetched as (
    select distinct
        recording.station_id,
        recording.connection_id
    from clean.recorded_beat
    inner join clean.ownership
        on
            recorded_beat.strap_id = ownership.strap_id
            and recorded_beat.at_us >= ownership.since_us
            and recorded_beat.at_us < ownership.until_us
    inner join clean.recording
        on
            recorded_beat.strap_id = recording.strap_id
            and recorded_beat.name = recording.name
    where
        ownership.patient_id = $patient_id
        and recorded_beat.at_us >= 1000 * $start_ms
        and recorded_beat.at_us < 1000 * $end_ms
        and recording.reason is null
),

reading as (
    select distinct
        table_name,
        station_id,
        seq
    from held
    where
        patient_id = $patient_id
        and happened_at >= make_timestamp_ms($start_ms)
        and happened_at < make_timestamp_ms($end_ms)
    union all
    select
        'clean.recorded_beat' as table_name,
        packet.station_id,
        packet.seq
    from fetched
    inner join raw.frame as packet
        on
            fetched.station_id = packet.station_id
            and fetched.connection_id = packet.connection_id
    where list_contains($conversation::integer[], packet.characteristic)
)

select
    reading.table_name,
    frame.station_id,
    frame.connection_id,
    link.strap_id,
    link.profile_id,
    count(*) as frame_count,
    min(frame.seq) as first_seq,
    max(frame.seq) as last_seq,
    min(frame.utc_us) as first_us,
    max(frame.utc_us) as last_us
from reading
inner join raw.frame
    on
        reading.station_id = frame.station_id
        and reading.seq = frame.seq
inner join clean.connection as link
    on
        frame.station_id = link.station_id
        and frame.connection_id = link.connection_id
group by
    reading.table_name,
    frame.station_id,
    frame.connection_id,
    link.strap_id,
    link.profile_id
order by reading.table_name, first_us, frame.station_id, frame.connection_id
