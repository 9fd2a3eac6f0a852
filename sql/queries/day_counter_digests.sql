-- Fingerprint of the readings of counters that stand beside each (person, day) with any: the last
-- before it and the first after it, margins included, see day_frames.
-- parameters: $margin_us bigint, $counter integer (characteristic of a running total),
--     $silence_us bigint (how far from the day they may be)
-- columns: patient_id, day_date, counter_digest
with reading as (
    select
        ownership.patient_id,
        connection.strap_id,
        frame.station_id,
        frame.seq,
        frame.utc_us
    from raw.frame
    inner join clean.connection
        on
            frame.station_id = connection.station_id
            and frame.connection_id = connection.connection_id
    inner join clean.ownership
        on
            connection.strap_id = ownership.strap_id
            and frame.utc_us >= ownership.since_us
            and frame.utc_us < ownership.until_us
    left join clean.clock_epoch
        on
            frame.station_id = clock_epoch.station_id
            and clock_epoch.bad_clock_reason is not null
            and frame.seq between clock_epoch.first_seq and clock_epoch.last_seq
    where frame.characteristic = $counter and clock_epoch.station_id is null
),

counted as (
    select distinct
        calendar.patient_id,
        calendar.day_date,
        reading.strap_id,
        calendar.start_us - $margin_us as from_us,
        calendar.end_us + $margin_us as until_us
    from reading
    inner join clean.calendar
        on
            reading.patient_id = calendar.patient_id
            and reading.utc_us >= calendar.start_us - $margin_us
            and reading.utc_us < calendar.end_us + $margin_us
),

near as (
    select
        counted.patient_id,
        counted.day_date,
        counted.strap_id,
        reading.utc_us < counted.from_us as is_before,
        (reading.utc_us, reading.station_id, reading.seq) as place
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
),

beside as (
    select
        patient_id,
        day_date,
        strap_id,
        is_before,
        case when is_before then max(place) else min(place) end as nearest
    from near
    group by patient_id, day_date, strap_id, is_before
),

final as (
    select
        patient_id,
        day_date,
        md5(string_agg(
            concat_ws(':', strap_id, is_before, nearest::varchar),
            '|' order by strap_id, is_before
        )) as counter_digest
    from beside
    group by all
)

select
    patient_id,
    day_date,
    counter_digest
from final
order by patient_id, day_date
