-- Everything that was ever said, in the order it was entered.
-- parameters: none
-- columns: the columns of raw.event
select
    station_id,
    seq,
    event_id,
    kind,
    schema_version,
    patient_id,
    about_at,
    zone,
    entered_at,
    entered_by,
    supersedes,
    payload
from raw.event
order by entered_at, station_id, seq
