-- Every link ever opened, with the strap that the station took it for (null where it was never
-- identified).
-- parameters: none
-- columns: station_id, connection_id, profile_id, address, identified_as
with final as (
    select
        connection.station_id,
        connection.connection_id,
        connection.profile_id,
        connection.address,
        min(link_event.detail) as identified_as
    from raw.connection
    left join raw.link_event
        on
            connection.station_id = link_event.station_id
            and connection.connection_id = link_event.connection_id
            and link_event.kind = 'identified'
    group by all
)

select
    station_id,
    connection_id,
    profile_id,
    address,
    identified_as
from final
order by station_id, connection_id
