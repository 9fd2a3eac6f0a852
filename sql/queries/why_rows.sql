-- Rows of imported files that the readings of a stretch of time came from, by table and file.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: table_name, import_no, file_format, place_unit, row_count, first_place, last_place
with told as (
    select
        case import_row.kind
            when 'cadence' then 'clean.minute'
            when 'steps' then 'clean.interval_steps'
            else 'clean.hr_second'
        end as table_name,
        import_row.import_no,
        import_row.place
    from clean.import_counted
    inner join raw.import_row
        on import_counted.import_no = import_row.import_no
    where
        import_counted.patient_id = $patient_id
        and import_row.at_us >= 1000 * $start_ms
        and import_row.at_us < 1000 * $end_ms
        and import_row.time_flag = 'ok'
        and import_row.kind in ('hr', 'cadence', 'steps')
    union all
    select
        'clean.interval_hr' as table_name,
        import_no,
        place
    from clean.interval_hr
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
        and import_no is not null
)

select
    told.table_name,
    told.import_no,
    import_file.file_format,
    import_file.place_unit,
    count(*) as row_count,
    min(told.place) as first_place,
    max(told.place) as last_place
from told
inner join raw.import_file
    on told.import_no = import_file.import_no
group by
    told.table_name,
    told.import_no,
    import_file.file_format,
    import_file.place_unit
order by told.table_name, told.import_no
