-- A day's sessions, their minutes and their load are those of mart.session.
with
sessions as (
    select
        patient_id,
        day_date,
        count(*) as session_count,
        sum(active_min) as active_min,
        case when count(*) = count(srpe_au) then sum(srpe_au) end as srpe_au
    from mart.session
    group by patient_id, day_date
)

select
    day.patient_id,
    day.day_date
from mart.day as day
left join sessions
    on
        day.patient_id = sessions.patient_id
        and day.day_date = sessions.day_date
where
    day.session_count <> coalesce(sessions.session_count, 0)
    or abs(day.active_min - coalesce(sessions.active_min, 0)) > 1e-6
    or (day.srpe_au is null) <> (sessions.srpe_au is null)
    or abs(day.srpe_au - sessions.srpe_au) > 1e-6;
