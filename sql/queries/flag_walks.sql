-- How the heart answered the walks of each of some people over a span of days, oldest first.
-- parameters: $patient_ids varchar[], $first_date date, $last_date date
-- columns: patient_id, the fields of a walk fact, without its heat
select
    session.patient_id,
    session.session_id,
    session.started_at,
    session.day_date,
    response.hr_steady_bpm as hr_bpm,
    response.cadence_steady_spm as cadence_spm,
    session.active_min as duration_min,
    response.hr_pre_bpm,
    response.hr_end_bpm,
    response.hrr60_bpm
from mart.session as session
inner join mart.session_response as response on session.session_id = response.session_id
where
    session.patient_id in (select unnest($patient_ids::varchar[]))
    and session.day_date between $first_date and $last_date
    and session.activity_kind = 'aerobic'
    and (response.hr_steady_bpm is not null or response.hrr60_bpm is not null)
order by session.patient_id, session.started_at, session.session_id
