-- Sessions of imported files that start on a batch of days, margins included.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length), $margin_us
--     bigint
-- columns: batch_index (place in the lists), import_no, source_no, at_us, until_us, sport
select
    batch.batch_index,
    import_row.import_no,
    import_row.source_no,
    import_row.at_us,
    import_row.until_us,
    import_row.sport
from clean.batch_day($patient_ids, $day_dates) as batch
inner join clean.import_counted
    on batch.patient_id = import_counted.patient_id
inner join raw.import_row
    on
        import_counted.import_no = import_row.import_no
        and batch.start_us - $margin_us <= import_row.at_us
        and batch.end_us + $margin_us > import_row.at_us
where
    import_row.kind = 'session'
    and import_row.time_flag = 'ok'
order by batch.batch_index, import_row.import_no, import_row.row_no
