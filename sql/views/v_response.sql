-- How the heart answered each session, newest first: each number with how much was measured,
-- or why there is none. What was seen comes before what it says.
create or replace view clinic.v_response as
with
final as (
    select
        response.patient_id,
        response.day_date,
        response.started_at,
        session.activity_kind,
        session.label as session_label,
        session.duration_min,
        session.hr_coverage_frac,
        session.hr_sensor_kind,
        session.step_coverage_frac as cadence_coverage_frac,
        response.cadence_steady_spm,
        response.cadence_cv,
        response.hr_pre_bpm,
        response.hr_steady_bpm,
        response.hr_end_bpm,
        response.cost_per_step_bpm,
        response.speed_steady_mps,
        response.pci_beats_per_m,
        response.pci_null_reason,
        response.tau_on_s,
        response.tau_on_null_reason,
        response.beats_per_step,
        response.hr_cadence_slope,
        response.hr_cadence_lag_s,
        response.drift_bpm_per_min,
        response.decoupling_frac,
        response.t_plateau_s,
        response.hrr30_bpm,
        response.hrr30_null_reason,
        response.hrr60_bpm,
        response.recovery_null_reason,
        response.hrr120_bpm,
        response.hrr120_null_reason,
        response.t_return_s,
        case when response.t_return_s is not null then response.is_return_censored end
            as is_return_censored,
        response.tau_off_s,
        response.trimp_au,
        response.trimp_null_reason
    from mart.session_response as response
    inner join mart.session as session
        on response.session_id = session.session_id
)

select *
from final
order by patient_id, started_at desc;

comment on view clinic.v_response is 'How the heart answered one session and came to rest after it. Compare a number only with other sessions of this person, of the same kind and within 10 steps a minute of the same cadence; none of it is a test of peak effort. A null is not "fine": it is not known.';
comment on column clinic.v_response.patient_id is 'Person, by id.';
comment on column clinic.v_response.day_date is 'Local day the session starts in.';
comment on column clinic.v_response.started_at is 'Start, UTC.';
comment on column clinic.v_response.activity_kind is 'aerobic, chair, strength, balance or breathing.';
comment on column clinic.v_response.session_label is 'user (start and stop pressed), detected, both, or reported (in words, without a strap).';
comment on column clinic.v_response.duration_min is 'Length from start to end, minutes, pauses included.';
comment on column clinic.v_response.hr_coverage_frac is 'Share of its seconds with a measured heart rate: look here first.';
comment on column clinic.v_response.hr_sensor_kind is 'How most of these seconds were measured: ecg, optical, motion or unknown. An optical sensor lags and may tell half of a recovery: never compare across kinds.';
comment on column clinic.v_response.cadence_coverage_frac is 'Share of its seconds with a measured cadence.';
comment on column clinic.v_response.cadence_steady_spm is 'Cadence of the two steady minutes of hr_steady_bpm, steps a minute; null without them.';
comment on column clinic.v_response.cadence_cv is 'Standard deviation of the walking cadence by its mean; null without cadence.';
comment on column clinic.v_response.hr_pre_bpm is 'Heart rate at rest before it, beats a minute; null where the person was not seen at rest.';
comment on column clinic.v_response.hr_steady_bpm is 'Mean of the last two of three or more minutes at a steady cadence; null without them.';
comment on column clinic.v_response.hr_end_bpm is 'Median of its last 10 s; null where not measured.';
comment on column clinic.v_response.cost_per_step_bpm is '(hr_steady_bpm - hr_pre_bpm) / cadence_steady_spm: less is easier; null without them.';
comment on column clinic.v_response.speed_steady_mps is 'Speed of the two steady minutes of hr_steady_bpm, metres a second; null where no pod sent one.';
comment on column clinic.v_response.pci_beats_per_m is 'Physiological cost index: (hr_steady_bpm - hr_pre_bpm) / speed_steady_mps, beats a metre: less is easier; null with pci_null_reason.';
comment on column clinic.v_response.pci_null_reason is 'Why pci_beats_per_m is null: not_steady, no_rest_before, no_speed; null where it is known.';
comment on column clinic.v_response.tau_on_s is 'Time constant of the rise at the start, seconds; null with tau_on_null_reason.';
comment on column clinic.v_response.tau_on_null_reason is 'Why tau_on_s is null: too_short, not_measured, not_steady, no_fit, not_interpreted; null where it is known.';
comment on column clinic.v_response.beats_per_step is 'Beats by steps over the seconds with both; null under 80 % of them.';
comment on column clinic.v_response.hr_cadence_slope is 'Beats a minute for a step a minute more; null under twelve points or 20 steps a minute of range.';
comment on column clinic.v_response.hr_cadence_lag_s is 'How much later the heart rate was taken for that, seconds; null likewise.';
comment on column clinic.v_response.drift_bpm_per_min is 'Rise of the heart rate after the third minute at a steady cadence; null under five such minutes.';
comment on column clinic.v_response.decoupling_frac is 'Loss of cadence per beat from the first half to the second; null under ten minutes.';
comment on column clinic.v_response.t_plateau_s is 'Seconds until the heart rate stayed within 3 bpm of its last two minutes; null where the cadence was not steady.';
comment on column clinic.v_response.hrr30_bpm is 'Fall of the heart rate 30 s after the end, beats a minute; null with hrr30_null_reason.';
comment on column clinic.v_response.hrr30_null_reason is 'Why hrr30_bpm is null, in the words of recovery_null_reason; null where it is known.';
comment on column clinic.v_response.hrr60_bpm is 'Fall 60 s after the end; null with recovery_null_reason. Never to be held against 12 bpm: that belongs to peak tests.';
comment on column clinic.v_response.recovery_null_reason is 'Why hrr60_bpm is null: too_short, no_rest_before, no_rise, not_still, stillness_unknown, not_measured, not_interpreted; null where it is known.';
comment on column clinic.v_response.hrr120_bpm is 'Fall 120 s after the end; null with hrr120_null_reason.';
comment on column clinic.v_response.hrr120_null_reason is 'Why hrr120_bpm is null, in the words of recovery_null_reason; null where it is known.';
comment on column clinic.v_response.t_return_s is 'Seconds until the heart rate was within 5 bpm of hr_pre_bpm; null where not known.';
comment on column clinic.v_response.is_return_censored is 'True where it had not come back by t_return_s, when it was last seen; null without t_return_s.';
comment on column clinic.v_response.tau_off_s is 'Time constant of the fall, seconds; null where the fall is not of that shape.';
comment on column clinic.v_response.trimp_au is 'Training impulse of the measured seconds, arbitrary units; null with trimp_null_reason. No plan rests on it.';
comment on column clinic.v_response.trimp_null_reason is 'Why trimp_au is null: no_limits, rate_limiting, irregular, pacemaker, not_measured; null where it is known.';
