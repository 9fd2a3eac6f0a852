-- Heart rate that counts, second by second.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: at_ms, hr_bpm, is_interpolated
select
    epoch_ms(second_at) as at_ms,
    hr_bpm,
    is_interpolated
from clean.hr_second
where
    patient_id = $patient_id
    and second_at >= make_timestamp_ms($start_ms)
    and second_at < make_timestamp_ms($end_ms)
order by second_at
