-- Newest gate of one day of one person, and the highest number of issue of all so far.
-- parameters: $patient_id varchar, $day_date date
-- columns: issue_number (0 where there is none), input_digest (null where the day has none)
select
    coalesce(max(issue_number), 0) as issue_number,
    arg_max(input_digest, issue_number) filter (
        where patient_id = $patient_id and day_date = $day_date
    ) as input_digest
from plan.gate
