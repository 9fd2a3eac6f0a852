-- Removes what is known of the answers to the flags of some people, before it is written anew.
-- parameters: $patient_ids varchar[]
-- columns: none
delete from plan.flag_answer
where patient_id in (select unnest($patient_ids::varchar[]))
