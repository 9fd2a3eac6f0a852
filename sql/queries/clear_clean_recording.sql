-- Empties clean.recording, which is written anew each night.
-- parameters: none
-- columns: none
delete from clean.recording
