-- A frame of a station's journal is here at most once.
-- Frames are counted 64 at a time against their bits: half the work of a row each.
select
    station_id,
    seq // 64 as seq_block
from raw.frame
group by station_id, seq_block
having count(*) <> bit_count(bit_or(1::ubigint << (seq % 64)::utinyint));
