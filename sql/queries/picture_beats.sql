-- RR intervals, one strap after the other.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: at_ms, rr_ms, rr_flag, is_break, strap_id
select
    epoch_ms(measured_at) as at_ms,
    rr_ms,
    rr_flag,
    is_break,
    strap_id
from clean.beat
where
    patient_id = $patient_id
    and measured_at >= make_timestamp_ms($start_ms)
    and measured_at < make_timestamp_ms($end_ms)
order by strap_id, measured_at, station_id, seq, beat_index
