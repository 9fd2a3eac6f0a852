-- Frames that fall into nobody's day, by link and reason.
-- parameters: $earliest_us bigint, $latest_us bigint (bounds of a believable clock)
-- columns: none
insert into clean.unplaced
select
    frame.station_id,
    frame.connection_id,
    connection.strap_id,
    case
        when frame.utc_us < $earliest_us or frame.utc_us > $latest_us then 'bad_clock'
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
where ownership.strap_id is null or frame.utc_us > $latest_us
group by all
