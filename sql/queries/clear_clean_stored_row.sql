-- Empties clean.stored_row, which is written anew each night.
-- parameters: none
-- columns: none
delete from clean.stored_row
