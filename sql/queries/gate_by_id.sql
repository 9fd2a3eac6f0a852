-- One gate, whole.
-- parameters: $gate_id varchar
-- columns: patient_id, as_of, policy_version, inputs, outcome
select
    patient_id,
    as_of,
    policy_version,
    inputs,
    outcome
from plan.gate
where gate_id = $gate_id
