-- Aerobic sessions of everybody, with what a trend is taken from.
-- parameters: none
-- columns: patient_id, day_date, hr_steady_bpm, cadence_steady_spm
select
    session.patient_id,
    session.day_date,
    response.hr_steady_bpm,
    response.cadence_steady_spm
from mart.session as session
left join mart.session_response as response
    on session.session_id = response.session_id
where session.activity_kind = 'aerobic'
order by session.patient_id, session.started_at, session.session_id
