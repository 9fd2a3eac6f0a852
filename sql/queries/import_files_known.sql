-- Imported files that are in raw.
-- parameters: none
-- columns: import_no, patient_id, sha256, local_zone
select
    import_file.import_no,
    import_file.patient_id,
    import_file.sha256,
    import_file.local_zone
from raw.import_file
order by import_file.import_no
