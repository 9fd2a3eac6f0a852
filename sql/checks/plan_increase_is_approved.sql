-- An increase is not in force by itself: it is signed, or a standing approval covers it.
select standing.plan_id
from plan.standing as standing
inner join plan.proposal as proposal
    on standing.plan_id = proposal.plan_id
where standing.status = 'in_force' and proposal.is_increase;
