-- The beats of a packet are numbered from 0 without gaps, and each ends after the one before.
with
beats as (
    select
        station_id,
        seq,
        beat_index,
        row_number() over packet - 1 as beat_place,
        measured_at < lag(measured_at) over packet as is_backwards
    from clean.beat
    window packet as (partition by station_id, seq order by beat_index)
)

select
    station_id,
    seq,
    beat_index
from beats
where beat_index <> beat_place or is_backwards;
