-- A heart-rate measurement is here once a frame.
select
    station_id,
    seq
from clean.heart_rate
group by station_id, seq
having count(*) > 1;
