-- Empties clean.unplaced, which is written anew each night.
-- parameters: none
delete from clean.unplaced
