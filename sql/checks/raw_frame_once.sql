-- A frame of a station's journal is here at most once.
select
    station_id,
    seq
from raw.frame
group by station_id, seq
having count(*) > 1;
