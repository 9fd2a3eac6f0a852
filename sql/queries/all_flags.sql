-- Every issued flag, in the order of issue.
-- parameters: none; returns: flag_id, facts, inputs
select
    flag_id,
    facts,
    inputs
from plan.flag
order by issue_number
