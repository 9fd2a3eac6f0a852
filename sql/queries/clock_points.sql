-- Frames that tell where the wall clock of a boot was set: the first and the last of each link,
-- and every one of a link in which the two clocks drew apart.
-- parameters: $jump_us bigint (how far they may)
-- columns: station_id, boot_id, seq, boot_us, utc_us, stored_us (the year 9999 where it is not
--     known)
with span as (
    select
        frame.station_id,
        frame.connection_id,
        min(frame.seq) as first_seq,
        max(frame.seq) as last_seq,
        arg_min(frame.boot_us, frame.seq) as first_boot_us,
        arg_max(frame.boot_us, frame.seq) as last_boot_us,
        arg_min(frame.utc_us, frame.seq) as first_utc_us,
        arg_max(frame.utc_us, frame.seq) as last_utc_us,
        max(frame.utc_us - frame.boot_us) - min(frame.utc_us - frame.boot_us)
        > $jump_us as is_apart
    from raw.frame
    group by all
),

point as (
    select
        span.station_id,
        span.connection_id,
        span.first_seq as seq,
        span.first_boot_us as boot_us,
        span.first_utc_us as utc_us
    from span
    where not span.is_apart
    union all
    select
        span.station_id,
        span.connection_id,
        span.last_seq as seq,
        span.last_boot_us as boot_us,
        span.last_utc_us as utc_us
    from span
    where not span.is_apart and span.last_seq > span.first_seq
    union all
    select
        frame.station_id,
        frame.connection_id,
        frame.seq,
        frame.boot_us,
        frame.utc_us
    from raw.frame
    inner join span
        on
            frame.station_id = span.station_id
            and frame.connection_id = span.connection_id
    where span.is_apart
),

final as (
    select
        point.station_id,
        connection.boot_id,
        point.seq,
        point.boot_us,
        point.utc_us,
        coalesce(storing.stored_us, 253402214400000000) as stored_us
    from point
    inner join raw.connection
        on
            point.station_id = connection.station_id
            and point.connection_id = connection.connection_id
    left join raw.storing
        on
            point.station_id = storing.station_id
            and point.seq between storing.first_seq and storing.last_seq
)

select
    station_id,
    boot_id,
    seq,
    boot_us,
    utc_us,
    stored_us
from final
order by station_id, boot_id, seq
