-- A battery level is here once a frame.
select
    station_id,
    seq
from clean.battery
group by station_id, seq
having count(*) > 1;
