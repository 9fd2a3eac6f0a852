-- Decisions for one week of each of some people, in the order of issue.
-- parameters: $patient_ids varchar[], $week_start date
-- columns: patient_id, plan_id, issue_number, as_of, input_digest, policy_version, outcome
select
    patient_id,
    plan_id,
    issue_number,
    as_of,
    input_digest,
    policy_version,
    outcome
from plan.proposal
where
    patient_id in (select unnest($patient_ids::varchar[]))
    and week_start = $week_start
order by patient_id, issue_number
