-- Removes a batch of days from clean.beat, before they are written anew.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length)
-- columns: none
delete from clean.beat_row as target
using
    clean.stream as stream,
    (
        select
            unnest($patient_ids) as patient_id,
            unnest($day_dates)::date as day_date
    ) as batch
where
    target.stream_no = stream.stream_no
    and stream.patient_id = batch.patient_id
    and stream.day_date = batch.day_date
