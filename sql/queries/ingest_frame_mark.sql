-- Highest frame already stored of a station.
-- parameters: $station_id varchar
-- columns: seq (0 where there is none)
select coalesce(max(frame.seq), 0) as seq
from raw.frame
where frame.station_id = $station_id
