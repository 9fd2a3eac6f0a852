-- What is proposed for a week, what the person is shown, inside which bounds, and why.
-- One row a person and week: the newest decision of the week.
create or replace view clinic.v_plan as
with
newest as (
    select *
    from plan.proposal
    qualify
        row_number() over (
            partition by patient_id, week_start
            order by issue_number desc
        ) = 1
),

reasons as (
    select
        plan_id,
        list(reason_code order by ordinal)[:3] as reason_codes
    from plan.reason
    group by plan_id
),

caps as (
    select
        plan_id,
        list(cap_name order by cap_name) as binding_caps
    from plan.cap
    where is_binding
    group by plan_id
),

final as (
    select
        newest.patient_id,
        newest.week_start,
        newest.plan_id,
        newest.action,
        coalesce(standing.status, 'none') as plan_status,
        newest.is_increase,
        newest.session_min as proposed_session_min,
        newest.sessions_per_week as proposed_sessions,
        newest.week_min as proposed_week_min,
        standing.session_min as shown_session_min,
        standing.sessions_per_week as shown_sessions,
        standing.week_min as shown_week_min,
        array_to_string(reasons.reason_codes, ', ') as reason_codes,
        array_to_string(caps.binding_caps, ', ') as binding_caps,
        standing.signed_by,
        standing.signed_at,
        newest.as_of,
        newest.policy_version
    from newest
    left join plan.standing as standing
        on
            newest.patient_id = standing.patient_id
            and newest.week_start = standing.week_start
    left join reasons on newest.plan_id = reasons.plan_id
    left join caps on newest.plan_id = caps.plan_id
)

select *
from final
order by patient_id, week_start;

comment on view clinic.v_plan is 'The newest decision for each week of each person, beside what the person is shown, with its first reasons and the bounds that held it down.';
comment on column clinic.v_plan.patient_id is 'Person, by id.';
comment on column clinic.v_plan.week_start is 'Monday of the planned week, local.';
comment on column clinic.v_plan.plan_id is 'Decision; `pacepipe plan explain` shows all it rests on.';
comment on column clinic.v_plan.action is 'refuse, stop, start, reduce, restart, hold, return or progress.';
comment on column clinic.v_plan.plan_status is 'See plan.standing; none means that it does not stand yet.';
comment on column clinic.v_plan.is_increase is 'True where it waits for a signature or a standing approval.';
comment on column clinic.v_plan.proposed_session_min is 'Proposed minutes a session; 0 is rest; null is a refusal.';
comment on column clinic.v_plan.proposed_sessions is 'Proposed sessions in the week; null is a refusal.';
comment on column clinic.v_plan.proposed_week_min is 'Proposed minutes in the week; null is a refusal.';
comment on column clinic.v_plan.shown_session_min is 'Minutes a session that the person is shown; null before the first night run of the week.';
comment on column clinic.v_plan.shown_sessions is 'Sessions that the person is shown; null likewise.';
comment on column clinic.v_plan.shown_week_min is 'Minutes in the week that the person is shown; null likewise.';
comment on column clinic.v_plan.reason_codes is 'First three reasons, the one that decided first, see docs/pacing-rules.md.';
comment on column clinic.v_plan.binding_caps is 'Bounds without which the plan would have been larger; null means none.';
comment on column clinic.v_plan.signed_by is 'Who signed, changed or held; null where nobody has.';
comment on column clinic.v_plan.signed_at is 'When, UTC; null likewise.';
comment on column clinic.v_plan.as_of is 'Moment of the decision, UTC.';
comment on column clinic.v_plan.policy_version is 'Version of every threshold it used.';
