-- What stood in each earlier week of each of some people, oldest first. A week in which
-- nothing was ever in force (an unsigned first plan, a refusal) is not one of them.
-- parameters: $patient_ids varchar[], $before date (Monday), $since date (Monday)
-- columns: patient_id, week_start, action, session_min, sessions_per_week
select
    standing.patient_id,
    standing.week_start,
    case
        when standing.status in ('waiting', 'held') then 'hold'
        else proposal.action
    end as action,
    standing.session_min,
    standing.sessions_per_week
from plan.standing
inner join plan.proposal
    on standing.latest_plan_id = proposal.plan_id
where
    standing.patient_id in (select unnest($patient_ids::varchar[]))
    and standing.week_start < $before
    and standing.week_start >= $since
    and standing.status != 'refused'
    and not (standing.status = 'waiting' and standing.week_min = 0)
order by standing.patient_id, standing.week_start
