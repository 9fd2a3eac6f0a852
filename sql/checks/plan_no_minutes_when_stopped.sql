-- A stop, a refusal, a frozen week and a held one have no minutes.
select plan_id
from plan.proposal
where
    (action = 'stop' and (coalesce(session_min, 0) > 0 or coalesce(week_min, 0) > 0))
    or (action = 'refuse' and (session_min is not null or week_min is not null))
union all
select latest_plan_id as plan_id
from plan.standing
where status in ('frozen', 'refused', 'held') and (session_min > 0 or week_min > 0);
