-- Highest number of issue so far.
-- parameters: none
-- columns: issue_number (0 where there is none)
select coalesce(max(issue_number), 0) as issue_number
from plan.gate
