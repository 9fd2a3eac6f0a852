-- No decision, and nothing that stands in its place, lies above the clinic's limits that it
-- was decided from.
with
decisions as (
    select
        plan_id,
        session_min,
        sessions_per_week,
        week_min,
        (inputs ->> '$.limits.session_max_min')::integer as session_max_min,
        (inputs ->> '$.limits.sessions_per_week_max')::integer as sessions_per_week_max,
        (inputs ->> '$.limits.week_max_min')::integer as week_max_min
    from plan.proposal
)

select plan_id
from decisions
where
    session_min > session_max_min
    or sessions_per_week > sessions_per_week_max
    or week_min > week_max_min
union all
select standing.plan_id
from plan.standing as standing
inner join decisions
    on standing.plan_id = decisions.plan_id
where
    standing.session_min > decisions.session_max_min
    or standing.sessions_per_week > decisions.sessions_per_week_max
    or standing.week_min > decisions.week_max_min;
