-- Every issued gate, in the order of issue.
-- parameters: none
-- columns: gate_id, policy_version, inputs, outcome
select
    gate_id,
    policy_version,
    inputs,
    outcome
from plan.gate
order by issue_number
