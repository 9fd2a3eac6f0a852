-- Flags issued for each of some people, oldest first.
-- parameters: $patient_ids varchar[]
-- columns: patient_id, flag_id, kind, tier, about_date, as_of, observed_value, observed_unit, facts, policy_version
select
    patient_id,
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
where patient_id in (select unnest($patient_ids::varchar[]))
order by patient_id, issue_number
