-- A second of a person is here once.
-- Seconds are counted 64 at a time against their bits: half the work of a row each.
with
seconds as (
    select
        patient_id,
        epoch_ms(second_at) // 1000 as second
    from clean.hr_second
)

select
    patient_id,
    second // 64 as second_block
from seconds
group by patient_id, second_block
having count(*) <> bit_count(bit_or(1::ubigint << (second % 64)::utinyint));
