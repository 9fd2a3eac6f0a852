-- Empties clean.import_counted, which is written anew each night.
-- parameters: none
-- columns: none
delete from clean.import_counted
