-- Empties clean.calendar, which is written anew each night.
-- parameters: none
delete from clean.calendar
