-- Empties clean.ownership, which is written anew each night.
-- parameters: none
delete from clean.ownership
