-- A seated rest has a believable heart rate that rests on 80 % of its last minute, or the
-- reason why it has none; never both.
select
    patient_id,
    started_at
from mart.rest_spot
where
    (hr_rest_spot_bpm is null) <> (null_reason is not null)
    or (
        hr_rest_spot_bpm is not null
        and (not hr_rest_spot_bpm between 30 and 220 or coverage_frac < 0.8)
    );
