-- A beat is here once.
select
    station_id,
    seq,
    beat_index
from clean.beat
group by station_id, seq, beat_index
having count(*) > 1;
