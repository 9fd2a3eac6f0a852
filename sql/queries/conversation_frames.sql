-- Frames of conversations with devices that store, link by link, in the order they came; those
-- of an epoch with a wrong clock are left out, because what was stored is dated by them.
-- parameters: $characteristics integer[] (list)
-- columns: station_id, connection_id, strap_id, seq, characteristic, utc_us, payload_hex
select
    frame.station_id,
    frame.connection_id,
    connection.strap_id,
    frame.seq,
    frame.characteristic,
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
    list_contains($characteristics, frame.characteristic)
    and clock_epoch.station_id is null
order by frame.station_id, frame.connection_id, frame.seq
