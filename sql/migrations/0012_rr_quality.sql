-- All that an interval can be, how well the intervals of five minutes were heard, and the
-- variability of a night or of a seated rest.
create table clean.beat_judged (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    beat_index smallint not null,
    strap_id varchar not null,
    rr_raw integer not null,
    rr_ms double not null,
    rr_flag varchar not null
    check (
        rr_flag in (
            'ok', 'oor', 'ectopic', 'long', 'short', 'extra', 'missed_1', 'missed_2',
            'missed_3', 'inserted', 'gap', 'dup'
        )
    ),
    is_break boolean not null
);
insert into clean.beat_judged
select
    patient_id,
    day_date,
    measured_at,
    station_id,
    seq,
    beat_index,
    strap_id,
    rr_raw,
    rr_ms,
    rr_flag,
    is_break
from clean.beat;
drop table clean.beat;
alter table clean.beat_judged rename to beat;
comment on table clean.beat is 'One RR interval, as sent and judged.';
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
comment on column clean.recorded_beat.is_ok is 'False where it would not be ok as an interval of clean.beat, see rr_flag there.';

create table clean.rr_quality (
    patient_id varchar not null,
    day_date date not null,
    strap_id varchar not null,
    window_at timestamp_ms not null,
    beat_count integer not null check (beat_count >= 0),
    coverage_frac double not null check (coverage_frac >= 0),
    flagged_frac double not null check (flagged_frac between 0 and 1),
    drr20_frac double check (drr20_frac between 0 and 1),
    gap_count integer not null check (gap_count >= 0),
    gap_s double not null check (gap_s >= 0),
    missing_beat_count integer not null check (missing_beat_count >= 0),
    unit_ratio double,
    rr_quantum_ms double,
    is_unit_suspect boolean not null,
    is_duplicate_suspect boolean not null,
    is_pseudo boolean not null,
    pair_count integer not null check (pair_count >= 0),
    rmssd_ms double check (rmssd_ms > 0),
    hrv_state varchar not null
    check (
        hrv_state in ('ok', 'low', 'irregular', 'too_short', 'gaps', 'few_pairs')
    ),
    check ((rmssd_ms is null) = (hrv_state not in ('ok', 'low')))
);
comment on table clean.rr_quality is 'How well the intervals of one strap were heard in five minutes, and how much they varied. Five minutes without an interval are not here.';
comment on column clean.rr_quality.patient_id is 'Whose it is.';
comment on column clean.rr_quality.day_date is 'Local day of the person.';
comment on column clean.rr_quality.strap_id is 'Strap that sent them.';
comment on column clean.rr_quality.window_at is 'Start of the five minutes, UTC.';
comment on column clean.rr_quality.beat_count is 'Intervals that ended in them, repeated ones left out.';
comment on column clean.rr_quality.coverage_frac is 'Sum of these intervals by five minutes; over 1 where more time is told than there was.';
comment on column clean.rr_quality.flagged_frac is 'Share of these intervals that are not ok, see clean.beat.';
comment on column clean.rr_quality.drr20_frac is 'Share of neighbours over 20 % apart; null without two neighbours.';
comment on column clean.rr_quality.gap_count is 'Places that ended in them in which beats were lost.';
comment on column clean.rr_quality.gap_s is 'Time of these gaps that no interval explains, seconds.';
comment on column clean.rr_quality.missing_beat_count is 'Beats that were lost in these gaps.';
comment on column clean.rr_quality.unit_ratio is 'Time told by the intervals of the link over time passed, where nothing was lost; null with less than five minutes of that.';
comment on column clean.rr_quality.rr_quantum_ms is 'Resolution of the intervals of the link, milliseconds; null with fewer than 100 of them or one value.';
comment on column clean.rr_quality.is_unit_suspect is 'True where unit_ratio is that of intervals converted between 1/1000 and 1/1024 s once too often or not at all.';
comment on column clean.rr_quality.is_duplicate_suspect is 'True where the intervals of the link tell over 5 % more time than passed.';
comment on column clean.rr_quality.is_pseudo is 'True where the intervals look computed from a heart rate and not measured.';
comment on column clean.rr_quality.pair_count is 'Neighbours that are both ok.';
comment on column clean.rr_quality.rmssd_ms is 'Root mean square of the steps between these, milliseconds; null means not told, see hrv_state.';
comment on column clean.rr_quality.hrv_state is 'ok, low (5 to 20 % flagged), or why rmssd_ms is null: irregular (more flagged, or 15 % of neighbours over 20 % apart), gaps (under 80 % of the time told), few_pairs (under 120, or none that differ).';

create table mart.rr_day (
    patient_id varchar not null,
    day_date date not null,
    beat_count integer not null check (beat_count >= 0),
    missing_beat_count integer not null check (missing_beat_count >= 0),
    gap_count integer not null check (gap_count >= 0),
    gap_s double not null check (gap_s >= 0),
    window_count integer not null check (window_count >= 0),
    irregular_window_count integer not null check (irregular_window_count >= 0),
    is_unit_suspect boolean not null,
    is_duplicate_suspect boolean not null,
    is_pseudo boolean not null,
    input_digest varchar not null,
    method_digest varchar not null,
    primary key (patient_id, day_date)
);
comment on table mart.rr_day is 'How well the intervals of a local day were heard, all straps together. A day without intervals is not here.';
comment on column mart.rr_day.patient_id is 'Person, by id.';
comment on column mart.rr_day.day_date is 'Local day.';
comment on column mart.rr_day.beat_count is 'Intervals that came, repeated ones left out.';
comment on column mart.rr_day.missing_beat_count is 'Beats that were lost on links that stood.';
comment on column mart.rr_day.gap_count is 'Places in which they were lost.';
comment on column mart.rr_day.gap_s is 'Time of these that no interval explains, seconds.';
comment on column mart.rr_day.window_count is 'Five minutes with intervals, see clean.rr_quality.';
comment on column mart.rr_day.irregular_window_count is 'Those with irregular beats; no variability is told of them, and it is no diagnosis.';
comment on column mart.rr_day.is_unit_suspect is 'True where a link''s intervals look converted to another unit.';
comment on column mart.rr_day.is_duplicate_suspect is 'True where a link''s intervals tell more time than passed.';
comment on column mart.rr_day.is_pseudo is 'True where a link''s intervals look computed from a heart rate.';
comment on column mart.rr_day.input_digest is 'See ops.day_input.';
comment on column mart.rr_day.method_digest is 'See ops.day_input.';

create table mart.hrv (
    patient_id varchar not null,
    day_date date not null,
    hrv_kind varchar not null check (hrv_kind in ('night', 'spot')),
    started_at timestamptz not null,
    rmssd_ms double check (rmssd_ms > 0),
    ln_rmssd_se double check (ln_rmssd_se > 0),
    part_count integer not null check (part_count >= 0),
    hrv_state varchar not null
    check (
        hrv_state in ('ok', 'low', 'irregular', 'too_short', 'gaps', 'few_pairs')
    ),
    input_digest varchar not null,
    method_digest varchar not null,
    primary key (patient_id, hrv_kind, started_at),
    check ((rmssd_ms is null) = (hrv_state not in ('ok', 'low')))
);
comment on table mart.hrv is 'Variability from beat to beat of one night or one seated rest. Nights and rests are never compared with each other. A night without intervals is not here.';
comment on column mart.hrv.patient_id is 'Person, by id.';
comment on column mart.hrv.day_date is 'Local day it starts in.';
comment on column mart.hrv.hrv_kind is 'night (midnight to six in the morning, without steps) or spot (a seated rest that a person marked).';
comment on column mart.hrv.started_at is 'Start of the night or of the rest, UTC.';
comment on column mart.hrv.rmssd_ms is 'RMSSD, milliseconds, from pairs of intervals that follow each other and are both ok: of a night the median over its five minutes, of a rest what follows its first minute. Null means not told, see hrv_state.';
comment on column mart.hrv.ln_rmssd_se is 'Standard error of its logarithm by the length of a rest; null for a night and where there is no value.';
comment on column mart.hrv.part_count is 'Windows of a night that are ok, pairs of a rest.';
comment on column mart.hrv.hrv_state is 'ok, low (with reserve: 3 to 5 windows of a night, or 5 to 20 % of a rest flagged), or why there is no value: irregular (irregular beats: variability is not computed, and it is no diagnosis), too_short, gaps (too little was heard), few_pairs.';
comment on column mart.hrv.input_digest is 'See ops.day_input.';
comment on column mart.hrv.method_digest is 'See ops.day_input.';
