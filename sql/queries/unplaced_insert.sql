-- Frames that fall into nobody's day, by link and reason.
-- parameters: $earliest_us bigint, $latest_us bigint (bounds of a believable clock)
-- columns: none
insert into clean.unplaced
select
    frame.station_id,
    frame.connection_id,
    connection.strap_id,
    case
        when
            frame.utc_us < $earliest_us
            or frame.utc_us > $latest_us
            or clock_epoch.station_id is not null
            then 'bad_clock'
        else 'unassigned'
    end as reason,
    count(*) as frame_count,
    min(frame.utc_us) as first_us,
    max(frame.utc_us) as last_us
from raw.frame
inner join clean.connection
    on
        frame.station_id = connection.station_id
        and frame.connection_id = connection.connection_id
left join clean.ownership
    on
        connection.strap_id = ownership.strap_id
        and frame.utc_us >= ownership.since_us
        and frame.utc_us < ownership.until_us
left join clean.clock_epoch
    on
        frame.station_id = clock_epoch.station_id
        and clock_epoch.bad_clock_reason is not null
        and frame.seq between clock_epoch.first_seq and clock_epoch.last_seq
where
    ownership.strap_id is null
    or frame.utc_us > $latest_us
    or clock_epoch.station_id is not null
group by all
