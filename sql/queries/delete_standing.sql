-- Removes what stands for one week of one person, before it is written anew.
-- parameters: $patient_id varchar, $week_start date
-- columns: none
delete from plan.standing
where
    patient_id = $patient_id
    and week_start = $week_start
