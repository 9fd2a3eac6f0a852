-- What `clean` holds of a person over a stretch of time, by table and by flag.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: table_name, flag, row_count, first_ms, last_ms
with held as (
    select
        'clean.heart_rate' as table_name,
        patient_id,
        measured_at as happened_at,
        hr_flag as flag
    from clean.heart_rate
    union all
    select
        'clean.beat' as table_name,
        patient_id,
        measured_at as happened_at,
        rr_flag as flag
    from clean.beat
    union all
    select
        'clean.imported_beat' as table_name,
        patient_id,
        measured_at as happened_at,
        if(same_as_id is null, rr_flag, 'told by another') as flag
    from clean.imported_beat
    union all
    select
        'clean.cadence' as table_name,
        patient_id,
        measured_at as happened_at,
        'ok' as flag
    from clean.cadence
    union all
    select
        'clean.cadence_derived' as table_name,
        patient_id,
        measured_at as happened_at,
        if(cadence_spm is null, 'no rhythm', 'ok') as flag
    from clean.cadence_derived
    union all
    select
        'clean.battery' as table_name,
        patient_id,
        measured_at as happened_at,
        'ok' as flag
    from clean.battery
    union all
    select
        'clean.reject' as table_name,
        patient_id,
        measured_at as happened_at,
        reason as flag
    from clean.reject
    union all
    select
        'clean.hr_second' as table_name,
        patient_id,
        second_at as happened_at,
        if(is_interpolated, 'filled', 'measured') as flag
    from clean.hr_second
    union all
    select
        'clean.minute' as table_name,
        patient_id,
        minute_at as happened_at,
        if(is_worn, 'worn', 'not worn') as flag
    from clean.minute
    union all
    select
        'clean.minute_class' as table_name,
        patient_id,
        minute_at as happened_at,
        minute_class as flag
    from clean.minute_class
    union all
    select
        'clean.minute_flag' as table_name,
        patient_id,
        minute_at as happened_at,
        hr_flag as flag
    from clean.minute_flag
    union all
    select
        'clean.interval_steps' as table_name,
        patient_id,
        started_at as happened_at,
        step_flag as flag
    from clean.interval_steps
    union all
    select
        'clean.interval_hr' as table_name,
        patient_id,
        measured_at as happened_at,
        hr_flag as flag
    from clean.interval_hr
    union all
    select
        'clean.rr_quality' as table_name,
        patient_id,
        window_at as happened_at,
        hrv_state as flag
    from clean.rr_quality
    union all
    select
        'clean.recorded_beat' as table_name,
        ownership.patient_id,
        make_timestamp(recorded_beat.at_us)::timestamp_ms as happened_at,
        if(recorded_beat.is_ok, 'ok', 'odd') as flag
    from clean.recorded_beat
    inner join clean.ownership
        on
            recorded_beat.strap_id = ownership.strap_id
            and recorded_beat.at_us >= ownership.since_us
            and recorded_beat.at_us < ownership.until_us
)

select
    table_name,
    flag,
    count(*) as row_count,
    epoch_ms(min(happened_at)) as first_ms,
    epoch_ms(max(happened_at)) as last_ms
from held
where
    patient_id = $patient_id
    and happened_at >= make_timestamp_ms($start_ms)
    and happened_at < make_timestamp_ms($end_ms)
group by table_name, flag
order by table_name, row_count desc, flag
