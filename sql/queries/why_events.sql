-- What was said about a person and a stretch of time, of some kinds; no words of it.
-- parameters: $patient_id varchar, $kinds varchar[], $start_ms bigint, $end_ms bigint
--     (until before it)
-- columns: event_id, kind, about_at
select
    event_id,
    kind,
    about_at
from raw.event
where
    patient_id = $patient_id
    and list_contains($kinds::varchar[], kind)
    and epoch_ms(about_at) >= $start_ms
    and epoch_ms(about_at) < $end_ms
    and event_id not in (
        select later.supersedes
        from raw.event as later
        where later.supersedes is not null
    )
order by about_at, event_id
