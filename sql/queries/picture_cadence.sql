-- Cadence as measured.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: at_ms, cadence_spm
select
    epoch_ms(measured_at) as at_ms,
    cadence_spm
from clean.cadence
where
    patient_id = $patient_id
    and measured_at >= make_timestamp_ms($start_ms)
    and measured_at < make_timestamp_ms($end_ms)
order by measured_at, station_id, seq
