-- RR intervals, one strap or file after the other, each beat once.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: at_ms, rr_ms, rr_flag, is_break, strap_id
with beats as (
    select
        patient_id,
        measured_at,
        rr_ms,
        rr_flag,
        is_break,
        strap_id,
        station_id,
        seq,
        beat_index
    from clean.beat
    union all by name
    select
        patient_id,
        measured_at,
        rr_ms,
        rr_flag,
        is_break,
        strap_id,
        row_no as seq
    from clean.imported_beat
    where same_as_id is null
)

select
    epoch_ms(measured_at) as at_ms,
    rr_ms,
    rr_flag,
    is_break,
    strap_id
from beats
where
    patient_id = $patient_id
    and measured_at >= make_timestamp_ms($start_ms)
    and measured_at < make_timestamp_ms($end_ms)
order by strap_id, measured_at, station_id, seq, beat_index
