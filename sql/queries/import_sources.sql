-- What measured in the imported files that count.
-- parameters: none
-- columns: import_no, source_no, row_count (of the whole file), is_chest
select
    import_source.import_no,
    import_source.source_no,
    import_file.row_count,
    import_source.is_chest
from clean.import_counted
inner join raw.import_file
    on import_counted.import_no = import_file.import_no
inner join raw.import_source
    on import_counted.import_no = import_source.import_no
order by import_source.import_no, import_source.source_no
