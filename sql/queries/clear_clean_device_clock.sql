-- Empties clean.device_clock, which is written anew each night.
-- parameters: none
-- columns: none
delete from clean.device_clock
