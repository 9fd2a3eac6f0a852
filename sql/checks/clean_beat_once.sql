-- A beat is here once.
-- Beats are counted 64 packets at a time against their bits, by place in the packet: half the
-- work of a row each.
select
    stream.station_id,
    beat.seq // 64 as seq_block,
    beat.beat_index
from clean.beat_row as beat
inner join clean.stream
    on beat.stream_no = stream.stream_no
group by stream.station_id, seq_block, beat.beat_index
having count(*) <> bit_count(bit_or(1::ubigint << (beat.seq % 64)::utinyint));
