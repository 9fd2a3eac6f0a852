-- RR intervals of imported files of a batch of days, margins included, as they are written.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length), $margin_us
--     bigint
-- columns: batch_index (place in the lists), import_no, source_no, row_no, place, at_us (end),
--     rr_ms, is_break
select
    batch.batch_index,
    import_row.import_no,
    import_row.source_no,
    import_row.row_no,
    import_row.place,
    import_row.at_us,
    import_row.value as rr_ms,
    import_row.is_break
from clean.batch_day($patient_ids, $day_dates) as batch
inner join clean.import_counted
    on batch.patient_id = import_counted.patient_id
inner join raw.import_row
    on
        import_counted.import_no = import_row.import_no
        and batch.start_us - $margin_us <= import_row.at_us
        and batch.end_us + $margin_us > import_row.at_us
where
    import_row.kind = 'rr'
    and import_row.time_flag = 'ok'
order by
    batch.batch_index, import_row.import_no, import_row.source_no, import_row.row_no
