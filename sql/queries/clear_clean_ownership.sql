-- Empties clean.ownership, which is written anew each night.
-- parameters: none
-- columns: none
delete from clean.ownership
