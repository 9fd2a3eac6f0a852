-- Whether any of a batch of days was computed before.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length)
-- columns: is_any
with batch as (
    select
        unnest($patient_ids) as patient_id,
        unnest($day_dates)::date as day_date
)

select count(*) > 0 as is_any
from ops.day_input as held
inner join batch
    on
        held.patient_id = batch.patient_id
        and held.day_date = batch.day_date
