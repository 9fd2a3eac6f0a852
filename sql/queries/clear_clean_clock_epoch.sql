-- Removes every clock epoch, before they are written anew.
-- parameters: none
-- columns: none
delete from clean.clock_epoch
