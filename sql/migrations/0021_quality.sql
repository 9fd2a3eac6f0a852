-- The rest of what makes a number believable: what each interval was compared with, how each
-- source measures, for which reasons seconds were set aside, and what was only assumed.
alter table clean.beat_row add column rr_change_limit_ms real;
alter table clean.beat_row add column rr_median_limit_ms real;
comment on column clean.beat_row.rr_change_limit_ms is 'See clean.beat.';
comment on column clean.beat_row.rr_median_limit_ms is 'See clean.beat.';
create or replace view clean.beat as
select
    stream.patient_id,
    stream.day_date,
    held.measured_at,
    stream.station_id,
    held.seq,
    held.beat_index,
    stream.strap_id,
    held.rr_raw,
    held.rr_ms,
    held.rr_flag::varchar as rr_flag,
    held.is_break,
    held.rr_change_limit_ms,
    held.rr_median_limit_ms
from clean.beat_row as held
inner join clean.stream
    on held.stream_no = stream.stream_no;
comment on view clean.beat is 'One RR interval, as sent and judged.';
comment on column clean.beat.patient_id is 'Whose it is.';
comment on column clean.beat.day_date is 'Local day of the person.';
comment on column clean.beat.measured_at is 'End of the interval: arrival of its packet less the later intervals in it, UTC.';
comment on column clean.beat.station_id is 'Station of the frame.';
comment on column clean.beat.seq is 'Frame it came in, see raw.frame.';
comment on column clean.beat.beat_index is 'Place in the packet, oldest first, from 0.';
comment on column clean.beat.strap_id is 'Strap that sent it.';
comment on column clean.beat.rr_raw is 'Interval as sent, 1/1024 s.';
comment on column clean.beat.rr_ms is 'Interval in milliseconds, rr_raw * 1000 / 1024.';
comment on column clean.beat.rr_flag is 'ok, or why it is not used: oor (outside 300 to 2000 ms), ectopic (an early or late beat), long, short, extra (with the next it makes one), missed_1 to missed_3 (so many beats are missing from it), gap (more, or no number explains it), dup (its packet came twice). inserted is kept for derived series and never stands here.';
comment on column clean.beat.is_break is 'True where this interval does not follow the one before it (new link, or beats were lost).';
comment on column clean.beat.rr_change_limit_ms is 'Largest change from the interval before it that is ordinary here, milliseconds: 5.2 quartile deviations of 91 beats, kept between 7 and 20 % of their median. Null where another rule judged: in fewer than 20 intervals in a row and in a packet that came twice; and in rows from before it was kept.';
comment on column clean.beat.rr_median_limit_ms is 'Largest ordinary distance from the median of 11 beats, milliseconds, of the same kind; null likewise.';
alter table clean.imported_beat add column rr_change_limit_ms real;
alter table clean.imported_beat add column rr_median_limit_ms real;
comment on column clean.imported_beat.rr_change_limit_ms is 'Largest ordinary change from the interval before it, milliseconds; see clean.beat.';
comment on column clean.imported_beat.rr_median_limit_ms is 'Largest ordinary distance from the median around it, milliseconds; see clean.beat.';

alter table clean.connection add column sensor_kind varchar;
comment on column clean.connection.sensor_kind is 'How the strap measures by its profile: ecg, optical, motion or unknown; null in rows from before it was kept.';

create view clean.sensor as
with known as (
    select
        strap_id,
        sensor_kind
    from clean.connection
    union all
    select
        'import-' || import_no || '-' || source_no as strap_id,
        if(is_chest, 'ecg', 'unknown') as sensor_kind
    from raw.import_source
)

select
    strap_id,
    coalesce(min(sensor_kind) filter (where sensor_kind <> 'unknown'), 'unknown')
        as sensor_kind
from known
group by strap_id;
comment on view clean.sensor is 'How each source measures, once a source: to be joined by strap_id to any row of clean, so that no row has to carry it.';
comment on column clean.sensor.strap_id is 'Strap, see clean.connection; import-N-S is source S of imported file N.';
comment on column clean.sensor.sensor_kind is 'ecg (electrodes on the chest), optical (wrist, arm or ring), motion (a pod) or unknown (not told, as of most files). Cadence derived from acceleration is in a table of its own, clean.cadence_derived.';

create table clean.minute_flag (
    patient_id varchar not null,
    day_date date not null,
    minute_at timestamp_ms not null,
    hr_flag varchar not null,
    flagged_s smallint not null check (flagged_s between 1 and 60)
);
comment on table clean.minute_flag is 'Seconds of a minute without a heart rate because what was sent was set aside, by reason. Minutes and reasons without any are not here.';
comment on column clean.minute_flag.patient_id is 'Whose it is.';
comment on column clean.minute_flag.day_date is 'Local day of the person.';
comment on column clean.minute_flag.minute_at is 'Start of the minute, UTC.';
comment on column clean.minute_flag.hr_flag is 'Reason, in the words of clean.heart_rate.hr_flag. A second with two of them is here once.';
comment on column clean.minute_flag.flagged_s is 'Seconds.';

alter table clean.calendar add column zone_assumed boolean;
comment on column clean.calendar.zone_assumed is 'True where the day was over before anything was said of the person''s zone, so that the first zone was taken; null in rows from before it was kept.';
alter table mart.day add column zone_assumed boolean;
comment on column mart.day.zone_assumed is 'True where the zone is only assumed: the day was over before anything was said of it, as with old imported files. Null in rows from before it was kept.';

alter table mart.day_quality add column hr_sensor_kind varchar;
alter table mart.day_quality add column flagged_sentinel_s integer;
alter table mart.day_quality add column flagged_oor_s integer;
alter table mart.day_quality add column flagged_no_contact_s integer;
alter table mart.day_quality add column flagged_stale_s integer;
alter table mart.day_quality add column flagged_hold_s integer;
alter table mart.day_quality add column flagged_spike_s integer;
alter table mart.day_quality add column flagged_disagree_s integer;
alter table mart.day_quality add column unplaced_step_count double;
alter table mart.day_quality add column step_rollover_count integer;
alter table mart.day_quality add column step_repeat_suspect_min integer;
alter table mart.day_quality add column cadence_mismatch boolean;
comment on column mart.day_quality.hr_sensor_kind is 'How most of the day''s measured seconds were measured: ecg, optical, motion or unknown, see clean.sensor. Null without any, and in rows from before it was kept, as in the columns that follow.';
comment on column mart.day_quality.flagged_sentinel_s is 'Seconds of the day without a heart rate because "no measurement" was sent, see clean.minute_flag.';
comment on column mart.day_quality.flagged_oor_s is 'Seconds likewise, because it was outside 30 to 220 beats a minute.';
comment on column mart.day_quality.flagged_no_contact_s is 'Seconds likewise, because the strap did not touch the skin.';
comment on column mart.day_quality.flagged_stale_s is 'Seconds likewise, because it was a value from before the link.';
comment on column mart.day_quality.flagged_hold_s is 'Seconds likewise, because it stood still while other signs moved.';
comment on column mart.day_quality.flagged_spike_s is 'Seconds likewise, because it was an island far from what is around it.';
comment on column mart.day_quality.flagged_disagree_s is 'Seconds likewise, because another source of the same trust contradicted it.';
comment on column mart.day_quality.unplaced_step_count is 'Steps of sums over more than 10 minutes: they count for the day and belong to no minute of it.';
comment on column mart.day_quality.step_rollover_count is 'Of step_reset_count the readings at which a counter went round and lost nothing.';
comment on column mart.day_quality.step_repeat_suspect_min is 'Imported minutes that seem to repeat one total of several minutes: a suspicion that takes nothing away.';
comment on column mart.day_quality.cadence_mismatch is 'True where the steps of a pod and those of a counter over the same time are over 10 % apart; null where no counter was worn beside a pod.';

alter table mart.session add column hr_median_bpm double;
alter table mart.session add column hr_sensor_kind varchar;
alter table mart.session add column detected_started_at timestamptz;
alter table mart.session add column detected_ended_at timestamptz;
comment on column mart.session.hr_median_bpm is 'Median of the measured seconds, beats a minute; null below half of its length measured, and in rows from before it was kept, as in the columns that follow.';
comment on column mart.session.hr_sensor_kind is 'How most of these seconds were measured: ecg, optical, motion or unknown, see clean.sensor; null without any. Sessions with different kinds are not compared.';
comment on column mart.session.detected_started_at is 'First movement that sensors saw of it, UTC; null where they saw none. The person''s own start and stop win and are not changed by it.';
comment on column mart.session.detected_ended_at is 'Last movement that sensors saw of it, UTC; null likewise.';

comment on column clean.stored_reject.reason is 'clock_wrong (the device''s clock was seen to be wrong at that sync), other_day (more than a day from the day asked for, or not of it where nothing showed the clock''s date), from_the_future or too_old.';

-- A batch of days by place in two lists of equal length, with their bounds: what the day_
-- queries start from.
create macro clean.batch_day(patient_ids, day_dates) as table
    with asked as (
        select
            unnest(patient_ids) as patient_id,
            unnest(day_dates)::date as day_date,
            unnest(range(len(patient_ids))) as batch_index
    )

    select
        asked.batch_index,
        asked.patient_id,
        asked.day_date,
        calendar.start_us,
        calendar.end_us
    from asked
    inner join clean.calendar
        on
            asked.patient_id = calendar.patient_id
            and asked.day_date = calendar.day_date;
