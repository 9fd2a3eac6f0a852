-- Flags already issued for one person.
-- parameters: $patient_id varchar
-- columns: flag_id
select flag_id
from plan.flag
where patient_id = $patient_id
