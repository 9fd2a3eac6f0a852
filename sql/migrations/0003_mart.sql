-- Sessions, days, weeks: each number with its coverage. Derived, rewritten a (person, day) at a time.
create schema mart;

create table mart.person (
    patient_id varchar not null primary key,
    zone varchar,
    is_consented boolean not null,
    is_held boolean not null,
    cleared_until date,
    standing_approval_until date,
    hr_ceiling_bpm smallint,
    session_max_min smallint,
    week_max_min smallint,
    sessions_per_week_max smallint,
    has_baseline boolean not null,
    baseline_valid_until date,
    stops_cleared_until timestamptz
);
comment on table mart.person is 'Who is here and what bounds their plan, as of the last night run.';
comment on column mart.person.patient_id is 'Person, by id; names are not published.';
comment on column mart.person.zone is 'IANA zone of the person''s days.';
comment on column mart.person.is_consented is 'True where the person agrees to be recorded now.';
comment on column mart.person.is_held is 'True where the clinic holds every session.';
comment on column mart.person.cleared_until is 'Last day of the clinic''s clearance; null means none.';
comment on column mart.person.standing_approval_until is 'Last day on which an increase within limits needs no further signature; null means none.';
comment on column mart.person.hr_ceiling_bpm is 'Clinic''s upper limit of heart rate, beats a minute; null means not set.';
comment on column mart.person.session_max_min is 'Clinic''s longest session, minutes; null means not set.';
comment on column mart.person.week_max_min is 'Clinic''s largest week, minutes; null means not set.';
comment on column mart.person.sessions_per_week_max is 'Clinic''s most sessions a week; null means not set.';
comment on column mart.person.has_baseline is 'True where a signed baseline is in date.';
comment on column mart.person.baseline_valid_until is 'Last day of that baseline; null means none.';
comment on column mart.person.stops_cleared_until is 'Moment of the clinic''s last clearance, UTC: stops reported up to it are cleared; null means none was ever cleared.';

create table mart.session (
    session_id varchar not null primary key,
    patient_id varchar not null,
    day_date date not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    label varchar not null check (label in ('user', 'detected', 'both', 'reported')),
    activity_kind varchar not null
    check (
        activity_kind in ('aerobic', 'chair', 'strength', 'balance', 'breathing')
    ),
    duration_min double not null check (duration_min >= 0),
    active_min double not null check (active_min >= 0),
    pause_count smallint not null check (pause_count >= 0),
    hr_mean_bpm double,
    hr_p95_bpm double,
    hr_coverage_frac double not null check (hr_coverage_frac between 0 and 1),
    above_limit_min double check (above_limit_min >= 0),
    hr_ceiling_bpm smallint,
    step_count double check (step_count >= 0),
    step_coverage_frac double not null check (step_coverage_frac between 0 and 1),
    cadence_median_spm double,
    effort_cr10 double check (effort_cr10 between 0 and 10),
    srpe_au double check (srpe_au >= 0),
    is_early_stop boolean not null,
    input_digest varchar not null,
    method_digest varchar not null,
    check (ended_at >= started_at)
);
comment on table mart.session is 'One session of movement. It belongs to the local day it starts in.';
comment on column mart.session.session_id is 'Name of the session, from the person, its start and its label.';
comment on column mart.session.patient_id is 'Whose it is.';
comment on column mart.session.day_date is 'Local day it starts in.';
comment on column mart.session.started_at is 'Start, UTC.';
comment on column mart.session.ended_at is 'End, UTC.';
comment on column mart.session.label is 'user (start and stop pressed), detected (from cadence or heart rate), both, or reported (in words, without a strap).';
comment on column mart.session.activity_kind is 'aerobic, chair, strength, balance or breathing.';
comment on column mart.session.duration_min is 'Length from start to end, minutes, pauses included.';
comment on column mart.session.active_min is 'Moved time, minutes: the length less its pauses.';
comment on column mart.session.pause_count is 'Pauses inside it.';
comment on column mart.session.hr_mean_bpm is 'Mean of the measured seconds, beats a minute; null below half of its length measured.';
comment on column mart.session.hr_p95_bpm is '95th percentile of the measured seconds; null likewise.';
comment on column mart.session.hr_coverage_frac is 'Share of its seconds with a measured heart rate.';
comment on column mart.session.above_limit_min is 'Measured minutes above the clinic''s limit; null where no limit is set or under half was measured. Unmeasured time is not in it.';
comment on column mart.session.hr_ceiling_bpm is 'The limit in force at its start; null means not set.';
comment on column mart.session.step_count is 'Steps in the measured seconds; null where no cadence was measured.';
comment on column mart.session.step_coverage_frac is 'Share of its seconds with a measured cadence.';
comment on column mart.session.cadence_median_spm is 'Median cadence while active, steps a minute; null where not measured.';
comment on column mart.session.effort_cr10 is 'Felt effort, Borg CR10; null means not said.';
comment on column mart.session.srpe_au is 'Session load: effort_cr10 * duration_min (Foster 2001); null without effort.';
comment on column mart.session.is_early_stop is 'True where the person stopped before they had meant to.';
comment on column mart.session.input_digest is 'Fingerprint of what it was computed from.';
comment on column mart.session.method_digest is 'Fingerprint of the method that computed it.';

create table mart.day (
    patient_id varchar not null,
    day_date date not null,
    zone varchar not null,
    day_minutes smallint not null check (day_minutes between 1320 and 1560),
    wear_min smallint not null check (wear_min >= 0),
    wear_frac double not null check (wear_frac between 0 and 1),
    hr_median_bpm double,
    step_count double check (step_count >= 0),
    step_measured_min double not null check (step_measured_min >= 0),
    step_null_reason varchar,
    session_count smallint not null check (session_count >= 0),
    active_min double not null check (active_min >= 0),
    srpe_au double check (srpe_au >= 0),
    srpe_null_reason varchar,
    above_limit_min double check (above_limit_min >= 0),
    tiredness tinyint check (tiredness between 0 and 10),
    pain tinyint check (pain between 0 and 10),
    bone_pain tinyint check (bone_pain between 0 and 10),
    breathlessness tinyint check (breathlessness between 0 and 10),
    nausea tinyint check (nausea between 0 and 10),
    sleep tinyint check (sleep between 0 and 10),
    temperature_c double,
    soreness_48h boolean,
    red_flag_count smallint not null check (red_flag_count >= 0),
    is_diary_day boolean not null,
    treatment_kind varchar,
    reject_count integer not null check (reject_count >= 0),
    input_digest varchar not null,
    method_digest varchar not null,
    primary key (patient_id, day_date)
);
comment on table mart.day is 'One local day of one person, for each day about which anything is known.';
comment on column mart.day.patient_id is 'Whose it is.';
comment on column mart.day.day_date is 'Local day.';
comment on column mart.day.zone is 'IANA zone of the day.';
comment on column mart.day.day_minutes is 'Length of the day in minutes: 1380, 1440 or 1500 around a change of clocks.';
comment on column mart.day.wear_min is 'Minutes with a measured heart rate.';
comment on column mart.day.wear_frac is 'wear_min / day_minutes.';
comment on column mart.day.hr_median_bpm is 'Median of the worn minutes, beats a minute; null without one.';
comment on column mart.day.step_count is 'Steps in the measured time of the day; null means not measured, see step_null_reason. Never a whole-day total for a strap that is worn to walk.';
comment on column mart.day.step_measured_min is 'Minutes with a measured cadence.';
comment on column mart.day.step_null_reason is 'Why step_count is null: no_cadence.';
comment on column mart.day.session_count is 'Sessions that start on this day.';
comment on column mart.day.active_min is 'Moved minutes of these sessions.';
comment on column mart.day.srpe_au is 'Sum of the session loads; null where any session of the day has no effort, see srpe_null_reason.';
comment on column mart.day.srpe_null_reason is 'Why srpe_au is null: no_session, effort_missing.';
comment on column mart.day.above_limit_min is 'Measured minutes above the limit in sessions; null where none could be judged.';
comment on column mart.day.tiredness is 'Diary, 0 to 10, worst of the day; null means not asked.';
comment on column mart.day.pain is 'Diary, 0 to 10, worst of the day; null means not asked.';
comment on column mart.day.bone_pain is 'Diary, 0 to 10, worst of the day; null means not asked.';
comment on column mart.day.breathlessness is 'Diary, 0 to 10, worst of the day; null means not asked.';
comment on column mart.day.nausea is 'Diary, 0 to 10, worst of the day; null means not asked.';
comment on column mart.day.sleep is 'Diary, 0 (slept well) to 10 (could not sleep), worst of the day; null means not asked.';
comment on column mart.day.temperature_c is 'Highest temperature of the day, degrees Celsius; null means not measured.';
comment on column mart.day.soreness_48h is 'Soreness beyond 48 h; null means not asked.';
comment on column mart.day.red_flag_count is 'Red flags reported about this day; fever by thermometer counts.';
comment on column mart.day.is_diary_day is 'True where tiredness was answered.';
comment on column mart.day.treatment_kind is 'Treatment on this day; null means none is known.';
comment on column mart.day.reject_count is 'Frames of the day that could not be decoded.';
comment on column mart.day.input_digest is 'Fingerprint of what it was computed from.';
comment on column mart.day.method_digest is 'Fingerprint of the method that computed it.';

create table mart.week (
    patient_id varchar not null,
    week_start date not null,
    session_count integer not null check (session_count >= 0),
    active_min double not null check (active_min >= 0),
    planned_min integer check (planned_min >= 0),
    planned_sessions integer check (planned_sessions >= 0),
    srpe_au double check (srpe_au >= 0),
    srpe_session_count integer not null check (srpe_session_count >= 0),
    above_limit_min double check (above_limit_min >= 0),
    above_limit_session_count integer not null check (above_limit_session_count >= 0),
    step_count double check (step_count >= 0),
    step_day_count integer not null check (step_day_count >= 0),
    wear_min integer not null check (wear_min >= 0),
    wear_day_count integer not null check (wear_day_count between 0 and 7),
    diary_day_count integer not null check (diary_day_count between 0 and 7),
    tiredness_median double,
    pain_median double,
    breathlessness_median double,
    sleep_median double,
    red_flag_count integer not null check (red_flag_count >= 0),
    treatment_day_count integer not null check (treatment_day_count between 0 and 7),
    known_day_count integer not null check (known_day_count between 0 and 7),
    rest_day_count integer not null check (rest_day_count between 0 and 7),
    coverage_frac double not null check (coverage_frac between 0 and 1),
    primary key (patient_id, week_start)
);
comment on table mart.week is 'One week, Monday to Sunday, of one person.';
comment on column mart.week.patient_id is 'Whose it is.';
comment on column mart.week.week_start is 'Monday of the week, local.';
comment on column mart.week.session_count is 'Sessions that start in the week.';
comment on column mart.week.active_min is 'Moved minutes in sessions.';
comment on column mart.week.planned_min is 'Minutes of the plan that stood in the week; null means no plan.';
comment on column mart.week.planned_sessions is 'Sessions of that plan; null means no plan.';
comment on column mart.week.srpe_au is 'Sum of the session loads; null where any session has no effort.';
comment on column mart.week.srpe_session_count is 'Sessions with a felt effort.';
comment on column mart.week.above_limit_min is 'Measured minutes above the limit in sessions; null where none could be judged.';
comment on column mart.week.above_limit_session_count is 'Sessions in which the limit could be judged: the coverage of above_limit_min.';
comment on column mart.week.step_count is 'Steps in the measured time; null where nothing was measured.';
comment on column mart.week.step_day_count is 'Days with measured steps.';
comment on column mart.week.wear_min is 'Minutes with a measured heart rate.';
comment on column mart.week.wear_day_count is 'Days with any measured heart rate.';
comment on column mart.week.diary_day_count is 'Days on which tiredness was answered.';
comment on column mart.week.tiredness_median is 'Median over the diary days, 0 to 10; null without one.';
comment on column mart.week.pain_median is 'Median over the days it was answered; null without one.';
comment on column mart.week.breathlessness_median is 'Median over the days it was answered; null without one.';
comment on column mart.week.sleep_median is 'Median over the days it was answered; null without one.';
comment on column mart.week.red_flag_count is 'Red flags reported about the week.';
comment on column mart.week.treatment_day_count is 'Days with a known treatment.';
comment on column mart.week.known_day_count is 'Days about which anything is known: worn, diary, or a session.';
comment on column mart.week.rest_day_count is 'Known days without a session; a silent day is not rest.';
comment on column mart.week.coverage_frac is 'known_day_count / 7.';
