-- What devices had stored about a batch of days, by the rows' own times.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length)
-- columns: batch_index (place in the lists), strap_id, kind, started_us, ended_us, value,
--     is_partial, station_id, seq
select
    batch.batch_index,
    stored_row.strap_id,
    stored_row.kind,
    stored_row.started_us,
    stored_row.ended_us,
    stored_row.value,
    stored_row.is_partial,
    stored_row.station_id,
    stored_row.seq
from clean.batch_day($patient_ids, $day_dates) as batch
inner join clean.ownership
    on batch.patient_id = ownership.patient_id
inner join clean.stored_row
    on
        ownership.strap_id = stored_row.strap_id
        and ownership.since_us <= stored_row.started_us
        and ownership.until_us > stored_row.started_us
        and batch.start_us <= stored_row.started_us
        and batch.end_us > stored_row.started_us
order by batch.batch_index, stored_row.kind, stored_row.started_us, stored_row.strap_id
