-- A day never allows more than its week planned.
select gate_id
from plan.gate
where allowed_min > planned_min;
