-- Every link ever opened.
-- parameters: none
-- columns: station_id, connection_id, profile_id, address
select
    station_id,
    connection_id,
    profile_id,
    address
from raw.connection
order by station_id, connection_id
