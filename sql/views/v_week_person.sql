-- A week of a person against their own four weeks before it. A week counts in those four,
-- and can be compared at all, with at least 4 known days of 7: the coverage rule that a
-- plan needs to rise (design 7.1), used here for reading only.
create or replace view clinic.v_week_person as
with
nights as (
    select max(as_of) as as_of
    from ops.night_run
    where status <> 'failed'
),

covered as (
    select *
    from mart.week
    where known_day_count >= 4
),

-- A join on dates and not a window, so that a missing week is missing and not skipped, and
-- a question about one person or one week reads no other.
before_it as (
    select
        week.patient_id,
        week.week_start,
        count(earlier.week_start) as covered_week_count,
        median(earlier.session_count) as session_count_4w_median,
        median(earlier.active_min) as active_min_4w_median,
        median(earlier.srpe_au) as srpe_au_4w_median,
        median(earlier.above_limit_min) as above_limit_min_4w_median,
        median(earlier.step_count) as step_count_4w_median,
        median(earlier.tiredness_median) as tiredness_median_4w_median,
        median(earlier.pain_median) as pain_median_4w_median
    from mart.week as week
    left join covered as earlier
        on
            week.patient_id = earlier.patient_id
            and earlier.week_start between week.week_start - 28 and week.week_start - 7
    group by week.patient_id, week.week_start
),

dated as (
    select
        week.*,
        coalesce(
            week.week_start + 6
            < (nights.as_of at time zone coalesce(person.zone, 'UTC'))::date,
            false
        ) as is_complete
    from mart.week as week
    cross join nights
    left join mart.person as person on week.patient_id = person.patient_id
),

final as (
    select
        week.patient_id,
        week.week_start,
        week.is_complete,
        week.session_count,
        before_it.session_count_4w_median,
        week.active_min,
        before_it.active_min_4w_median,
        week.planned_min,
        week.planned_sessions,
        week.srpe_au,
        before_it.srpe_au_4w_median,
        week.srpe_session_count,
        week.above_limit_min,
        before_it.above_limit_min_4w_median,
        week.above_limit_session_count,
        week.step_count,
        before_it.step_count_4w_median,
        week.step_day_count,
        week.wear_min,
        week.wear_day_count,
        week.diary_day_count,
        week.tiredness_median,
        before_it.tiredness_median_4w_median,
        week.pain_median,
        before_it.pain_median_4w_median,
        week.breathlessness_median,
        week.sleep_median,
        week.red_flag_count,
        week.rest_day_count,
        week.treatment_day_count,
        week.known_day_count,
        week.coverage_frac,
        before_it.covered_week_count,
        week.is_complete and week.known_day_count >= 4 and before_it.covered_week_count >= 2
            as is_comparable
    from dated as week
    inner join before_it
        on
            week.patient_id = before_it.patient_id
            and week.week_start = before_it.week_start
)

select *
from final
order by patient_id, week_start;

comment on view clinic.v_week_person is 'One week, Monday to Sunday, of one person, against the four weeks before it: _4w_median is the median of those of them with at least 4 known days. A number without is_comparable is a number, not a change.';
comment on column clinic.v_week_person.patient_id is 'Person, by id.';
comment on column clinic.v_week_person.week_start is 'Monday of the week, local.';
comment on column clinic.v_week_person.is_complete is 'True where the week was over at the last night run.';
comment on column clinic.v_week_person.session_count is 'Sessions that start in the week.';
comment on column clinic.v_week_person.session_count_4w_median is 'Median of session_count over the four weeks before; null where none had 4 known days.';
comment on column clinic.v_week_person.active_min is 'Moved minutes in sessions.';
comment on column clinic.v_week_person.active_min_4w_median is 'Median of active_min over the four weeks before, minutes; null likewise.';
comment on column clinic.v_week_person.planned_min is 'Minutes of the plan that stood; null means no plan.';
comment on column clinic.v_week_person.planned_sessions is 'Sessions of that plan; null means no plan.';
comment on column clinic.v_week_person.srpe_au is 'Sum of the session loads, felt effort (CR10) times minutes; null where any session has no effort, or there was none.';
comment on column clinic.v_week_person.srpe_au_4w_median is 'Median of srpe_au over the four weeks before; null likewise.';
comment on column clinic.v_week_person.srpe_session_count is 'Sessions with a felt effort: the coverage of srpe_au.';
comment on column clinic.v_week_person.above_limit_min is 'Measured minutes above the heart-rate limit in sessions; null where none could be judged.';
comment on column clinic.v_week_person.above_limit_min_4w_median is 'Median of above_limit_min over the four weeks before, minutes; null likewise.';
comment on column clinic.v_week_person.above_limit_session_count is 'Sessions in which the limit could be judged: the coverage of above_limit_min.';
comment on column clinic.v_week_person.step_count is 'Steps in the measured time, never a whole-day total; null where nothing was measured.';
comment on column clinic.v_week_person.step_count_4w_median is 'Median of step_count over the four weeks before; null likewise.';
comment on column clinic.v_week_person.step_day_count is 'Days with measured steps: the coverage of step_count.';
comment on column clinic.v_week_person.wear_min is 'Minutes with a measured heart rate.';
comment on column clinic.v_week_person.wear_day_count is 'Days with any measured heart rate.';
comment on column clinic.v_week_person.diary_day_count is 'Days on which tiredness was answered.';
comment on column clinic.v_week_person.tiredness_median is 'Median of tiredness, 0 to 10 (worst); null means never answered.';
comment on column clinic.v_week_person.tiredness_median_4w_median is 'Median of tiredness_median over the four weeks before; null likewise.';
comment on column clinic.v_week_person.pain_median is 'Median of pain, 0 to 10 (worst); null means never answered.';
comment on column clinic.v_week_person.pain_median_4w_median is 'Median of pain_median over the four weeks before; null likewise.';
comment on column clinic.v_week_person.breathlessness_median is 'Median of breathlessness, 0 to 10 (worst); null means never answered.';
comment on column clinic.v_week_person.sleep_median is 'Median of sleep, 0 (slept well) to 10 (could not sleep); null means never answered.';
comment on column clinic.v_week_person.red_flag_count is 'Red flags reported about the week.';
comment on column clinic.v_week_person.rest_day_count is 'Known days without a session; a silent day is not rest.';
comment on column clinic.v_week_person.treatment_day_count is 'Days with a known treatment.';
comment on column clinic.v_week_person.known_day_count is 'Days with wear, a diary or a session.';
comment on column clinic.v_week_person.coverage_frac is 'known_day_count / 7.';
comment on column clinic.v_week_person.covered_week_count is 'Weeks of the four before with at least 4 known days: what the medians rest on.';
comment on column clinic.v_week_person.is_comparable is 'True where the week is over, has at least 4 known days, and at least 2 of the four before it have.';
