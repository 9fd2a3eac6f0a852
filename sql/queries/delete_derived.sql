-- Drops everything derived, so that the next run derives it from raw again.
-- parameters: none
delete from clean.connection;
delete from clean.ownership;
delete from clean.calendar;
delete from clean.unplaced;
delete from clean.heart_rate;
delete from clean.beat;
delete from clean.cadence;
delete from clean.battery;
delete from clean.reject;
delete from clean.hr_second;
delete from clean.minute;
delete from mart.person;
delete from mart.session;
delete from mart.day;
delete from mart.week;
delete from ops.day_input;
