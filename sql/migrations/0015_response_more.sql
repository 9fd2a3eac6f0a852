-- What a walk costs by the metre, how fast the heart answers its start, a reason for each
-- fall that is not told, and how the heart rate of comparable walks changes over the weeks;
-- what was set aside, suspected and filled of a day's heart rate.
alter table mart.session_response add column hrr30_null_reason varchar;
alter table mart.session_response add column hrr120_null_reason varchar;
alter table mart.session_response add column speed_steady_mps double;
alter table mart.session_response add column pci_beats_per_m double;
alter table mart.session_response add column pci_null_reason varchar;
alter table mart.session_response add column tau_on_s double;
alter table mart.session_response add column tau_on_null_reason varchar;
comment on column mart.session_response.hrr30_bpm is 'Fall of the heart rate 30 s after the end, beats a minute; null with hrr30_null_reason.';
comment on column mart.session_response.hrr120_bpm is 'Fall 120 s after the end, beats a minute; null with hrr120_null_reason.';
comment on column mart.session_response.hrr30_null_reason is 'Why hrr30_bpm is null, in the words of recovery_null_reason.';
comment on column mart.session_response.hrr120_null_reason is 'Why hrr120_bpm is null, in the words of recovery_null_reason.';
comment on column mart.session_response.speed_steady_mps is 'Speed of the two minutes of hr_steady_bpm, metres a second; null where a pod sent none above 0 in 80 % of them.';
comment on column mart.session_response.pci_beats_per_m is 'Physiological cost index: (hr_steady_bpm - hr_pre_bpm) / speed_steady_mps, beats a metre; null with pci_null_reason.';
comment on column mart.session_response.pci_null_reason is 'Why pci_beats_per_m is null: not_steady (no three minutes at a steady cadence, measured), no_rest_before, no_speed.';
comment on column mart.session_response.tau_on_s is 'Time constant of the rise over the first three to six minutes, seconds; null with tau_on_null_reason.';
comment on column mart.session_response.tau_on_null_reason is 'Why tau_on_s is null: too_short (under 3 min), not_measured (under 80 %), not_steady (paused for a fifth of it or more), no_fit (a + b exp(-t / tau) does not fit, R² under 0.8), not_interpreted (pacemaker or atrial fibrillation).';

create table mart.hr_trend (
    patient_id varchar not null primary key,
    since_date date not null,
    until_date date not null,
    slope_bpm_per_week double,
    null_reason varchar
    check (null_reason in ('not_interpreted', 'too_few', 'too_short')),
    cadence_spm double check (cadence_spm > 0),
    walk_count integer not null check (walk_count >= 0),
    session_count integer not null check (session_count >= walk_count),
    coverage_frac double check (coverage_frac between 0 and 1),
    span_days integer not null check (span_days >= 0),
    on_beta_blocker boolean,
    rate_limiting_change_count integer not null check (rate_limiting_change_count >= 0),
    check (since_date <= until_date),
    check ((slope_bpm_per_week is null) = (null_reason is not null))
);
comment on table mart.hr_trend is 'How the steady heart rate of a person''s comparable walks changes over twelve weeks; written anew each night. A trend within one person: no verdict on a heart, and never compared with another person.';
comment on column mart.hr_trend.patient_id is 'Whose it is.';
comment on column mart.hr_trend.since_date is 'First local day that was looked at.';
comment on column mart.hr_trend.until_date is 'Last local day that was looked at: the person''s day of the night run.';
comment on column mart.hr_trend.slope_bpm_per_week is 'Theil-Sen slope of mart.session_response.hr_steady_bpm over the days, beats a minute for a week; null with null_reason.';
comment on column mart.hr_trend.null_reason is 'Why slope_bpm_per_week is null: not_interpreted (pacemaker or atrial fibrillation), too_few (under five comparable walks), too_short (they span under 21 days).';
comment on column mart.hr_trend.cadence_spm is 'Median steady cadence of the walks, steps a minute; comparable are those within 10 of it. Null where no walk has a steady heart rate and cadence.';
comment on column mart.hr_trend.walk_count is 'Comparable walks that the slope rests on.';
comment on column mart.hr_trend.session_count is 'Aerobic sessions of that time, comparable or not.';
comment on column mart.hr_trend.coverage_frac is 'walk_count / session_count, 0 to 1; null without a session.';
comment on column mart.hr_trend.span_days is 'Days from the first comparable walk to the last.';
comment on column mart.hr_trend.on_beta_blocker is 'As the clinic says it now; null where it has not said. A slope means less where this changed.';
comment on column mart.hr_trend.rate_limiting_change_count is 'Changes of a medicine that slows the heart in that time; a slope across one of them may be the medicine''s.';

alter table mart.day_quality add column hr_difference_bpm double;
alter table mart.day_quality add column hr_lag_s double;
alter table mart.day_quality add column hr_flagged_frac double;
alter table mart.day_quality add column hr_suspect_frac double;
alter table mart.day_quality add column hr_filled_frac double;
comment on column mart.day_quality.hr_difference_bpm is 'Median distance of the two best sources where both have a heart rate, the lag taken out, beats a minute; null without two.';
comment on column mart.day_quality.hr_lag_s is 'Median of how much later the second of them tells, seconds; null where no lag could be told.';
comment on column mart.day_quality.hr_flagged_frac is 'Share of the day''s measurements of heart rate that are not used, see clean.heart_rate.hr_flag; null without any.';
comment on column mart.day_quality.hr_suspect_frac is 'Share of the used ones that are suspected to follow the steps, to stand still or to jump, and are left out of recovery, cost and drift; null without any.';
comment on column mart.day_quality.hr_filled_frac is 'Share of the day''s seconds of clean.hr_second that were filled between measured ones; null without any.';
