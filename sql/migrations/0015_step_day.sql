-- Which source told the steps of a minute, and whether the steps of a day are those of a day.
alter table clean.minute add column step_source varchar;
comment on column clean.minute.step_count is 'Steps in the seconds of the minute for which some source speaks, each moment for one source only (see step_source); null where none does, and where there is only the sum of more than 10 minutes (quarters of an hour of a ring, silences of a counter): such a sum counts for its day, and to lay it into minutes would be invented. Acceleration of a chest strap counts no steps.';
comment on column clean.minute.step_measured_s is 'Seconds for which some source of steps speaks.';
comment on column clean.minute.step_source is 'pod, counter, stored or imported: who speaks for most of these seconds; null without steps, and in rows from before it was kept.';

comment on column clean.interval_steps.step_flag is 'ok, rate_high, rollover, reset_midnight, reset, rate_implausible, out_of_order, glitch, previous_day, or unsplit (a silence of over 10 minutes across midnight, of which no day is given a share; up to 7 days long).';
comment on column clean.interval_steps.is_lower_bound is 'True where there were at least so many: the counter began again, or may have in a silence of over 2 hours.';
