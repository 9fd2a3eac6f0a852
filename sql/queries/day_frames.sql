-- The frames of a batch of days, margins included, in no order. Where a counter
-- sent any, its last reading before them and its first after them are there too, however long
-- it was silent up to $silence_us: what lies between two readings needs both.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length), $from_us and
--     $until_us bigint (within which all of the days lie, margins included: old frames are
--     not looked at), $margin_us bigint, $counter integer (characteristic of a running total),
--     $silence_us bigint
-- columns: batch_index (place in the lists), link_index (place in the answer of batch_links),
--     seq, characteristic, utc_us, payload_size, payload_number (big-endian, of 1 to 8 bytes;
--     else 0), payload_hex (of more than 8 bytes; else empty)
with link as (
    select
        station_id,
        connection_id,
        strap_id,
        row_number() over (order by station_id, connection_id) - 1 as link_index
    from clean.connection
    where
        strap_id in (
            select ownership.strap_id
            from clean.ownership
            where list_contains($patient_ids, ownership.patient_id)
        )
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
    where
        clock_epoch.station_id is null
        and frame.utc_us >= $from_us
        and frame.utc_us < $until_us
),

reading as (
    select
        ownership.patient_id,
        link.strap_id,
        link.link_index,
        frame.seq,
        frame.characteristic,
        frame.utc_us,
        frame.payload
    from raw.frame
    inner join link
        on
            frame.station_id = link.station_id
            and frame.connection_id = link.connection_id
    inner join clean.ownership
        on
            link.strap_id = ownership.strap_id
            and frame.utc_us >= ownership.since_us
            and frame.utc_us < ownership.until_us
    left join clean.clock_epoch
        on
            frame.station_id = clock_epoch.station_id
            and clock_epoch.bad_clock_reason is not null
            and frame.seq between clock_epoch.first_seq and clock_epoch.last_seq
    where
        frame.characteristic = $counter
        and clock_epoch.station_id is null
        and frame.utc_us >= $from_us - $silence_us
        and frame.utc_us < $until_us + $silence_us
),

counted as (
    select distinct
        batch.batch_index,
        batch.patient_id,
        reading.strap_id,
        calendar.start_us - $margin_us as from_us,
        calendar.end_us + $margin_us as until_us
    from batch
    inner join clean.calendar
        on
            batch.patient_id = calendar.patient_id
            and batch.day_date = calendar.day_date
    inner join reading
        on
            batch.patient_id = reading.patient_id
            and reading.utc_us >= calendar.start_us - $margin_us
            and reading.utc_us < calendar.end_us + $margin_us
),

beside as (
    select
        counted.batch_index,
        reading.link_index,
        reading.seq,
        reading.characteristic,
        reading.utc_us,
        reading.payload
    from counted
    inner join reading
        on
            counted.patient_id = reading.patient_id
            and counted.strap_id = reading.strap_id
            and (
                reading.utc_us between counted.from_us - $silence_us and counted.from_us - 1
                or reading.utc_us
                between counted.until_us and counted.until_us + $silence_us - 1
            )
    qualify
        row_number() over (
            partition by
                counted.batch_index, counted.strap_id, reading.utc_us < counted.from_us
            order by
                case
                    when reading.utc_us < counted.from_us then -reading.utc_us
                    else reading.utc_us
                end,
                reading.link_index,
                reading.seq
        ) = 1
),

final as (
    select
        batch_index,
        link_index,
        seq,
        characteristic,
        utc_us,
        payload
    from within
    union all
    select
        batch_index,
        link_index,
        seq,
        characteristic,
        utc_us,
        payload
    from beside
)

-- a number for each short payload: most are, and text row by row is slow to hand over
select
    batch_index,
    link_index,
    seq,
    characteristic,
    utc_us,
    octet_length(payload) as payload_size,
    case
        when octet_length(payload) between 1 and 8 then payload::bit::ubigint else 0
    end as payload_number,
    if(octet_length(payload) > 8, hex(payload), '') as payload_hex
from final
