-- Empties mart.hr_trend, which is written anew each night.
-- parameters: none
-- columns: none
delete from mart.hr_trend
