-- Every decision says why, and every reason, bound and standing week has its decision.
select plan_id
from plan.proposal
where plan_id not in (select plan_id from plan.reason)
union all
select plan_id
from plan.reason
where plan_id not in (select plan_id from plan.proposal)
union all
select plan_id
from plan.cap
where plan_id not in (select plan_id from plan.proposal)
union all
select latest_plan_id as plan_id
from plan.standing
where latest_plan_id not in (select plan_id from plan.proposal)
union all
select plan_id
from plan.standing
where plan_id is not null and plan_id not in (select plan_id from plan.proposal);
