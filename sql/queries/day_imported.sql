-- Imported rows of a batch of days, margins included but for steps.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length), $margin_us
--     bigint
-- columns: batch_index (place in the lists), import_no, source_no, is_chest, step_rank, kind,
--     place, at_us, until_us, value, speed_mps, is_lower_bound
with batch as (
    select
        unnest($patient_ids) as patient_id,
        unnest($day_dates)::date as day_date,
        unnest(range(len($patient_ids))) as batch_index
)

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
from batch
inner join clean.calendar
    on
        batch.patient_id = calendar.patient_id
        and batch.day_date = calendar.day_date
inner join clean.import_counted
    on batch.patient_id = import_counted.patient_id
inner join raw.import_row
    on
        import_counted.import_no = import_row.import_no
        and calendar.start_us - if(import_row.kind = 'steps', 0, $margin_us)
        <= import_row.at_us
        and calendar.end_us + if(import_row.kind = 'steps', 0, $margin_us)
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
