-- First and last day about which anything is known of one person.
-- parameters: $patient_id varchar
-- columns: first_known_date, last_known_date (null where nothing is)
select
    min(day_date) as first_known_date,
    max(day_date) as last_known_date
from mart.day
where
    patient_id = $patient_id
    and (wear_min > 0 or session_count > 0 or is_diary_day or red_flag_count > 0)
