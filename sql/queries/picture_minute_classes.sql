-- Why each minute of a worn period is as it is.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: at_ms, minute_class
select
    epoch_ms(minute_at) as at_ms,
    minute_class
from clean.minute_class
where
    patient_id = $patient_id
    and minute_at >= make_timestamp_ms($start_ms)
    and minute_at < make_timestamp_ms($end_ms)
order by minute_at
