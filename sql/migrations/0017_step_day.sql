-- Which source told the steps of a minute, and whether the steps of a day are those of a day.
alter table clean.minute add column step_source varchar;
comment on column clean.minute.step_count is 'Steps in the seconds of the minute for which some source speaks, each moment for one source only (see step_source); null where none does, and where there is only the sum of more than 10 minutes (quarters of an hour of a ring, silences of a counter): such a sum counts for its day, and to lay it into minutes would be invented. Acceleration of a chest strap counts no steps.';
comment on column clean.minute.step_measured_s is 'Seconds for which some source of steps speaks.';
comment on column clean.minute.step_source is 'pod, counter, stored or imported: who speaks for most of these seconds; null without steps, and in rows from before it was kept.';

comment on column clean.interval_steps.step_flag is 'ok, rate_high, rollover, reset_midnight, reset, rate_implausible, out_of_order, glitch, previous_day, or unsplit (a silence of over 10 minutes across midnight, of which no day is given a share; up to 7 days long).';
comment on column clean.interval_steps.is_lower_bound is 'True where there were at least so many: the counter began again, or may have in a silence of over 2 hours.';

alter table mart.day add column whole_day_step_count double;
alter table mart.day add column step_day_validity varchar;
comment on column mart.day.step_count is 'Steps in the time of the day for which some source speaks, each moment once (pod, counter, stored, imported); null means not measured, or 0 of a device that was not worn, see step_null_reason. Not those of a whole day: see whole_day_step_count.';
comment on column mart.day.step_null_reason is 'Why step_count is null: no_cadence (nobody told any), unsplit (only within a silence over midnight), or the step_day_validity of a day on which nothing but 0 was told.';
comment on column mart.day.whole_day_step_count is 'Steps of the day in worn minutes; null unless step_day_validity is valid or partial.';
comment on column mart.day.step_day_validity is 'valid (worn, with steps known, for 10 of the hours from 7 to 22 o''clock), partial (6 hours), or why there is no step count of the day: not_worn, wear_unknown (steps were told, and no heart rate), too_little_wear, no_steps (nobody told any) or too_little_told (worn for longer than steps are known). Null in rows from before it was kept.';
comment on column mart.day.day_minutes is 'Length of the day in minutes: 1440, 1380 or 1500 around a change of clocks, other lengths when travelling; 1380 also where an hour is missing from all that imported files tell.';

alter table mart.day_quality add column day_wear_min smallint;
alter table mart.day_quality add column awake_wear_min smallint;
alter table mart.day_quality add column live_wear_min smallint;
alter table mart.day_quality add column stored_wear_min smallint;
alter table mart.day_quality add column imported_wear_min smallint;
alter table mart.day_quality add column offbody_suspect_min smallint;
alter table mart.day_quality add column unworn_step_count double;
alter table mart.day_quality add column step_is_lower_bound boolean;
alter table mart.day_quality add column step_reset_count integer;
alter table mart.day_quality add column step_set_aside_count integer;
alter table mart.day_quality add column tz_change boolean;
comment on column mart.day_quality.day_wear_min is 'Minutes of the day in which anything that tells a heart rate was worn, gaps of up to 5 minutes closed; null in rows from before it was kept, as in the columns that follow.';
comment on column mart.day_quality.awake_wear_min is 'Those of them from 7 to 22 o''clock.';
comment on column mart.day_quality.live_wear_min is 'Minutes by heart rate that was sent, or recorded by the strap that sends.';
comment on column mart.day_quality.stored_wear_min is 'Minutes by heart rate that a device stored and told later.';
comment on column mart.day_quality.imported_wear_min is 'Minutes by heart rate of imported files. The sources overlap.';
comment on column mart.day_quality.offbody_suspect_min is 'Minutes of stretches of an hour and more in which a heart rate stood still without a step: a suspicion that nobody wore it, which takes nothing away.';
comment on column mart.day_quality.unworn_step_count is 'Steps told for minutes in which nothing was known to be worn; never part of whole_day_step_count.';
comment on column mart.day_quality.step_is_lower_bound is 'True where some steps that were chosen are at least so many, see clean.interval_steps.';
comment on column mart.day_quality.step_reset_count is 'Readings at which a counter began again or went round.';
comment on column mart.day_quality.step_set_aside_count is 'Readings and records of steps that were not believed.';
comment on column mart.day_quality.tz_change is 'True where the person travelled to a clock over 30 minutes off the one before; a change of the clocks is none.';
