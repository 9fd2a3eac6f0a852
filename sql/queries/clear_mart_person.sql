-- Empties mart.person, which is written anew each night.
-- parameters: none
delete from mart.person
