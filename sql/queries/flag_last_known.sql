-- First and last day about which anything is known of each of some people; no row where nothing is.
-- parameters: $patient_ids varchar[]
-- columns: patient_id, first_known_date, last_known_date
select
    patient_id,
    min(day_date) as first_known_date,
    max(day_date) as last_known_date
from mart.day
where
    patient_id in (select unnest($patient_ids::varchar[]))
    and (wear_min > 0 or session_count > 0 or is_diary_day or red_flag_count > 0)
group by patient_id
