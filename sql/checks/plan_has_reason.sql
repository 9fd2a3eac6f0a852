-- Every decision says why, and every reason, bound and standing week has its decision.
select proposal.plan_id
from plan.proposal as proposal
anti join plan.reason as reason on proposal.plan_id = reason.plan_id
union all
select reason.plan_id
from plan.reason as reason
anti join plan.proposal as proposal on reason.plan_id = proposal.plan_id
union all
select cap.plan_id
from plan.cap as cap
anti join plan.proposal as proposal on cap.plan_id = proposal.plan_id
union all
select standing.latest_plan_id as plan_id
from plan.standing as standing
anti join plan.proposal as proposal on standing.latest_plan_id = proposal.plan_id
union all
select standing.plan_id
from plan.standing as standing
anti join plan.proposal as proposal on standing.plan_id = proposal.plan_id
where standing.plan_id is not null
