-- Why each minute of a worn period is as it is, and what that makes of a day. Derived.
create table clean.minute_class (
    patient_id varchar not null,
    day_date date not null,
    minute_at timestamp_ms not null,
    minute_class varchar not null
    check (
        minute_class in (
            'worn_good', 'worn_poor', 'not_worn', 'out_of_range', 'station_down',
            'held_elsewhere'
        )
    ),
    rr_coverage_frac real check (rr_coverage_frac between 0 and 1)
);
comment on table clean.minute_class is 'One minute of a worn period (a marked session, or a link with what follows a lost one for at most an hour), each with the reason for what was or was not heard. A minute that is not here was not expected to be worn.';
comment on column clean.minute_class.patient_id is 'Whose it is.';
comment on column clean.minute_class.day_date is 'Local day of the person.';
comment on column clean.minute_class.minute_at is 'Start of the minute, UTC.';
comment on column clean.minute_class.minute_class is 'worn_good (heart rate in half of the seconds and, where intervals are sent, 80 % of the time explained by them), worn_poor (less), not_worn (most readings without contact), out_of_range (nothing after a lost link, or over a standing one), station_down (nothing, and nobody was listening), held_elsewhere (nothing, and another app or watch held the strap).';
comment on column clean.minute_class.rr_coverage_frac is 'Sum of the intervals that ended in the minute by the time of it that was worn, at most 1; null where nothing was heard or no intervals are sent.';

create table mart.day_quality (
    patient_id varchar not null,
    day_date date not null,
    expected_wear_min integer not null check (expected_wear_min >= 0),
    worn_good_min integer not null,
    worn_poor_min integer not null,
    not_worn_min integer not null,
    out_of_range_min integer not null,
    station_down_min integer not null,
    held_elsewhere_min integer not null,
    gap_count integer not null,
    longest_gap_min integer not null,
    rr_coverage_frac double,
    rr_flagged_frac double,
    input_digest varchar not null,
    method_digest varchar not null,
    primary key (patient_id, day_date),
    check (
        expected_wear_min
        = worn_good_min + worn_poor_min + not_worn_min + out_of_range_min
        + station_down_min + held_elsewhere_min
    )
);
comment on table mart.day_quality is 'How much of what was expected to be worn on a local day was heard, and why not the rest.';
comment on column mart.day_quality.patient_id is 'Person, by id.';
comment on column mart.day_quality.day_date is 'Local day.';
comment on column mart.day_quality.expected_wear_min is 'Minutes of worn periods, see clean.minute_class.';
comment on column mart.day_quality.worn_good_min is 'Minutes worn and good.';
comment on column mart.day_quality.worn_poor_min is 'Minutes worn and poor.';
comment on column mart.day_quality.not_worn_min is 'Minutes with readings, most of them without skin contact.';
comment on column mart.day_quality.out_of_range_min is 'Silent minutes after a lost link, or over a standing one.';
comment on column mart.day_quality.station_down_min is 'Silent minutes in which nobody was listening.';
comment on column mart.day_quality.held_elsewhere_min is 'Silent minutes in which another app or watch held the strap.';
comment on column mart.day_quality.gap_count is 'Runs of minutes that were neither good nor poor.';
comment on column mart.day_quality.longest_gap_min is 'Minutes of the longest of them; 0 where there is none.';
comment on column mart.day_quality.rr_coverage_frac is 'Mean of rr_coverage_frac over the worn minutes; null without intervals.';
comment on column mart.day_quality.rr_flagged_frac is 'Share of the day''s intervals that were set aside; null without intervals.';
comment on column mart.day_quality.input_digest is 'See ops.day_input.';
comment on column mart.day_quality.method_digest is 'See ops.day_input.';
