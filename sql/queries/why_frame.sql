-- One frame, verbatim.
-- parameters: $station_id varchar, $seq bigint
-- columns: station_id, seq, connection_id, characteristic, utc_us, payload_hex
select
    station_id,
    seq,
    connection_id,
    characteristic,
    utc_us,
    hex(payload) as payload_hex
from raw.frame
where station_id = $station_id and seq = $seq
