-- Links of every strap that any of some people ever had; `link_index` of day_frames is the place
-- in this answer.
-- parameters: $patient_ids varchar[]
-- columns: station_id, connection_id, strap_id, profile_id
select
    station_id,
    connection_id,
    strap_id,
    profile_id
from clean.connection
where
    strap_id in (
        select ownership.strap_id
        from clean.ownership
        where list_contains($patient_ids, ownership.patient_id)
    )
order by station_id, connection_id
