-- The day that a session starts in is there.
select session.session_id
from mart.session as session
anti join mart.day as day
    on
        session.patient_id = day.patient_id
        and session.day_date = day.day_date;
