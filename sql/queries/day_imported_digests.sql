-- Fingerprint of the imported rows of each (person, day): the rows of a file never change.
-- parameters: $margin_us bigint
-- columns: patient_id, day_date, row_digest
with part as (
    select
        calendar.patient_id,
        calendar.day_date,
        import_file.import_no,
        import_file.sha256,
        import_file.local_zone,
        count(*) as row_count,
        min(import_row.row_no) as first_row,
        max(import_row.row_no) as last_row
    from clean.import_counted
    inner join raw.import_file
        on import_counted.import_no = import_file.import_no
    inner join raw.import_row
        on import_counted.import_no = import_row.import_no
    inner join clean.calendar
        on
            import_counted.patient_id = calendar.patient_id
            and calendar.start_us - if(import_row.kind = 'steps', 0, $margin_us)
            <= import_row.at_us
            and calendar.end_us + if(import_row.kind = 'steps', 0, $margin_us)
            > import_row.at_us
    where
        import_row.time_flag = 'ok'
        and import_row.kind in ('hr', 'rr', 'cadence', 'steps', 'session')
    group by all
)

select
    part.patient_id,
    part.day_date,
    md5(string_agg(
        concat_ws(
            ':',
            part.import_no,
            part.sha256,
            part.local_zone,
            part.row_count,
            part.first_row,
            part.last_row
        ),
        '|' order by part.import_no
    )) as row_digest
from part
group by all
order by part.patient_id, part.day_date
