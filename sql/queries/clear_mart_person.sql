-- Empties mart.person, which is written anew each night.
-- parameters: none
-- columns: none
delete from mart.person
