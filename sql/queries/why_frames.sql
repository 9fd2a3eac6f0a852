-- Frames that the readings of a stretch of time came in, by table and link.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: table_name, station_id, connection_id, strap_id, profile_id, frame_count,
--     first_seq, last_seq, first_us, last_us
with reading as (
    select
        'clean.heart_rate' as table_name,
        station_id,
        seq
    from clean.heart_rate
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
    union
    select
        'clean.beat' as table_name,
        station_id,
        seq
    from clean.beat
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
    union
    select
        'clean.cadence' as table_name,
        station_id,
        seq
    from clean.cadence
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
    union
    select
        'clean.battery' as table_name,
        station_id,
        seq
    from clean.battery
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
    union
    select
        'clean.reject' as table_name,
        station_id,
        seq
    from clean.reject
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
    union
    select
        'clean.interval_steps' as table_name,
        station_id,
        seq
    from clean.interval_steps
    where
        patient_id = $patient_id
        and started_at >= make_timestamp_ms($start_ms)
        and started_at < make_timestamp_ms($end_ms)
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
