-- Frames of conversations with devices that store, link by link, in the order they came.
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
where list_contains($characteristics, frame.characteristic)
order by frame.station_id, frame.connection_id, frame.seq
