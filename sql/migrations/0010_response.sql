-- How the heart answered each session, and how it rested. Derived; for comparison within
-- one person alone.
create table mart.session_response (
    session_id varchar not null primary key,
    patient_id varchar not null,
    day_date date not null,
    started_at timestamptz not null,
    hr_pre_bpm double check (hr_pre_bpm between 30 and 220),
    hr_end_bpm double check (hr_end_bpm between 30 and 220),
    hrr30_bpm double,
    hrr60_bpm double,
    hrr120_bpm double,
    recovery_null_reason varchar
    check (
        recovery_null_reason in (
            'too_short', 'no_rest_before', 'no_rise', 'not_still', 'stillness_unknown',
            'not_measured', 'not_interpreted'
        )
    ),
    t_return_s double check (t_return_s >= 0),
    is_return_censored boolean not null,
    tau_off_s double check (tau_off_s > 0),
    hr_steady_bpm double check (hr_steady_bpm between 30 and 220),
    cadence_steady_spm double check (cadence_steady_spm > 0),
    cadence_cv double check (cadence_cv >= 0),
    cost_per_step_bpm double,
    beats_per_step double check (beats_per_step > 0),
    hr_cadence_slope double,
    hr_cadence_lag_s smallint,
    drift_bpm_per_min double,
    decoupling_frac double,
    t_plateau_s double check (t_plateau_s >= 0),
    trimp_au double check (trimp_au >= 0),
    trimp_null_reason varchar
    check (
        trimp_null_reason in (
            'no_limits', 'rate_limiting', 'irregular', 'pacemaker', 'not_measured'
        )
    ),
    input_digest varchar not null,
    method_digest varchar not null,
    check ((hrr60_bpm is null) = (recovery_null_reason is not null)),
    check ((trimp_au is null) = (trimp_null_reason is not null))
);
comment on table mart.session_response is 'How the heart answered one session and came to rest after it. Compare it only with other sessions of the same person, of the same kind and cadence.';
comment on column mart.session_response.session_id is 'Session, see mart.session.';
comment on column mart.session_response.patient_id is 'Whose it is.';
comment on column mart.session_response.day_date is 'Local day it starts in.';
comment on column mart.session_response.started_at is 'Start, UTC.';
comment on column mart.session_response.hr_pre_bpm is 'The marked seated rest before it, else the median of the five minutes before, beats a minute; null under a minute of measured seconds, with ten steps in them, or where steps are not known.';
comment on column mart.session_response.hr_end_bpm is 'Median of its last 10 s; null where not measured.';
comment on column mart.session_response.hrr30_bpm is 'Fall of the heart rate 30 s after the end, beats a minute; null likewise hrr60_bpm.';
comment on column mart.session_response.hrr60_bpm is 'Fall 60 s after the end, beats a minute; null with recovery_null_reason. Never to be held against 12 bpm: that belongs to peak tests.';
comment on column mart.session_response.hrr120_bpm is 'Fall 120 s after the end; null where the person was not still or not measured until then.';
comment on column mart.session_response.recovery_null_reason is 'Why hrr60_bpm is null: too_short (under 3 min), no_rest_before, no_rise (under 10 bpm), not_still, stillness_unknown (nothing counted steps then), not_measured (under 80 %), not_interpreted (pacemaker or atrial fibrillation).';
comment on column mart.session_response.t_return_s is 'Seconds until the 30-s heart rate was within 5 bpm of hr_pre_bpm; null where not known.';
comment on column mart.session_response.is_return_censored is 'True where it had not come back by t_return_s, when it was last seen.';
comment on column mart.session_response.tau_off_s is 'Time constant of the fall, seconds; null where a + b exp(-t / tau) does not fit (R² under 0.8).';
comment on column mart.session_response.hr_steady_bpm is 'Mean of the last two of three or more steady minutes (cadence varies by under 10 %); null without them.';
comment on column mart.session_response.cadence_steady_spm is 'Cadence of the same two minutes, steps a minute; null likewise.';
comment on column mart.session_response.cadence_cv is 'Standard deviation of the walking cadence by its mean; null without cadence.';
comment on column mart.session_response.cost_per_step_bpm is '(hr_steady_bpm - hr_pre_bpm) / cadence_steady_spm; null without them.';
comment on column mart.session_response.beats_per_step is 'Beats by steps over the seconds with both; null under 80 % of them.';
comment on column mart.session_response.hr_cadence_slope is 'Theil-Sen slope of 30-s heart rates over cadence, bpm for a step a minute; null under twelve points or 20 spm of range.';
comment on column mart.session_response.hr_cadence_lag_s is 'How much later the heart rate was taken for that, seconds; null likewise.';
comment on column mart.session_response.drift_bpm_per_min is 'Slope of the heart rate after the third minute at a steady cadence; null under five such minutes.';
comment on column mart.session_response.decoupling_frac is 'Loss of cadence per beat from the first half to the second; null under ten minutes.';
comment on column mart.session_response.t_plateau_s is 'Seconds until the heart rate stayed within 3 bpm of its last two minutes; null where the cadence was not steady.';
comment on column mart.session_response.trimp_au is 'Training impulse (Banister) of the measured seconds (mart.session.hr_coverage_frac says how many), arbitrary units; null with trimp_null_reason. Descriptive: no plan rests on it.';
comment on column mart.session_response.trimp_null_reason is 'Why trimp_au is null: no_limits (the clinic has not entered a measured resting and highest heart rate, a weighting, and that nothing stands against reading them), rate_limiting (beta blocker), irregular (atrial fibrillation), pacemaker, not_measured (under 80 % of the session).';
comment on column mart.session_response.input_digest is 'Fingerprint of what it was computed from.';
comment on column mart.session_response.method_digest is 'Fingerprint of the method that computed it.';

create table mart.resting_day (
    patient_id varchar not null,
    day_date date not null,
    hr_rest_bpm double check (hr_rest_bpm between 30 and 220),
    hr_rest_quality varchar check (hr_rest_quality in ('ok', 'low')),
    hr_rest_null_reason varchar
    check (hr_rest_null_reason in ('no_steps_known', 'too_few_quiet')),
    quiet_min integer not null check (quiet_min >= 0),
    night_frac double not null check (night_frac between 0 and 1),
    hr_night_bpm double check (hr_night_bpm between 30 and 220),
    hr_night_null_reason varchar
    check (hr_night_null_reason in ('no_steps_known', 'too_few_quiet')),
    night_quiet_min integer not null check (night_quiet_min >= 0),
    input_digest varchar not null,
    method_digest varchar not null,
    primary key (patient_id, day_date),
    check ((hr_rest_bpm is null) = (hr_rest_null_reason is not null)),
    check ((hr_night_bpm is null) = (hr_night_null_reason is not null))
);
comment on table mart.resting_day is 'Resting heart rate of a local day and of the night that ends on it. Two kinds, never mixed with each other nor with a seated rest (mart.rest_spot).';
comment on column mart.resting_day.patient_id is 'Whose it is.';
comment on column mart.resting_day.day_date is 'Local day.';
comment on column mart.resting_day.hr_rest_bpm is 'Fifth percentile of the quiet minutes (worn, no step in twelve minutes), beats a minute; null under 120 of them.';
comment on column mart.resting_day.hr_rest_quality is 'ok from 300 quiet minutes on, low from 120; null where hr_rest_bpm is.';
comment on column mart.resting_day.hr_rest_null_reason is 'Why hr_rest_bpm is null: no_steps_known (nothing counted steps, so nobody can say what was quiet), too_few_quiet.';
comment on column mart.resting_day.quiet_min is 'Quiet minutes of the day.';
comment on column mart.resting_day.night_frac is 'Share of them from 00:00 to 07:00; days that differ by more than 0.3 are not to be compared.';
comment on column mart.resting_day.hr_night_bpm is 'Mean of the quiet minutes of the longest quiet block that ends by 10:00, beats a minute; null under 120 of them.';
comment on column mart.resting_day.hr_night_null_reason is 'Why hr_night_bpm is null, likewise.';
comment on column mart.resting_day.night_quiet_min is 'Quiet minutes of that block.';
comment on column mart.resting_day.input_digest is 'Fingerprint of what it was computed from.';
comment on column mart.resting_day.method_digest is 'Fingerprint of the method that computed it.';
