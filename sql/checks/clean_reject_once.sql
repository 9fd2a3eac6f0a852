-- A frame is rejected once.
select
    station_id,
    seq
from clean.reject
group by station_id, seq
having count(*) > 1;
