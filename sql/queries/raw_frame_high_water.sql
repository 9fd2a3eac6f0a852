-- Up to which row each station's frames have arrived; the station may prune up to it.
-- parameters: none
-- columns: station_id, last_seq
select
    station_id,
    max(seq) as last_seq
from raw.frame
group by station_id
order by station_id;
