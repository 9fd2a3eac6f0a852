-- Removes a batch of days from clean.minute_flag, before they are written anew.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length)
-- columns: none
delete from clean.minute_flag as target
using (
    select
        unnest($patient_ids) as patient_id,
        unnest($day_dates)::date as day_date
) as batch
where
    target.patient_id = batch.patient_id
    and target.day_date = batch.day_date
