-- Empties clean.recorded_beat, which is written anew each night.
-- parameters: none
-- columns: none
delete from clean.recorded_beat
