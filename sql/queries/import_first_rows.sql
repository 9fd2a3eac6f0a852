-- First moment that imported files which count tell of, by person.
-- parameters: none
-- columns: patient_id, first_us
select
    import_counted.patient_id,
    min(import_row.at_us) as first_us
from clean.import_counted
inner join raw.import_row
    on import_counted.import_no = import_row.import_no
where import_row.time_flag = 'ok'
group by all
order by import_counted.patient_id
