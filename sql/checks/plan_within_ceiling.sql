-- No decision lies above the clinic's limits that it was decided from.
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
    or week_min > week_max_min;
