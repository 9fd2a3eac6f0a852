-- Device Information frames of every link, oldest first.
-- parameters: $characteristics integer[] (list)
-- columns: station_id, connection_id, characteristic, payload_hex
select
    frame.station_id,
    frame.connection_id,
    frame.characteristic,
    hex(frame.payload) as payload_hex
from raw.frame
where list_contains($characteristics, frame.characteristic)
order by frame.station_id, frame.connection_id, frame.seq
