-- Removes what stands for some weeks of some people, before it is written anew.
-- parameters: $patient_ids varchar[], $week_starts date[] (lists of equal length)
-- columns: none
delete from plan.standing
where
    (patient_id, week_start) in (
        select(unnest($patient_ids::varchar[]), unnest($week_starts::date[]))
    )
