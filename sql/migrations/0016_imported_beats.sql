-- Beats, sessions and worn minutes of imported files, beside what was heard live.
create table clean.imported_beat (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    import_no integer not null,
    row_no bigint not null,
    place bigint not null,
    strap_id varchar not null,
    rr_ms double not null,
    rr_flag varchar not null
    check (
        rr_flag in (
            'ok', 'oor', 'ectopic', 'long', 'short', 'extra', 'missed_1', 'missed_2',
            'missed_3', 'inserted', 'gap', 'dup'
        )
    ),
    is_break boolean not null,
    same_as_id varchar,
    check (same_as_id <> strap_id)
);
comment on table clean.imported_beat is 'One RR interval of an imported file, judged like those of clean.beat. It counts only where same_as_id is null.';
comment on column clean.imported_beat.patient_id is 'Whose it is.';
comment on column clean.imported_beat.day_date is 'Local day of the person.';
comment on column clean.imported_beat.measured_at is 'End of the interval, UTC, by the clock of the file.';
comment on column clean.imported_beat.import_no is 'File, see raw.import_file.';
comment on column clean.imported_beat.row_no is 'Row of it, see raw.import_row.';
comment on column clean.imported_beat.place is 'Place in that file, see place_unit of raw.import_file.';
comment on column clean.imported_beat.strap_id is 'import-N-S is source S of file N, see raw.import_source.';
comment on column clean.imported_beat.rr_ms is 'Interval in milliseconds, as written.';
comment on column clean.imported_beat.rr_flag is 'ok, or why it is not used, see clean.beat.';
comment on column clean.imported_beat.is_break is 'True where this interval does not follow the one before it.';
comment on column clean.imported_beat.same_as_id is 'Who has the same beat and is believed first: the strap that sent it live, or the source of a longer file; null where it counts here.';

alter table clean.minute_class add column is_imported boolean;
comment on column clean.minute_class.is_imported is 'True where an imported file alone says that the minute was worn; null in rows from before these were used.';
comment on column clean.minute.is_worn is 'True with at least one measured second of heart rate, or an imported heart rate of a moment.';
comment on table clean.calendar is 'The local days of each person: end to end from the first that anything was said about, and before it those that imported files may tell of.';
comment on table clean.rr_quality is 'How well the intervals of one strap, or of one source of a file, were heard in five minutes, and how much they varied. Five minutes without an interval are not here.';
comment on column clean.rr_quality.strap_id is 'Strap that sent them; import-N-S is source S of imported file N, see raw.import_source.';

alter table mart.day_quality add column imported_min integer;
comment on column mart.day_quality.imported_min is 'Worn minutes of which only an imported file tells; they are among worn_good_min and worn_poor_min. Null in rows from before these were used.';
comment on column mart.day_quality.expected_wear_min is 'Minutes in which something was expected to be worn: marked sessions, links with what follows a lost one for an hour, and minutes with an imported heart rate.';
alter table mart.session add column mark_source varchar;
comment on column mart.session.mark_source is 'Imported file whose start and stop it has, import-N-S for source S of file N; null where they were pressed here, told or seen.';
comment on column mart.session.label is 'user (start and stop pressed, here or on the device of an imported file, see mark_source), detected (from cadence or heart rate), both, or reported (in words, without a strap).';
alter table mart.rr_day add column imported_beat_count integer;
comment on column mart.rr_day.missing_beat_count is 'Beats that were lost on links that stood, and in recordings of files; a file may have what a link lost.';
comment on column mart.rr_day.imported_beat_count is 'Of these the ones that only an imported file has; null in rows from before these were used.';
comment on table mart.rr_day is 'How well the intervals of a local day were heard, all straps and files together, each beat once. A day without intervals is not here.';
alter table mart.hrv add column is_imported boolean;
comment on column mart.hrv.is_imported is 'True where an imported file tells it, false where a strap does; null where nothing was heard, and in rows from before files were used.';
