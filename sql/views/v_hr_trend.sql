-- Does the heart rate of this person's walks change over the weeks? One row a person: how many
-- walks it rests on comes before what it says, and a medicine that slows the heart beside it.
create or replace view clinic.v_hr_trend as
with
final as (
    select
        patient_id,
        since_date,
        until_date,
        session_count,
        walk_count,
        coverage_frac as walk_coverage_frac,
        span_days,
        cadence_spm,
        slope_bpm_per_week,
        null_reason as slope_null_reason,
        on_beta_blocker,
        rate_limiting_change_count
    from mart.hr_trend
)

select *
from final
order by patient_id;

comment on view clinic.v_hr_trend is 'How the steady heart rate of one person''s comparable walks changes over the last twelve weeks. A trend within this person: no verdict on a heart, no test of peak effort, and nothing to hold against another person. A null is not "unchanged": it is not known.';
comment on column clinic.v_hr_trend.patient_id is 'Person, by id.';
comment on column clinic.v_hr_trend.since_date is 'First local day that was looked at.';
comment on column clinic.v_hr_trend.until_date is 'Last local day that was looked at.';
comment on column clinic.v_hr_trend.session_count is 'Aerobic sessions of that time.';
comment on column clinic.v_hr_trend.walk_count is 'Those of them that are comparable: a steady heart rate, at a cadence within 10 steps a minute of cadence_spm.';
comment on column clinic.v_hr_trend.walk_coverage_frac is 'walk_count / session_count: look here first. Null without a session.';
comment on column clinic.v_hr_trend.span_days is 'Days from the first comparable walk to the last.';
comment on column clinic.v_hr_trend.cadence_spm is 'Median steady cadence, steps a minute; null where no walk has one.';
comment on column clinic.v_hr_trend.slope_bpm_per_week is 'Change of the steady heart rate, beats a minute for a week; null with slope_null_reason.';
comment on column clinic.v_hr_trend.slope_null_reason is 'Why it is null: not_interpreted (pacemaker or atrial fibrillation), too_few (under five comparable walks), too_short (under 21 days of them); null where it is known.';
comment on column clinic.v_hr_trend.on_beta_blocker is 'As the clinic says it now; null where it has not said.';
comment on column clinic.v_hr_trend.rate_limiting_change_count is 'Changes of a medicine that slows the heart in that time: a slope across one of them may be the medicine''s.';
