-- One decision, whole.
-- parameters: $plan_id varchar
-- columns: the columns of plan.proposal
select
    plan_id,
    issue_number,
    patient_id,
    week_start,
    as_of,
    action,
    session_min,
    sessions_per_week,
    week_min,
    is_increase,
    policy_version,
    input_digest,
    inputs,
    outcome
from plan.proposal
where plan_id = $plan_id
