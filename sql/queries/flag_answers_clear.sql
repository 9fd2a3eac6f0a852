-- Removes what is known of the answers to the flags of one person, before it is written anew.
-- parameters: $patient_id varchar
-- columns: none
delete from plan.flag_answer
where patient_id = $patient_id
