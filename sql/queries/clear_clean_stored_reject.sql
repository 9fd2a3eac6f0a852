-- Empties clean.stored_reject, which is written anew each night.
-- parameters: none
-- columns: none
delete from clean.stored_reject
