-- One session by its id, or the last one of a person.
-- parameters: $which varchar (a session id or a person's id)
-- columns: session_id, patient_id, day_date, zone, start_ms, end_ms
select
    session.session_id,
    session.patient_id,
    session.day_date,
    day.zone,
    epoch_ms(session.started_at) as start_ms,
    epoch_ms(session.ended_at) as end_ms
from mart.session
inner join mart.day
    on
        session.patient_id = day.patient_id
        and session.day_date = day.day_date
where
    session.session_id = $which
    or session.patient_id = $which
order by session.started_at desc, session.session_id asc
limit 1
