-- The frames of a batch of days, margins included, in the order they arrived.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length), $margin_us
--     bigint
-- columns: batch_index (place in the lists), station_id, seq, connection_id, strap_id,
--     profile_id, characteristic, utc_us, payload_size, payload_hex
with batch as (
    select
        unnest($patient_ids) as patient_id,
        unnest($day_dates)::date as day_date,
        unnest(range(len($patient_ids))) as batch_index
),

final as (
    select
        batch.batch_index,
        frame.station_id,
        frame.seq,
        frame.connection_id,
        connection.strap_id,
        connection.profile_id,
        frame.characteristic,
        frame.utc_us,
        octet_length(frame.payload) as payload_size,
        hex(frame.payload) as payload_hex
    from batch
    inner join clean.calendar
        on
            batch.patient_id = calendar.patient_id
            and batch.day_date = calendar.day_date
    inner join clean.ownership
        on batch.patient_id = ownership.patient_id
    inner join clean.connection
        on ownership.strap_id = connection.strap_id
    inner join raw.frame
        on
            connection.station_id = frame.station_id
            and connection.connection_id = frame.connection_id
            and ownership.since_us <= frame.utc_us
            and ownership.until_us > frame.utc_us
            and frame.utc_us >= calendar.start_us - $margin_us
            and frame.utc_us < calendar.end_us + $margin_us
)

select
    batch_index,
    station_id,
    seq,
    connection_id,
    strap_id,
    profile_id,
    characteristic,
    utc_us,
    payload_size,
    payload_hex
from final
order by batch_index, utc_us, station_id, seq
