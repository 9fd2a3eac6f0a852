-- A heart-rate measurement is here once a frame.
-- Frames are counted 64 at a time against their bits: half the work of a row each.
select
    stream.station_id,
    heart_rate.seq // 64 as seq_block
from clean.heart_rate_row as heart_rate
inner join clean.stream
    on heart_rate.stream_no = stream.stream_no
group by stream.station_id, seq_block
having count(*) <> bit_count(bit_or(1::ubigint << (heart_rate.seq % 64)::utinyint));
