-- Recorded beats of a batch of days, margins included, by day, strap and time.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length), $margin_us
--     bigint
-- columns: batch_index (place in the lists), strap_id, at_us, rr_ms, is_ok
select
    batch.batch_index,
    recorded_beat.strap_id,
    recorded_beat.at_us,
    recorded_beat.rr_ms,
    recorded_beat.is_ok
from clean.batch_day($patient_ids, $day_dates) as batch
inner join clean.ownership
    on batch.patient_id = ownership.patient_id
inner join clean.recorded_beat
    on
        ownership.strap_id = recorded_beat.strap_id
        and ownership.since_us <= recorded_beat.at_us
        and ownership.until_us > recorded_beat.at_us
        and batch.start_us - $margin_us <= recorded_beat.at_us
        and batch.end_us + $margin_us > recorded_beat.at_us
order by
    batch.batch_index, recorded_beat.strap_id, recorded_beat.at_us, recorded_beat.name,
    recorded_beat.recorded_index
