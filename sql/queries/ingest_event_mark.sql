-- Highest event already stored of a station.
-- parameters: $station_id varchar
-- columns: seq (0 where there is none)
select coalesce(max(event.seq), 0) as seq
from raw.event
where event.station_id = $station_id
