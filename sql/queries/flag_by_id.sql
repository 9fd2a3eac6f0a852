-- Whose one issued flag is.
-- parameters: $flag_id varchar
-- columns: patient_id, kind, tier, about_date
select
    patient_id,
    kind,
    tier,
    about_date
from plan.flag
where flag_id = $flag_id
