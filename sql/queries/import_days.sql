-- Days in UTC that imported files which count tell of, by person.
-- parameters: none
-- columns: patient_id, day_date
select distinct
    import_counted.patient_id,
    make_timestamp(import_row.at_us)::date as day_date
from clean.import_counted
inner join raw.import_row
    on import_counted.import_no = import_row.import_no
where import_row.time_flag = 'ok'
order by import_counted.patient_id, day_date
