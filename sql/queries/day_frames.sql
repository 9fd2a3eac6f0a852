-- The frames of a batch of days, margins included, in the order they arrived.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length), $margin_us
--     bigint
-- columns: batch_index (place in the lists), link_index (place in the answer of all_links),
--     seq, characteristic, utc_us, payload_size, payload_hex
with link as (
    select
        station_id,
        connection_id,
        strap_id,
        row_number() over (order by station_id, connection_id) - 1 as link_index
    from clean.connection
),

batch as (
    select
        unnest($patient_ids) as patient_id,
        unnest($day_dates)::date as day_date,
        unnest(range(len($patient_ids))) as batch_index
),

final as (
    select
        batch.batch_index,
        link.link_index,
        frame.seq,
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
    inner join link
        on ownership.strap_id = link.strap_id
    inner join raw.frame
        on
            link.station_id = frame.station_id
            and link.connection_id = frame.connection_id
            and ownership.since_us <= frame.utc_us
            and ownership.until_us > frame.utc_us
            and frame.utc_us >= calendar.start_us - $margin_us
            and frame.utc_us < calendar.end_us + $margin_us
    left join clean.clock_epoch
        on
            frame.station_id = clock_epoch.station_id
            and clock_epoch.bad_clock_reason is not null
            and frame.seq between clock_epoch.first_seq and clock_epoch.last_seq
    where clock_epoch.station_id is null
)

select
    batch_index,
    link_index,
    seq,
    characteristic,
    utc_us,
    payload_size,
    payload_hex
from final
order by batch_index, utc_us, link_index, seq
