-- Heart rate by the minute.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: at_ms, hr_bpm (NULL where too little was measured)
select
    epoch_ms(minute_at) as at_ms,
    hr_bpm
from clean.minute
where
    patient_id = $patient_id
    and minute_at >= make_timestamp_ms($start_ms)
    and minute_at < make_timestamp_ms($end_ms)
order by minute_at
