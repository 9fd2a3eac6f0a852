-- Every issued flag, in the order of issue.
-- parameters: none
-- columns: flag_id, facts, policy_version, inputs
select
    flag_id,
    facts,
    policy_version,
    inputs
from plan.flag
order by issue_number
