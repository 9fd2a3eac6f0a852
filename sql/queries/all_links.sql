-- Every link with its strap; `link_index` of day_frames is the place in this answer.
-- parameters: none
-- columns: station_id, connection_id, strap_id, profile_id
select
    station_id,
    connection_id,
    strap_id,
    profile_id
from clean.connection
order by station_id, connection_id
