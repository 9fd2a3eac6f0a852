-- Fingerprint of the recorded beats that touch each (person, day), margins included.
-- parameters: $margin_us bigint
-- columns: patient_id, day_date, beat_digest
select
    calendar.patient_id,
    calendar.day_date,
    md5(string_agg(
        concat_ws(
            ':',
            recorded_beat.strap_id,
            recorded_beat.at_us,
            recorded_beat.rr_ms,
            recorded_beat.is_ok
        ),
        '|' order by
            recorded_beat.strap_id, recorded_beat.at_us, recorded_beat.name,
            recorded_beat.recorded_index
    )) as beat_digest
from clean.recorded_beat
inner join clean.ownership
    on
        recorded_beat.strap_id = ownership.strap_id
        and recorded_beat.at_us >= ownership.since_us
        and recorded_beat.at_us < ownership.until_us
inner join clean.calendar
    on
        ownership.patient_id = calendar.patient_id
        and recorded_beat.at_us >= calendar.start_us - $margin_us
        and recorded_beat.at_us < calendar.end_us + $margin_us
group by all
order by calendar.patient_id, calendar.day_date
