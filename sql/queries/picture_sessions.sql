-- Sessions that touch a stretch of time.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: start_ms, end_ms
select
    epoch_ms(started_at) as start_ms,
    epoch_ms(ended_at) as end_ms
from mart.session
where
    patient_id = $patient_id
    and epoch_ms(started_at) < $end_ms
    and epoch_ms(ended_at) > $start_ms
order by started_at, session_id
