-- What `clean` holds of a person over a stretch of time, by table and by flag.
-- parameters: $patient_id varchar, $start_ms bigint, $end_ms bigint (until before it)
-- columns: table_name, flag, row_count, first_ms, last_ms
with found as (
    select
        'clean.heart_rate' as table_name,
        hr_flag as flag,
        epoch_ms(measured_at) as at_ms
    from clean.heart_rate
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
    union all
    select
        'clean.beat' as table_name,
        rr_flag as flag,
        epoch_ms(measured_at) as at_ms
    from clean.beat
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
    union all
    select
        'clean.imported_beat' as table_name,
        if(same_as_id is null, rr_flag, 'told by another') as flag,
        epoch_ms(measured_at) as at_ms
    from clean.imported_beat
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
    union all
    select
        'clean.cadence' as table_name,
        'ok' as flag,
        epoch_ms(measured_at) as at_ms
    from clean.cadence
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
    union all
    select
        'clean.battery' as table_name,
        'ok' as flag,
        epoch_ms(measured_at) as at_ms
    from clean.battery
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
    union all
    select
        'clean.reject' as table_name,
        reason as flag,
        epoch_ms(measured_at) as at_ms
    from clean.reject
    where
        patient_id = $patient_id
        and measured_at >= make_timestamp_ms($start_ms)
        and measured_at < make_timestamp_ms($end_ms)
    union all
    select
        'clean.hr_second' as table_name,
        if(is_interpolated, 'filled', 'measured') as flag,
        epoch_ms(second_at) as at_ms
    from clean.hr_second
    where
        patient_id = $patient_id
        and second_at >= make_timestamp_ms($start_ms)
        and second_at < make_timestamp_ms($end_ms)
    union all
    select
        'clean.minute' as table_name,
        if(is_worn, 'worn', 'not worn') as flag,
        epoch_ms(minute_at) as at_ms
    from clean.minute
    where
        patient_id = $patient_id
        and minute_at >= make_timestamp_ms($start_ms)
        and minute_at < make_timestamp_ms($end_ms)
    union all
    select
        'clean.minute_class' as table_name,
        minute_class as flag,
        epoch_ms(minute_at) as at_ms
    from clean.minute_class
    where
        patient_id = $patient_id
        and minute_at >= make_timestamp_ms($start_ms)
        and minute_at < make_timestamp_ms($end_ms)
    union all
    select
        'clean.interval_steps' as table_name,
        step_flag as flag,
        epoch_ms(started_at) as at_ms
    from clean.interval_steps
    where
        patient_id = $patient_id
        and started_at >= make_timestamp_ms($start_ms)
        and started_at < make_timestamp_ms($end_ms)
    union all
    select
        'clean.rr_quality' as table_name,
        hrv_state as flag,
        epoch_ms(window_at) as at_ms
    from clean.rr_quality
    where
        patient_id = $patient_id
        and window_at >= make_timestamp_ms($start_ms)
        and window_at < make_timestamp_ms($end_ms)
)

select
    table_name,
    flag,
    count(*) as row_count,
    min(at_ms) as first_ms,
    max(at_ms) as last_ms
from found
group by table_name, flag
order by table_name, row_count desc, flag
