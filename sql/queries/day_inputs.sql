-- What each day was last computed from.
-- parameters: none
-- columns: patient_id, day_date, input_digest, method_digest
select
    patient_id,
    day_date,
    input_digest,
    method_digest
from ops.day_input
order by patient_id, day_date
