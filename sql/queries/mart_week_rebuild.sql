-- Count weeks again from their days, their sessions and the plan that stood.
-- A week about which nothing is known and for which no plan stood gets no row.
-- Sums are taken in the order of the days, so that a rebuild gives the same bits.
-- parameters: $patient_id varchar[], $week_start date[] (Mondays): pairs, of equal length
-- columns: none
delete from mart.week
where
    (patient_id, week_start) in (
        select(unnest($patient_id::varchar[]), unnest($week_start::date[]))
    );

insert into mart.week by name
with
asked as (
    select distinct
        unnest($patient_id::varchar[]) as patient_id,
        unnest($week_start::date[]) as week_start
),

days as (
    select
        asked.week_start,
        day.*,
        day.wear_min > 0 or day.is_diary_day or day.session_count > 0 as is_known
    from asked
    inner join mart.day as day
        on
            asked.patient_id = day.patient_id
            and asked.week_start = date_trunc('week', day.day_date)::date
),

day_totals as (
    select
        patient_id,
        week_start,
        sum(session_count) as session_count,
        sum(active_min order by day_date) as active_min,
        sum(above_limit_min order by day_date) as above_limit_min,
        sum(step_count order by day_date) as step_count,
        count(step_count) as step_day_count,
        sum(wear_min) as wear_min,
        count(*) filter (where wear_min > 0) as wear_day_count,
        count(*) filter (where is_diary_day) as diary_day_count,
        median(tiredness) as tiredness_median,
        median(pain) as pain_median,
        median(breathlessness) as breathlessness_median,
        median(sleep) as sleep_median,
        sum(red_flag_count) as red_flag_count,
        count(treatment_kind) as treatment_day_count,
        count(*) filter (where is_known) as known_day_count,
        count(*) filter (where is_known and session_count = 0) as rest_day_count
    from days
    group by patient_id, week_start
),

session_totals as (
    select
        asked.patient_id,
        asked.week_start,
        count(*) as session_count,
        count(session.srpe_au) as srpe_session_count,
        count(session.above_limit_min) as above_limit_session_count,
        sum(session.srpe_au order by session.started_at, session.session_id) as srpe_au
    from asked
    inner join mart.session as session
        on
            asked.patient_id = session.patient_id
            and asked.week_start = date_trunc('week', session.day_date)::date
    group by asked.patient_id, asked.week_start
),

plans as (
    select
        patient_id,
        week_start,
        week_min as planned_min,
        sessions_per_week as planned_sessions
    from plan.standing
    where plan_id is not null and status <> 'refused'
),

final as (
    select
        asked.patient_id,
        asked.week_start,
        coalesce(day_totals.session_count, 0) as session_count,
        coalesce(day_totals.active_min, 0) as active_min,
        plans.planned_min,
        plans.planned_sessions,
        case
            when session_totals.session_count = session_totals.srpe_session_count
                then session_totals.srpe_au
        end as srpe_au,
        coalesce(session_totals.srpe_session_count, 0) as srpe_session_count,
        day_totals.above_limit_min,
        coalesce(session_totals.above_limit_session_count, 0) as above_limit_session_count,
        day_totals.step_count,
        coalesce(day_totals.step_day_count, 0) as step_day_count,
        coalesce(day_totals.wear_min, 0) as wear_min,
        coalesce(day_totals.wear_day_count, 0) as wear_day_count,
        coalesce(day_totals.diary_day_count, 0) as diary_day_count,
        day_totals.tiredness_median,
        day_totals.pain_median,
        day_totals.breathlessness_median,
        day_totals.sleep_median,
        coalesce(day_totals.red_flag_count, 0) as red_flag_count,
        coalesce(day_totals.treatment_day_count, 0) as treatment_day_count,
        coalesce(day_totals.known_day_count, 0) as known_day_count,
        coalesce(day_totals.rest_day_count, 0) as rest_day_count,
        coalesce(day_totals.known_day_count, 0) / 7 as coverage_frac
    from asked
    left join day_totals
        on
            asked.patient_id = day_totals.patient_id
            and asked.week_start = day_totals.week_start
    left join session_totals
        on
            asked.patient_id = session_totals.patient_id
            and asked.week_start = session_totals.week_start
    left join plans
        on
            asked.patient_id = plans.patient_id
            and asked.week_start = plans.week_start
    where day_totals.patient_id is not null or plans.patient_id is not null
)

select *
from final
order by patient_id, week_start;
