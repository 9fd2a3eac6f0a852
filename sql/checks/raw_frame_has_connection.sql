-- A frame came over a link that is known.
select distinct
    frame.station_id,
    frame.connection_id
from raw.frame as frame
anti join raw.connection as link
    on
        frame.station_id = link.station_id
        and frame.connection_id = link.connection_id;
