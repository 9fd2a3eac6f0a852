-- Fingerprint of what devices had stored about each (person, day), by the rows' own times.
-- parameters: none
-- columns: patient_id, day_date, row_digest
select
    calendar.patient_id,
    calendar.day_date,
    md5(string_agg(
        concat_ws(
            ':',
            stored_row.strap_id,
            stored_row.kind,
            stored_row.started_us,
            stored_row.ended_us,
            stored_row.value,
            stored_row.is_partial,
            stored_row.station_id,
            stored_row.seq
        ),
        '|' order by stored_row.strap_id, stored_row.kind, stored_row.started_us
    )) as row_digest
from clean.stored_row
inner join clean.ownership
    on
        stored_row.strap_id = ownership.strap_id
        and stored_row.started_us >= ownership.since_us
        and stored_row.started_us < ownership.until_us
inner join clean.calendar
    on
        ownership.patient_id = calendar.patient_id
        and stored_row.started_us >= calendar.start_us
        and stored_row.started_us < calendar.end_us
group by all
order by calendar.patient_id, calendar.day_date
