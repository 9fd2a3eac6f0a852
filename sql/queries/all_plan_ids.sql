-- Every issued decision, in the order of issue.
-- parameters: none
-- columns: plan_id
select plan_id
from plan.proposal
order by issue_number
