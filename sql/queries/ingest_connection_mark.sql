-- Highest link already stored of a station.
-- parameters: $station_id varchar
-- columns: connection_id (0 where there is none)
select coalesce(max(connection.connection_id), 0) as connection_id
from raw.connection
where connection.station_id = $station_id
