-- No more is chosen of an interval than it holds, in time and in steps.
select
    patient_id,
    strap_id,
    started_at
from clean.interval_steps
where
    ended_at <= started_at
    or own_s > epoch(ended_at - started_at) + 0.001
    or chosen_step_count > coalesce(step_count, 0) + 0.001;
