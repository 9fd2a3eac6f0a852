-- Newest gate of one day of each of some people; no row where the day has none.
-- parameters: $patient_ids varchar[], $day_date date
-- columns: patient_id, input_digest
select
    patient_id,
    arg_max(input_digest, issue_number) as input_digest
from plan.gate
where
    patient_id in (select unnest($patient_ids::varchar[]))
    and day_date = $day_date
group by patient_id
