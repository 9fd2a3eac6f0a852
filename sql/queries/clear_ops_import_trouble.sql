-- Empties ops.import_trouble, which tells of the newest run.
-- parameters: none
-- columns: none
delete from ops.import_trouble
