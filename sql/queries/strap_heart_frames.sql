-- Heart-rate frames of one strap in a stretch of time, in the order they arrived; those of an
-- epoch with a wrong clock are left out.
-- parameters: $strap_id varchar, $from_us bigint, $until_us bigint
-- columns: link_number (the same for all frames of a link), utc_us, payload_hex
select
    dense_rank() over (order by frame.station_id, frame.connection_id) as link_number,
    frame.utc_us,
    hex(frame.payload) as payload_hex
from raw.frame
inner join clean.connection
    on
        frame.station_id = connection.station_id
        and frame.connection_id = connection.connection_id
left join clean.clock_epoch
    on
        frame.station_id = clock_epoch.station_id
        and clock_epoch.bad_clock_reason is not null
        and frame.seq between clock_epoch.first_seq and clock_epoch.last_seq
where
    clock_epoch.station_id is null
    and connection.strap_id = $strap_id
    and frame.characteristic = 10807
    and frame.utc_us >= $from_us
    and frame.utc_us <= $until_us
order by frame.utc_us, frame.station_id, frame.connection_id, frame.seq
