-- The frames of a batch of days, margins included, in the order they arrived. Where a counter
-- sent any, its last reading before them and its first after them are there too, however long
-- it was silent up to $silence_us: what lies between two readings needs both.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length), $margin_us
--     bigint, $counter integer (characteristic of a running total), $silence_us bigint
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

within as (
    select
        batch.batch_index,
        link.link_index,
        link.strap_id,
        calendar.start_us - $margin_us as from_us,
        calendar.end_us + $margin_us as until_us,
        frame.seq,
        frame.characteristic,
        frame.utc_us,
        frame.payload
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
),

counted as (
    select distinct
        within.batch_index,
        within.strap_id,
        within.from_us,
        within.until_us,
        batch.patient_id
    from within
    inner join batch
        on within.batch_index = batch.batch_index
    where within.characteristic = $counter
),

beside as (
    select
        counted.batch_index,
        link.link_index,
        frame.seq,
        frame.characteristic,
        frame.utc_us,
        frame.payload
    from counted
    inner join clean.ownership
        on
            counted.patient_id = ownership.patient_id
            and counted.strap_id = ownership.strap_id
    inner join link
        on counted.strap_id = link.strap_id
    inner join raw.frame
        on
            link.station_id = frame.station_id
            and link.connection_id = frame.connection_id
            and ownership.since_us <= frame.utc_us
            and ownership.until_us > frame.utc_us
            and frame.characteristic = $counter
            and (
                frame.utc_us between counted.from_us - $silence_us and counted.from_us - 1
                or frame.utc_us
                between counted.until_us and counted.until_us + $silence_us - 1
            )
    left join clean.clock_epoch
        on
            frame.station_id = clock_epoch.station_id
            and clock_epoch.bad_clock_reason is not null
            and frame.seq between clock_epoch.first_seq and clock_epoch.last_seq
    where clock_epoch.station_id is null
    qualify
        row_number() over (
            partition by
                counted.batch_index, counted.strap_id, frame.utc_us < counted.from_us
            order by
                case
                    when frame.utc_us < counted.from_us then -frame.utc_us
                    else frame.utc_us
                end,
                link.link_index,
                frame.seq
        ) = 1
),

final as (
    select
        batch_index,
        link_index,
        seq,
        characteristic,
        utc_us,
        octet_length(payload) as payload_size,
        hex(payload) as payload_hex
    from within
    union all
    select
        batch_index,
        link_index,
        seq,
        characteristic,
        utc_us,
        octet_length(payload) as payload_size,
        hex(payload) as payload_hex
    from beside
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
