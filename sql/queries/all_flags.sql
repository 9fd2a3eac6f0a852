-- Every issued flag, in the order of issue.
-- parameters: none
-- columns: flag_id, facts, inputs
select
    flag_id,
    facts,
    inputs
from plan.flag
order by issue_number
