-- Fingerprint of the frames and link events that touch each (person, day), margins included.
-- Both are ledgers, so the numbers of their rows stand for them. A quarter of an hour is the
-- unit: every zone is offset by whole quarters.
-- parameters: $margin_us bigint
-- columns: patient_id, day_date, frame_digest
with quarter as (
    select
        frame.station_id,
        frame.connection_id,
        frame.utc_us // 900000000 as quarter_number,
        count(*) as frame_count,
        min(frame.seq) as first_seq,
        max(frame.seq) as last_seq,
        sum(frame.seq) as seq_sum
    from raw.frame
    left join clean.clock_epoch
        on
            frame.station_id = clock_epoch.station_id
            and clock_epoch.bad_clock_reason is not null
            and frame.seq between clock_epoch.first_seq and clock_epoch.last_seq
    where clock_epoch.station_id is null
    group by all
    union all
    select
        link_event.station_id,
        link_event.connection_id,
        link_event.utc_us // 900000000 as quarter_number,
        -- a sign of its own: numbers of events are not numbers of frames
        -count(*) as frame_count,
        min(link_event.seq) as first_seq,
        max(link_event.seq) as last_seq,
        sum(link_event.seq) as seq_sum
    from raw.link_event
    group by all
),

owned as (
    select
        ownership.patient_id,
        quarter.*
    from quarter
    inner join clean.connection
        on
            quarter.station_id = connection.station_id
            and quarter.connection_id = connection.connection_id
    inner join clean.ownership
        on
            connection.strap_id = ownership.strap_id
            and (quarter.quarter_number + 1) * 900000000 > ownership.since_us
            and quarter.quarter_number * 900000000 < ownership.until_us
),

final as (
    select
        calendar.patient_id,
        calendar.day_date,
        md5(string_agg(
            concat_ws(
                ':',
                owned.station_id,
                owned.connection_id,
                owned.quarter_number,
                owned.frame_count,
                owned.first_seq,
                owned.last_seq,
                owned.seq_sum
            ),
            '|' order by
                owned.station_id, owned.connection_id, owned.quarter_number,
                owned.frame_count
        )) as frame_digest
    from owned
    inner join clean.calendar
        on
            owned.patient_id = calendar.patient_id
            and (owned.quarter_number + 1) * 900000000 > calendar.start_us - $margin_us
            and owned.quarter_number * 900000000 < calendar.end_us + $margin_us
    group by all
)

select
    patient_id,
    day_date,
    frame_digest
from final
order by patient_id, day_date
