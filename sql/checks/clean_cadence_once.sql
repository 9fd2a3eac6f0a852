-- A cadence measurement is here once a frame.
select
    station_id,
    seq
from clean.cadence
group by station_id, seq
having count(*) > 1;
