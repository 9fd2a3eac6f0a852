-- Empties clean.connection, which is written anew each night.
-- parameters: none
delete from clean.connection
