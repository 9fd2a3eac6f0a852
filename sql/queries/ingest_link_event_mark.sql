-- Highest link event already stored of a station.
-- parameters: $station_id varchar
-- columns: seq (0 where there is none)
select coalesce(max(link_event.seq), 0) as seq
from raw.link_event
where link_event.station_id = $station_id
