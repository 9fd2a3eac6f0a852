-- Measurements of heart rate against which anything is known.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: at_ms, hr_bpm, hr_flag
select
    epoch_ms(measured_at) as at_ms,
    hr_bpm,
    hr_flag
from clean.heart_rate
where
    patient_id = $patient_id
    and measured_at >= make_timestamp_ms($start_ms)
    and measured_at < make_timestamp_ms($end_ms)
    and (hr_flag <> 'ok' or hr_marks <> 0)
order by measured_at, station_id, seq
