-- Imported rows of a batch of days, margins included but for steps.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length), $margin_us
--     bigint
-- columns: batch_index (place in the lists), import_no, source_no, is_chest, step_rank, kind,
--     place, at_us, until_us, value, speed_mps, is_lower_bound
select
    batch.batch_index,
    import_row.import_no,
    import_row.source_no,
    import_source.is_chest,
    import_source.step_rank,
    import_row.kind,
    import_row.place,
    import_row.at_us,
    coalesce(import_row.until_us, import_row.at_us) as until_us,
    import_row.value,
    coalesce(import_row.speed_mps, 'nan'::double) as speed_mps,
    import_row.is_lower_bound
from clean.batch_day($patient_ids, $day_dates) as batch
inner join clean.import_counted
    on batch.patient_id = import_counted.patient_id
inner join raw.import_row
    on
        import_counted.import_no = import_row.import_no
        and batch.start_us - if(import_row.kind = 'steps', 0, $margin_us)
        <= import_row.at_us
        and batch.end_us + if(import_row.kind = 'steps', 0, $margin_us)
        > import_row.at_us
inner join raw.import_source
    on
        import_row.import_no = import_source.import_no
        and import_row.source_no = import_source.source_no
where
    import_row.time_flag = 'ok'
    and import_row.kind in ('hr', 'cadence', 'steps')
    and (import_row.kind <> 'steps' or import_row.value is not null)
order by
    batch.batch_index,
    import_row.import_no,
    import_row.source_no,
    import_row.at_us,
    import_row.row_no
