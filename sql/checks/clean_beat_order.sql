-- The beats of a packet are numbered from 0 without gaps, and each ends after the one before.
-- They lie as they were written, packet by packet, so one pass finds the packets to look
-- at: those where a beat is not the first and does not follow the one before it.
with
passed as (
    select
        stream_no,
        seq,
        beat_index = 0 or (
            stream_no = lag(stream_no) over ()
            and seq = lag(seq) over ()
            and beat_index = lag(beat_index) over () + 1
            and measured_at >= lag(measured_at) over ()
        ) as is_next
    from clean.beat_row
),

suspects as (
    select distinct
        stream_no,
        seq
    from passed
    where is_next is distinct from true
),

beats as (
    select
        beat.stream_no,
        beat.seq,
        beat.beat_index,
        row_number() over packet - 1 as beat_place,
        beat.measured_at < lag(beat.measured_at) over packet as is_backwards
    from clean.beat_row as beat
    semi join suspects
        on
            beat.stream_no = suspects.stream_no
            and beat.seq = suspects.seq
    window packet as (
        partition by beat.stream_no, beat.seq
        order by beat.beat_index
    )
)

select
    stream_no,
    seq,
    beat_index
from beats
where beat_index <> beat_place or is_backwards;
