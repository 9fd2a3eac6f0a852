-- Can I believe the numbers of a day? One row a person and day that was computed.
-- A day is good with 80 % of the expected minutes worn and good and few intervals set aside,
-- usable with half of them worn: the shares of design 5 and of signals.minute_class.
create or replace view clinic.v_data_quality_day as
with
days as (
    select
        day.patient_id,
        day.day_date,
        day.zone,
        day.day_minutes,
        day.zone_assumed,
        day.step_measured_min,
        day.step_null_reason,
        day.whole_day_step_count,
        day.step_day_validity,
        day.reject_count,
        day.is_diary_day,
        quality.expected_wear_min,
        quality.worn_good_min,
        quality.worn_good_min + quality.worn_poor_min as wear_min,
        quality.not_worn_min,
        quality.out_of_range_min,
        quality.station_down_min,
        quality.held_elsewhere_min,
        quality.imported_min,
        quality.gap_count,
        quality.longest_gap_min,
        quality.rr_coverage_frac,
        quality.rr_flagged_frac,
        rr_day.missing_beat_count,
        rr_day.gap_s as rr_gap_s,
        rr_day.is_unit_suspect as rr_is_unit_suspect,
        rr_day.is_duplicate_suspect as rr_is_duplicate_suspect,
        rr_day.is_pseudo as rr_is_pseudo,
        rr_day.irregular_window_count / nullif(rr_day.window_count, 0)
            as rr_irregular_frac,
        night.rmssd_ms as night_rmssd_ms,
        night.hrv_state as night_hrv_state,
        quality.hr_source_count,
        quality.hr_disagree_s,
        quality.hr_difference_bpm,
        quality.hr_lag_s,
        quality.hr_flagged_frac,
        quality.hr_suspect_frac,
        quality.hr_filled_frac,
        quality.hr_sensor_kind,
        quality.flagged_sentinel_s,
        quality.flagged_oor_s,
        quality.flagged_no_contact_s,
        quality.flagged_stale_s,
        quality.flagged_hold_s,
        quality.flagged_spike_s,
        quality.flagged_disagree_s,
        quality.day_wear_min,
        quality.awake_wear_min,
        quality.live_wear_min,
        quality.stored_wear_min,
        quality.imported_wear_min,
        quality.offbody_suspect_min,
        quality.unworn_step_count,
        quality.step_is_lower_bound,
        quality.unplaced_step_count,
        quality.step_reset_count,
        quality.step_rollover_count,
        quality.step_set_aside_count,
        quality.step_repeat_suspect_min,
        quality.cadence_mismatch,
        quality.tz_change,
        quality.method_digest
    from mart.day as day
    inner join mart.day_quality as quality
        on
            day.patient_id = quality.patient_id
            and day.day_date = quality.day_date
    left join mart.rr_day as rr_day
        on
            day.patient_id = rr_day.patient_id
            and day.day_date = rr_day.day_date
    left join mart.hrv as night
        on
            day.patient_id = night.patient_id
            and day.day_date = night.day_date
            and night.hrv_kind = 'night'
),

shares as (
    select
        *,
        wear_min / nullif(expected_wear_min, 0) as coverage_frac,
        worn_good_min / nullif(expected_wear_min, 0) as good_frac,
        greatest(not_worn_min, out_of_range_min, station_down_min, held_elsewhere_min)
            as worst_gap_min
    from days
),

judged as (
    select
        *,
        case
            when expected_wear_min = 0 then 'do_not_use'
            when coverage_frac < 0.5 then 'do_not_use'
            when good_frac >= 0.8 and coalesce(rr_flagged_frac, 0) <= 0.2 then 'good'
            else 'usable'
        end as verdict
    from shares
),

final as (
    select
        patient_id,
        day_date,
        zone,
        verdict,
        case
            when verdict = 'good' then 'Worn and heard well.'
            when expected_wear_min = 0 then 'Nothing was worn.'
            when coverage_frac >= 0.8 and rr_flagged_frac > 0.2
                then 'Many beats were uneven or set aside.'
            when worst_gap_min = 0 then 'Heard, with too few beats in many minutes.'
            when worst_gap_min = station_down_min then 'The station was not listening.'
            when worst_gap_min = out_of_range_min then 'The strap was out of range.'
            when worst_gap_min = held_elsewhere_min
                then 'Another app or watch held the strap.'
            else 'The strap did not touch the skin.'
        end as verdict_reason,
        wear_min,
        expected_wear_min,
        coverage_frac,
        worn_good_min,
        not_worn_min as contact_lost_min,
        out_of_range_min,
        station_down_min,
        held_elsewhere_min,
        imported_min,
        gap_count,
        longest_gap_min,
        rr_coverage_frac,
        rr_flagged_frac,
        missing_beat_count,
        rr_gap_s,
        rr_irregular_frac,
        rr_is_unit_suspect,
        rr_is_duplicate_suspect,
        rr_is_pseudo,
        night_rmssd_ms,
        night_hrv_state,
        hr_source_count,
        hr_disagree_s,
        hr_difference_bpm,
        hr_lag_s,
        hr_flagged_frac,
        hr_suspect_frac,
        hr_filled_frac,
        hr_sensor_kind,
        flagged_sentinel_s,
        flagged_oor_s,
        flagged_no_contact_s,
        flagged_stale_s,
        flagged_hold_s,
        flagged_spike_s,
        flagged_disagree_s,
        day_minutes,
        zone_assumed,
        tz_change,
        day_wear_min,
        awake_wear_min,
        live_wear_min,
        stored_wear_min,
        imported_wear_min,
        offbody_suspect_min,
        whole_day_step_count,
        step_day_validity,
        step_null_reason,
        step_measured_min,
        unworn_step_count,
        unplaced_step_count,
        step_is_lower_bound,
        step_reset_count,
        step_rollover_count,
        step_set_aside_count,
        step_repeat_suspect_min,
        cadence_mismatch,
        reject_count,
        is_diary_day,
        method_digest
    from judged
)

select *
from final
order by patient_id, day_date;

comment on view clinic.v_data_quality_day is 'Can I believe the numbers? One row a person and local day of which anything is known, with a verdict, its main reason, and what became of every minute in which something was expected to be worn.';
comment on column clinic.v_data_quality_day.patient_id is 'Person, by id.';
comment on column clinic.v_data_quality_day.day_date is 'Local day.';
comment on column clinic.v_data_quality_day.zone is 'IANA zone of the day.';
comment on column clinic.v_data_quality_day.verdict is 'good (80 % of the expected minutes worn and good, at most 20 % of the intervals set aside), usable (half of them worn), do_not_use (less, or nothing was worn). It is about heart rate, and says nothing of the diary.';
comment on column clinic.v_data_quality_day.verdict_reason is 'The main reason, in words.';
comment on column clinic.v_data_quality_day.wear_min is 'Minutes in which something was worn and heard, good or poor, within worn periods.';
comment on column clinic.v_data_quality_day.expected_wear_min is 'Minutes of worn periods: marked sessions, links with what follows a lost one, and minutes with an imported heart rate.';
comment on column clinic.v_data_quality_day.coverage_frac is 'wear_min / expected_wear_min, 0 to 1; null where nothing was expected.';
comment on column clinic.v_data_quality_day.worn_good_min is 'Minutes worn and good.';
comment on column clinic.v_data_quality_day.contact_lost_min is 'Minutes with readings, most of them without skin contact.';
comment on column clinic.v_data_quality_day.out_of_range_min is 'Silent minutes after a lost link, or over a standing one.';
comment on column clinic.v_data_quality_day.station_down_min is 'Silent minutes in which nobody was listening; never rest.';
comment on column clinic.v_data_quality_day.held_elsewhere_min is 'Silent minutes in which another app or watch held the strap.';
comment on column clinic.v_data_quality_day.imported_min is 'Minutes in wear_min of which only an imported file tells; null before these were used.';
comment on column clinic.v_data_quality_day.gap_count is 'Runs of minutes that were not worn and heard.';
comment on column clinic.v_data_quality_day.longest_gap_min is 'Minutes of the longest of them; 0 where there is none.';
comment on column clinic.v_data_quality_day.rr_coverage_frac is 'Mean share of the worn minutes that intervals explain; null without intervals.';
comment on column clinic.v_data_quality_day.rr_flagged_frac is 'Share of the intervals that were set aside; null without intervals.';
comment on column clinic.v_data_quality_day.missing_beat_count is 'Beats that were lost on links that stood; null without intervals.';
comment on column clinic.v_data_quality_day.rr_gap_s is 'Time of these losses, seconds; null without intervals.';
comment on column clinic.v_data_quality_day.rr_irregular_frac is 'Share of the five minutes with irregular beats, of which no variability is told; null without intervals. No diagnosis.';
comment on column clinic.v_data_quality_day.rr_is_unit_suspect is 'True where intervals look converted to another unit; null without intervals.';
comment on column clinic.v_data_quality_day.rr_is_duplicate_suspect is 'True where intervals tell more time than passed; null without intervals.';
comment on column clinic.v_data_quality_day.rr_is_pseudo is 'True where intervals look computed from a heart rate; null without intervals.';
comment on column clinic.v_data_quality_day.night_rmssd_ms is 'RMSSD of the night that the day starts with, milliseconds; null means not told, see night_hrv_state.';
comment on column clinic.v_data_quality_day.night_hrv_state is 'ok, low (with reserve), or why there is no value: irregular, too_short, gaps, few_pairs; null without intervals in the night.';
comment on column clinic.v_data_quality_day.hr_source_count is 'Straps with a usable heart rate on the day, its margins of two hours included.';
comment on column clinic.v_data_quality_day.hr_disagree_s is 'Seconds in which the two best of them were over 10 bpm apart for 30 s or longer; neither is averaged into the other.';
comment on column clinic.v_data_quality_day.hr_difference_bpm is 'Median distance of the two best straps, beats a minute; null without two.';
comment on column clinic.v_data_quality_day.hr_lag_s is 'How much later the second of them tells, seconds; null where it could not be told.';
comment on column clinic.v_data_quality_day.hr_flagged_frac is 'Share of the measurements of heart rate that were set aside; null without any.';
comment on column clinic.v_data_quality_day.hr_suspect_frac is 'Share of the used ones that may follow the steps, stand still or jump; no recovery, cost or drift rests on them.';
comment on column clinic.v_data_quality_day.hr_filled_frac is 'Share of the seconds with a heart rate that were filled between measured ones; null without any.';
comment on column clinic.v_data_quality_day.hr_sensor_kind is 'How most of the measured seconds were measured: ecg (chest electrodes), optical, motion or unknown; days with different kinds are not compared. Null without any.';
comment on column clinic.v_data_quality_day.flagged_sentinel_s is 'Seconds of the day without a heart rate because "no measurement" was sent.';
comment on column clinic.v_data_quality_day.flagged_oor_s is 'Seconds likewise, because it was outside 30 to 220 beats a minute.';
comment on column clinic.v_data_quality_day.flagged_no_contact_s is 'Seconds likewise, because the strap did not touch the skin.';
comment on column clinic.v_data_quality_day.flagged_stale_s is 'Seconds likewise, because it was a value from before the link.';
comment on column clinic.v_data_quality_day.flagged_hold_s is 'Seconds likewise, because it stood still while other signs moved.';
comment on column clinic.v_data_quality_day.flagged_spike_s is 'Seconds likewise, because it was an island far from what is around it.';
comment on column clinic.v_data_quality_day.flagged_disagree_s is 'Seconds likewise, because another source of the same trust contradicted it.';
comment on column clinic.v_data_quality_day.day_minutes is 'Length of the day, minutes; 1440 but for changes of clocks and travel.';
comment on column clinic.v_data_quality_day.zone_assumed is 'True where the zone of the day is assumed: it was over before anything was said of the zone.';
comment on column clinic.v_data_quality_day.tz_change is 'True where the person travelled to a clock over 30 minutes off.';
comment on column clinic.v_data_quality_day.day_wear_min is 'Minutes of the day in which anything that tells a heart rate was worn, in worn periods or not.';
comment on column clinic.v_data_quality_day.awake_wear_min is 'Those of them from 7 to 22 o''clock.';
comment on column clinic.v_data_quality_day.live_wear_min is 'Minutes by heart rate that was sent, or recorded by the strap.';
comment on column clinic.v_data_quality_day.stored_wear_min is 'Minutes by heart rate that a device stored and told later.';
comment on column clinic.v_data_quality_day.imported_wear_min is 'Minutes by heart rate of imported files; the sources overlap.';
comment on column clinic.v_data_quality_day.offbody_suspect_min is 'Minutes in which a heart rate stood still for an hour without a step: perhaps nobody wore it.';
comment on column clinic.v_data_quality_day.whole_day_step_count is 'Steps of the day in worn minutes; null unless it is a day of steps, see step_day_validity.';
comment on column clinic.v_data_quality_day.step_day_validity is 'valid (10 waking hours worn with steps known), partial (6), or why there is no count of the day: not_worn, wear_unknown, too_little_wear, no_steps or too_little_told.';
comment on column clinic.v_data_quality_day.step_null_reason is 'Why not even the steps of the measured time are known, see mart.day.';
comment on column clinic.v_data_quality_day.step_measured_min is 'Minutes for which some source of steps speaks.';
comment on column clinic.v_data_quality_day.unworn_step_count is 'Steps told while nothing was known to be worn; not part of whole_day_step_count.';
comment on column clinic.v_data_quality_day.unplaced_step_count is 'Steps of sums over more than 10 minutes: part of the day, and of no minute.';
comment on column clinic.v_data_quality_day.step_is_lower_bound is 'True where there were at least so many steps.';
comment on column clinic.v_data_quality_day.step_reset_count is 'Readings at which a step counter began again or went round.';
comment on column clinic.v_data_quality_day.step_rollover_count is 'Of these the ones at which it went round and lost nothing.';
comment on column clinic.v_data_quality_day.step_set_aside_count is 'Readings and records of steps that were not believed.';
comment on column clinic.v_data_quality_day.step_repeat_suspect_min is 'Imported minutes that seem to repeat one total of several minutes.';
comment on column clinic.v_data_quality_day.cadence_mismatch is 'True where a pod and a counter worn together told steps over 10 % apart; null without both.';
comment on column clinic.v_data_quality_day.reject_count is 'Frames that could not be decoded.';
comment on column clinic.v_data_quality_day.is_diary_day is 'True where tiredness was answered.';
comment on column clinic.v_data_quality_day.method_digest is 'Fingerprint of the method.';
