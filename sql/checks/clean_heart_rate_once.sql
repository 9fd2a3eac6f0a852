-- A heart-rate measurement is here once a frame.
-- Frames are counted 64 at a time against their bits: half the work of a row each.
select
    station_id,
    seq // 64 as seq_block
from clean.heart_rate
group by station_id, seq_block
having count(*) <> bit_count(bit_or(1::ubigint << (seq % 64)::utinyint));
