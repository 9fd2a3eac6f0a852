-- Flags issued for one person, oldest first.
-- parameters: $patient_id varchar
-- columns: flag_id, kind, tier, about_date, as_of, observed_value, observed_unit, facts, policy_version
select
    flag_id,
    kind,
    tier,
    about_date,
    as_of,
    observed_value,
    observed_unit,
    facts,
    policy_version
from plan.flag
where patient_id = $patient_id
order by issue_number
