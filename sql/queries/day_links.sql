-- The links of a batch of days to straps that hear the heart, margins included, each with how
-- it ended; one that began long before counts where it had not ended yet.
-- parameters: $patient_ids varchar[], $day_dates date[] (lists of equal length), $margin_us
--     bigint, $profile_ids varchar[]
-- columns: batch_index (place in the lists), station_id, connection_id, opened_us, ended_us and
--     end_kind and end_detail (null where no end was written down)
with ends as (
    select
        link_event.station_id,
        link_event.connection_id,
        max(link_event.utc_us) as ended_us,
        arg_max(link_event.kind, link_event.seq) as end_kind,
        arg_max(link_event.detail, link_event.seq) as end_detail
    from raw.link_event
    where link_event.kind in ('lost', 'closed')
    group by all
),

final as (
    select distinct
        batch.batch_index,
        connection.station_id,
        connection.connection_id,
        opened.opened_utc_us as opened_us,
        ends.ended_us,
        ends.end_kind,
        ends.end_detail
    from clean.batch_day($patient_ids, $day_dates) as batch
    inner join clean.ownership
        on batch.patient_id = ownership.patient_id
    inner join clean.connection
        on
            ownership.strap_id = connection.strap_id
            and list_contains($profile_ids, connection.profile_id)
    inner join raw.connection as opened
        on
            connection.station_id = opened.station_id
            and connection.connection_id = opened.connection_id
            and ownership.until_us > opened.opened_utc_us
            and opened.opened_utc_us < batch.end_us + $margin_us
    left join ends
        on
            connection.station_id = ends.station_id
            and connection.connection_id = ends.connection_id
    where
        coalesce(ends.ended_us, opened.opened_utc_us) > ownership.since_us
        and (ends.ended_us is null or ends.ended_us >= batch.start_us - $margin_us)
)

select
    batch_index,
    station_id,
    connection_id,
    opened_us,
    ended_us,
    end_kind,
    end_detail
from final
order by batch_index, opened_us, station_id, connection_id
