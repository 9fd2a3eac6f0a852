-- A week's totals are the sums of its days; missing stays missing.
with
days as (
    select
        patient_id,
        date_trunc('week', day_date)::date as week_start,
        sum(session_count) as session_count,
        sum(active_min) as active_min,
        sum(step_count) as step_count,
        sum(wear_min) as wear_min,
        sum(red_flag_count) as red_flag_count,
        count(*) filter (where is_diary_day) as diary_day_count
    from mart.day
    group by patient_id, week_start
)

select
    week.patient_id,
    week.week_start
from mart.week as week
left join days
    on
        week.patient_id = days.patient_id
        and week.week_start = days.week_start
where
    week.session_count <> coalesce(days.session_count, 0)
    or abs(week.active_min - coalesce(days.active_min, 0)) > 1e-6
    or (week.step_count is null) <> (days.step_count is null)
    or abs(week.step_count - days.step_count) > 1e-6
    or week.wear_min <> coalesce(days.wear_min, 0)
    or week.red_flag_count <> coalesce(days.red_flag_count, 0)
    or week.diary_day_count <> coalesce(days.diary_day_count, 0);
