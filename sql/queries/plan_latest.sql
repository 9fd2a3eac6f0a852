-- Decisions for one week of one person, in the order of issue.
-- parameters: $patient_id varchar, $week_start date
-- columns: plan_id, issue_number, as_of, input_digest, outcome
select
    plan_id,
    issue_number,
    as_of,
    input_digest,
    policy_version,
    outcome
from plan.proposal
where
    patient_id = $patient_id
    and week_start = $week_start
order by issue_number
