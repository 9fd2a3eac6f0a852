-- Fingerprint of every derived table: the same rows in any order give the same answer.
-- parameters: none
-- columns: table_name, row_count, content
-- a row as a whole is named by its table's alias, which sqlfluff does not see
-- noqa: disable=AL05
select
    'clean.connection' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(connection::varchar)), 0)::varchar as content
from clean.connection as connection
union all
select
    'clean.ownership' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(ownership::varchar)), 0)::varchar as content
from clean.ownership as ownership
union all
select
    'clean.calendar' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(calendar::varchar)), 0)::varchar as content
from clean.calendar as calendar
union all
select
    'clean.clock_epoch' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(epoch::varchar)), 0)::varchar as content
from clean.clock_epoch as epoch
union all
select
    'clean.unplaced' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(unplaced::varchar)), 0)::varchar as content
from clean.unplaced as unplaced
union all
select
    'clean.heart_rate' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(heart_rate::varchar)), 0)::varchar as content
from clean.heart_rate as heart_rate
union all
select
    'clean.beat' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(beat::varchar)), 0)::varchar as content
from clean.beat as beat
union all
select
    'clean.cadence' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(cadence::varchar)), 0)::varchar as content
from clean.cadence as cadence
union all
select
    'clean.battery' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(battery::varchar)), 0)::varchar as content
from clean.battery as battery
union all
select
    'clean.reject' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(reject::varchar)), 0)::varchar as content
from clean.reject as reject
union all
select
    'clean.hr_second' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(hr_second::varchar)), 0)::varchar as content
from clean.hr_second as hr_second
union all
select
    'clean.minute' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(minute::varchar)), 0)::varchar as content
from clean.minute as minute
union all
select
    'clean.minute_class' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(classed::varchar)), 0)::varchar as content
from clean.minute_class as classed
union all
select
    'clean.minute_flag' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(flagged::varchar)), 0)::varchar as content
from clean.minute_flag as flagged
union all
select
    'clean.import_counted' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(import_counted::varchar)), 0)::varchar as content
from clean.import_counted as import_counted
union all
select
    'clean.stored_row' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(stored_row::varchar)), 0)::varchar as content
from clean.stored_row as stored_row
union all
select
    'clean.stored_reject' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(stored_reject::varchar)), 0)::varchar as content
from clean.stored_reject as stored_reject
union all
select
    'clean.device_clock' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(device_clock::varchar)), 0)::varchar as content
from clean.device_clock as device_clock
union all
select
    'clean.interval_steps' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(interval_steps::varchar)), 0)::varchar as content
from clean.interval_steps as interval_steps
union all
select
    'clean.interval_hr' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(interval_hr::varchar)), 0)::varchar as content
from clean.interval_hr as interval_hr
union all
select
    'clean.recording' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(recording::varchar)), 0)::varchar as content
from clean.recording as recording
union all
select
    'clean.recorded_beat' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(recorded_beat::varchar)), 0)::varchar as content
from clean.recorded_beat as recorded_beat
union all
select
    'clean.imported_beat' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(imported_beat::varchar)), 0)::varchar as content
from clean.imported_beat as imported_beat
union all
select
    'clean.cadence_derived' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(derived::varchar)), 0)::varchar as content
from clean.cadence_derived as derived
union all
select
    'mart.person' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(person::varchar)), 0)::varchar as content
from mart.person as person
union all
select
    'mart.session' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(session::varchar)), 0)::varchar as content
from mart.session as session
union all
select
    'mart.rest_spot' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(rest_spot::varchar)), 0)::varchar as content
from mart.rest_spot as rest_spot
union all
select
    'mart.day' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(day::varchar)), 0)::varchar as content
from mart.day as day
union all
select
    'mart.day_quality' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(day_quality::varchar)), 0)::varchar as content
from mart.day_quality as day_quality
union all
select
    'mart.week' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(week::varchar)), 0)::varchar as content
from mart.week as week
union all
select
    'clean.rr_quality' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(rr_quality::varchar)), 0)::varchar as content
from clean.rr_quality as rr_quality
union all
select
    'mart.rr_day' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(rr_day::varchar)), 0)::varchar as content
from mart.rr_day as rr_day
union all
select
    'mart.hrv' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(hrv::varchar)), 0)::varchar as content
from mart.hrv as hrv
union all
select
    'mart.session_response' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(session_response::varchar)), 0)::varchar as content
from mart.session_response as session_response
union all
select
    'mart.hr_trend' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(hr_trend::varchar)), 0)::varchar as content
from mart.hr_trend as hr_trend
union all
select
    'mart.resting_day' as table_name,
    count(*) as row_count,
    coalesce(bit_xor(md5_number(resting_day::varchar)), 0)::varchar as content
from mart.resting_day as resting_day
order by table_name
