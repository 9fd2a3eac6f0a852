"""What each column is made from, and by what: one table, held against the schema.

A new column of `mart` that is not in here fails the tests.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pacepipe.domain.events import EventKind


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the values of a column come from.

    Attributes
    ----------
    made_from : tuple of str
        Columns of `mart`, `clean`, `plan` or `raw`, with schema and table.
    said : tuple of EventKind
        Kinds of events it comes from, or is bounded by.
    made_by : str
        Module and function of the method, below `pacepipe`, or the query
        `sql/queries/….sql`.
    beside : tuple of str
        Columns of the same row that say how much it rests on, or why it is null.
    """

    made_from: tuple[str, ...] = ()
    said: tuple[EventKind, ...] = ()
    made_by: str = ""
    beside: tuple[str, ...] = ()


_HR: Final = ("clean.hr_second.hr_bpm", "clean.hr_second.is_interpolated")
_SENSOR: Final = ("clean.hr_second.strap_id", "clean.sensor.sensor_kind")
_MAIN_KIND: Final = "stages.sensors.main_kind"
_CADENCE: Final = ("clean.cadence.cadence_spm",)
_WORN_BY: Final = (
    "clean.hr_second.hr_bpm",
    "clean.hr_second.strap_id",
    "clean.interval_hr.hr_bpm",
)
_CLASS: Final = ("clean.minute_class.minute_class",)
_MARKS: Final = (
    EventKind.SESSION_STARTED,
    EventKind.SESSION_STOPPED,
    EventKind.SESSION_REPORTED,
)
_PLACE: Final = (
    EventKind.STRAP_ASSIGNED,
    EventKind.STRAP_RELEASED,
    EventKind.CONSENT_GIVEN,
    EventKind.CONSENT_WITHDRAWN,
)
_MEASURE: Final = "signals.session_measures.measure"
_DAY: Final = "load.day.day_totals"
_DIARY: Final = "domain.diary.diary_day"
_WEEK: Final = "sql/queries/mart_week_rebuild.sql"
_DIGESTS: Final = "input_digest method_digest"
_STALE: Final = "stages.stale.method_digest"
_SEEN: Final = ("hr_coverage_frac",)
_WALKED: Final = ("step_coverage_frac",)

_Group = tuple[str, Origin]

_SESSION: Final[tuple[_Group, ...]] = (
    ("session_id", Origin(said=_MARKS, made_by="stages.summarise.sessions_of_day")),
    ("patient_id", Origin(said=_PLACE, made_by="stages.facts")),
    (
        "day_date",
        Origin(
            ("clean.calendar.day_date",), (EventKind.ZONE_SET,), made_by="stages.facts"
        ),
    ),
    (
        "started_at ended_at label activity_kind is_early_stop",
        Origin((*_CADENCE, *_HR), _MARKS, "signals.combine"),
    ),
    (
        "mark_source",
        Origin(
            ("raw.import_row.sport",),
            (EventKind.FILE_IMPORTED,),
            "signals.file_sessions.with_file_sessions",
        ),
    ),
    (
        "duration_min active_min pause_count",
        Origin((*_CADENCE, *_HR), _MARKS, _MEASURE, _WALKED),
    ),
    ("hr_mean_bpm hr_median_bpm hr_p95_bpm", Origin(_HR, (), _MEASURE, _SEEN)),
    ("hr_coverage_frac", Origin(_HR, (), _MEASURE)),
    ("hr_sensor_kind", Origin(_SENSOR, (), _MAIN_KIND, _SEEN)),
    (
        "detected_started_at detected_ended_at",
        Origin((*_CADENCE, *_HR), (), "signals.detect", ("label",)),
    ),
    (
        "above_limit_min",
        Origin(_HR, (EventKind.LIMITS_SET,), _MEASURE, ("hr_ceiling_bpm", *_SEEN)),
    ),
    ("hr_ceiling_bpm", Origin(said=(EventKind.LIMITS_SET,), made_by="stages.facts")),
    ("step_count cadence_median_spm", Origin(_CADENCE, (), _MEASURE, _WALKED)),
    ("step_coverage_frac", Origin(_CADENCE, (), _MEASURE)),
    (
        "effort_cr10",
        Origin(said=(EventKind.SESSION_REPORTED,), made_by="signals.combine"),
    ),
    (
        "srpe_au",
        Origin(
            ("mart.session.effort_cr10", "mart.session.duration_min"),
            (),
            "load.srpe.srpe_au",
        ),
    ),
    (_DIGESTS, Origin(made_by=_STALE)),
)
_DAYS: Final[tuple[_Group, ...]] = (
    ("patient_id", Origin(said=_PLACE, made_by="stages.facts")),
    (
        "day_date zone zone_assumed day_minutes",
        Origin(
            (
                "clean.calendar.day_date",
                "clean.calendar.start_us",
                "clean.calendar.end_us",
            ),
            (EventKind.ZONE_SET,),
            "stages.facts",
        ),
    ),
    (
        "wear_min wear_frac",
        Origin(("clean.minute.is_worn",), (), "signals.minute_table", ("day_minutes",)),
    ),
    (
        "hr_median_bpm",
        Origin(("clean.minute.hr_bpm",), (), "signals.minute_table", ("wear_min",)),
    ),
    (
        "step_count step_measured_min step_null_reason",
        Origin(
            (
                "clean.minute.step_count",
                "clean.minute.step_measured_s",
                "clean.interval_steps.chosen_step_count",
                "clean.interval_steps.step_flag",
            ),
            (),
            "stages.summarise",
            ("step_measured_min", "step_null_reason"),
        ),
    ),
    (
        "whole_day_step_count step_day_validity",
        Origin(
            (*_WORN_BY, "clean.interval_steps.chosen_step_count", *_CADENCE),
            (),
            "signals.step_day",
            ("step_day_validity",),
        ),
    ),
    ("session_count", Origin(("mart.session.session_id",), (), _DAY)),
    ("active_min", Origin(("mart.session.active_min",), (), _DAY, ("session_count",))),
    (
        "srpe_au srpe_null_reason",
        Origin(
            ("mart.session.srpe_au",), (), _DAY, ("session_count", "srpe_null_reason")
        ),
    ),
    ("above_limit_min", Origin(("mart.session.above_limit_min",), (), _DAY)),
    (
        (
            "tiredness pain bone_pain breathlessness nausea sleep temperature_c "
            "soreness_48h red_flag_count is_diary_day"
        ),
        Origin(said=(EventKind.DIARY,), made_by=_DIARY),
    ),
    ("treatment_kind", Origin(said=(EventKind.TREATMENT,), made_by="stages.facts")),
    ("reject_count", Origin(("clean.reject.reason",), (), "stages.decode.decode")),
    (_DIGESTS, Origin(made_by=_STALE)),
)
_QUALITY: Final[tuple[_Group, ...]] = (
    ("patient_id", Origin(said=_PLACE, made_by="stages.facts")),
    (
        "day_date",
        Origin(
            ("clean.calendar.day_date",), (EventKind.ZONE_SET,), made_by="stages.facts"
        ),
    ),
    (
        (
            "expected_wear_min worn_good_min worn_poor_min not_worn_min "
            "out_of_range_min station_down_min held_elsewhere_min gap_count "
            "longest_gap_min"
        ),
        Origin(_CLASS, (), "signals.minute_classes"),
    ),
    (
        "rr_coverage_frac",
        Origin(("clean.minute_class.rr_coverage_frac",), (), "signals.minute_classes"),
    ),
    (
        "imported_min",
        Origin(
            ("clean.minute_class.is_imported",),
            (),
            "signals.file_minutes.with_file_minutes",
        ),
    ),
    (
        "rr_flagged_frac",
        Origin(
            ("clean.beat.rr_flag", "clean.imported_beat.rr_flag"),
            (),
            "signals.judge_rr",
            ("rr_coverage_frac",),
        ),
    ),
    (
        "hr_source_count hr_disagree_s hr_difference_bpm hr_lag_s",
        Origin(
            ("clean.heart_rate.hr_bpm", "clean.heart_rate.strap_id"),
            (),
            "signals.choose_hr",
            ("hr_source_count",),
        ),
    ),
    (
        "hr_flagged_frac hr_suspect_frac",
        Origin(("clean.heart_rate.hr_marks",), (), "signals.clean_hr"),
    ),
    (
        "hr_filled_frac",
        Origin(("clean.hr_second.is_interpolated",), (), "signals.filled_grid"),
    ),
    ("hr_sensor_kind", Origin(_SENSOR, (), _MAIN_KIND)),
    (
        (
            "flagged_sentinel_s flagged_oor_s flagged_no_contact_s flagged_stale_s "
            "flagged_hold_s flagged_spike_s flagged_disagree_s"
        ),
        Origin(
            ("clean.minute_flag.flagged_s", "clean.minute_flag.hr_flag"),
            (),
            "stages.flagged.flagged_of_day",
            ("hr_flagged_frac",),
        ),
    ),
    (
        "unplaced_step_count",
        Origin(("clean.interval_steps.chosen_step_count",), (), "stages.intervals"),
    ),
    (
        (
            "day_wear_min awake_wear_min live_wear_min stored_wear_min "
            "imported_wear_min offbody_suspect_min unworn_step_count"
        ),
        Origin(
            (*_WORN_BY, "clean.interval_steps.chosen_step_count", *_CADENCE),
            (),
            "signals.step_day",
        ),
    ),
    (
        (
            "step_is_lower_bound step_reset_count step_rollover_count "
            "step_set_aside_count"
        ),
        Origin(
            ("clean.interval_steps.is_lower_bound", "clean.interval_steps.step_flag"),
            (),
            "signals.counter_steps",
        ),
    ),
    (
        "step_repeat_suspect_min",
        Origin(
            ("clean.interval_steps.step_count",),
            (),
            "signals.step_sources.repeat_suspects",
        ),
    ),
    (
        "cadence_mismatch",
        Origin(
            ("clean.interval_steps.step_count", *_CADENCE),
            (),
            "signals.cadence_mismatch",
        ),
    ),
    ("tz_change", Origin(said=(EventKind.ZONE_SET,), made_by="stages.facts")),
    (_DIGESTS, Origin(made_by=_STALE)),
)
_RESTS: Final = (EventKind.REST_STARTED, EventKind.REST_STOPPED)
_REST: Final[tuple[_Group, ...]] = (
    ("patient_id", Origin(said=_PLACE, made_by="stages.facts")),
    (
        "day_date",
        Origin(
            ("clean.calendar.day_date",), (EventKind.ZONE_SET,), made_by="stages.facts"
        ),
    ),
    ("started_at", Origin(said=_RESTS, made_by="signals.pair_rests")),
    (
        "hr_rest_spot_bpm null_reason coverage_frac",
        Origin(
            (*_HR, *_CADENCE),
            _RESTS,
            "signals.spot_rest.spot_rest",
            ("coverage_frac", "null_reason"),
        ),
    ),
    (_DIGESTS, Origin(made_by=_STALE)),
)
_RESPONSE_HR: Final = (*_HR, "mart.session.session_id")
_WALK_HR: Final = (*_RESPONSE_HR, *_CADENCE)
_RECOVERY: Final = "signals.recovery"
_ANSWER: Final = "signals.response"
_RESPONSE: Final[tuple[_Group, ...]] = (
    (
        "session_id patient_id day_date started_at",
        Origin(("mart.session.session_id",), (), "stages.response"),
    ),
    ("hr_pre_bpm", Origin(_WALK_HR, _RESTS, "signals.hr_before_bpm")),
    (
        (
            "hr_end_bpm hrr60_bpm recovery_null_reason t_return_s "
            "is_return_censored tau_off_s"
        ),
        Origin(_WALK_HR, (), _RECOVERY, ("hr_pre_bpm", "recovery_null_reason")),
    ),
    *(
        (
            f"{fall}_bpm {fall}_null_reason",
            Origin(_WALK_HR, (), _RECOVERY, ("hr_pre_bpm", f"{fall}_null_reason")),
        )
        for fall in ("hrr30", "hrr120")
    ),
    (
        "speed_steady_mps pci_beats_per_m pci_null_reason",
        Origin(
            (*_WALK_HR, "clean.cadence.speed_mps"),
            (),
            _ANSWER,
            ("hr_pre_bpm", "hr_steady_bpm", "speed_steady_mps", "pci_null_reason"),
        ),
    ),
    (
        "tau_on_s tau_on_null_reason",
        Origin(_WALK_HR, (), "signals.kinetics", ("cadence_cv", "tau_on_null_reason")),
    ),
    (
        (
            "hr_steady_bpm cadence_steady_spm cost_per_step_bpm beats_per_step "
            "hr_cadence_slope hr_cadence_lag_s drift_bpm_per_min decoupling_frac "
            "t_plateau_s"
        ),
        Origin(_WALK_HR, (), _ANSWER, ("hr_pre_bpm", "cadence_cv")),
    ),
    ("cadence_cv", Origin(_CADENCE, (), _ANSWER)),
    (
        "trimp_au trimp_null_reason",
        Origin(
            _RESPONSE_HR,
            (EventKind.LIMITS_SET,),
            "stages.response",
            ("trimp_null_reason",),
        ),
    ),
    (_DIGESTS, Origin(made_by=_STALE)),
)
_TREND: Final[tuple[_Group, ...]] = (
    ("patient_id", Origin(said=_PLACE, made_by="stages.trend")),
    (
        "since_date until_date",
        Origin(said=(EventKind.ZONE_SET,), made_by="stages.trend"),
    ),
    (
        (
            "slope_bpm_per_week null_reason cadence_spm walk_count session_count "
            "coverage_frac span_days"
        ),
        Origin(
            (
                "mart.session_response.hr_steady_bpm",
                "mart.session_response.cadence_steady_spm",
            ),
            (EventKind.HEART_CONTEXT,),
            "signals.hr_trend",
            (
                "walk_count",
                "session_count",
                "coverage_frac",
                "span_days",
                "null_reason",
            ),
        ),
    ),
    (
        "on_beta_blocker",
        Origin(said=(EventKind.HEART_CONTEXT,), made_by="stages.trend"),
    ),
    (
        "rate_limiting_change_count",
        Origin(said=(EventKind.MEDICATION_CHANGED,), made_by="stages.trend"),
    ),
)
_QUIET: Final = (
    "clean.minute.hr_bpm",
    "clean.minute.step_count",
    "clean.interval_steps.step_count",
)
_RESTING: Final[tuple[_Group, ...]] = (
    ("patient_id", Origin(said=_PLACE, made_by="stages.facts")),
    (
        "day_date",
        Origin(
            ("clean.calendar.day_date",), (EventKind.ZONE_SET,), made_by="stages.facts"
        ),
    ),
    (
        "hr_rest_bpm hr_rest_quality hr_rest_null_reason quiet_min night_frac",
        Origin(
            _QUIET,
            (),
            "signals.resting_day",
            ("quiet_min", "hr_rest_quality", "hr_rest_null_reason"),
        ),
    ),
    (
        "hr_night_bpm hr_night_null_reason night_quiet_min",
        Origin(
            _QUIET,
            (),
            "signals.resting_night",
            ("night_quiet_min", "hr_night_null_reason"),
        ),
    ),
    (_DIGESTS, Origin(made_by=_STALE)),
)
_FILE_BEATS: Final = (
    "clean.imported_beat.rr_ms",
    "clean.imported_beat.rr_flag",
    "clean.imported_beat.same_as_id",
)
_BEATS: Final = (
    "clean.beat.rr_ms",
    "clean.beat.rr_flag",
    "clean.beat.is_break",
    *_FILE_BEATS,
)
_RR_DAY: Final[tuple[_Group, ...]] = (
    ("patient_id day_date", Origin(("clean.rr_quality.window_at",), (), "stages.hrv")),
    (
        (
            "beat_count missing_beat_count gap_count gap_s is_unit_suspect "
            "is_duplicate_suspect is_pseudo"
        ),
        Origin(_BEATS, (), "signals.judge_packets"),
    ),
    ("imported_beat_count", Origin(_FILE_BEATS, (), "signals.told_once.first_teller")),
    (
        "window_count irregular_window_count",
        Origin(("clean.rr_quality.hrv_state",), (), "signals.rr_windows"),
    ),
    (_DIGESTS, Origin(made_by=_STALE)),
)
_HRV: Final[tuple[_Group, ...]] = (
    ("patient_id day_date", Origin(("clean.rr_quality.window_at",), (), "stages.hrv")),
    (
        "hrv_kind started_at rmssd_ms ln_rmssd_se part_count hrv_state is_imported",
        Origin(
            ("clean.rr_quality.rmssd_ms", *_BEATS),
            _RESTS,
            "stages.hrv",
            ("part_count", "hrv_state"),
        ),
    ),
    (_DIGESTS, Origin(made_by=_STALE)),
)
_PLAN: Final = ("plan.standing.plan_id",)
_WEEKS: Final[tuple[_Group, ...]] = (
    ("patient_id week_start", Origin(("mart.day.day_date",), (), _WEEK)),
    ("session_count", Origin(("mart.day.session_count",), (), _WEEK)),
    ("active_min", Origin(("mart.day.active_min",), (), _WEEK, ("session_count",))),
    ("planned_min planned_sessions", Origin(_PLAN, (EventKind.PLAN_SIGNED,), _WEEK)),
    (
        "srpe_au srpe_session_count",
        Origin(
            ("mart.session.srpe_au",),
            (),
            _WEEK,
            ("srpe_session_count", "session_count"),
        ),
    ),
    ("above_limit_min", Origin(("mart.day.above_limit_min",), (), _WEEK)),
    (
        "above_limit_session_count",
        Origin(("mart.session.above_limit_min",), (), _WEEK),
    ),
    (
        "step_count step_day_count",
        Origin(("mart.day.step_count",), (), _WEEK, ("step_day_count",)),
    ),
    (
        "wear_min wear_day_count",
        Origin(("mart.day.wear_min",), (), _WEEK, ("wear_day_count",)),
    ),
    ("diary_day_count", Origin(("mart.day.is_diary_day",), (), _WEEK)),
    *(
        (
            f"{item}_median",
            Origin((f"mart.day.{item}",), (), _WEEK, ("diary_day_count",)),
        )
        for item in ("tiredness", "pain", "breathlessness", "sleep")
    ),
    ("red_flag_count", Origin(("mart.day.red_flag_count",), (), _WEEK)),
    ("treatment_day_count", Origin(("mart.day.treatment_kind",), (), _WEEK)),
    (
        "known_day_count rest_day_count coverage_frac",
        Origin(
            (
                "mart.day.wear_min",
                "mart.day.is_diary_day",
                "mart.day.session_count",
            ),
            (),
            _WEEK,
            ("known_day_count",),
        ),
    ),
)
_PERSON: Final[tuple[_Group, ...]] = (
    ("patient_id", Origin(said=(EventKind.PERSON_ADDED,), made_by="stages.people")),
    ("zone", Origin(said=(EventKind.ZONE_SET,), made_by="stages.people")),
    ("is_consented", Origin(said=_PLACE[2:], made_by="stages.people")),
    (
        (
            "is_held cleared_until standing_approval_until hr_ceiling_bpm "
            "session_max_min week_max_min sessions_per_week_max"
        ),
        Origin(said=(EventKind.LIMITS_SET,), made_by="stages.people"),
    ),
    (
        "has_baseline baseline_valid_until",
        Origin(said=(EventKind.BASELINE_LOCKED,), made_by="stages.people"),
    ),
    (
        "stops_cleared_until",
        Origin(said=(EventKind.STOP_CLEARED,), made_by="stages.people"),
    ),
)


_SCHEMAS: Final = ("mart", "plan", "clean", "raw")


def _named(table: str, groups: tuple[_Group, ...]) -> Iterator[tuple[str, Origin]]:
    for names, origin in groups:
        for name in names.split():
            yield f"{table}.{name}", origin


OF_COLUMN: Final[Mapping[str, Origin]] = {
    **dict(_named("mart.session", _SESSION)),
    **dict(_named("mart.day", _DAYS)),
    **dict(_named("mart.day_quality", _QUALITY)),
    **dict(_named("mart.rest_spot", _REST)),
    **dict(_named("mart.session_response", _RESPONSE)),
    **dict(_named("mart.hr_trend", _TREND)),
    **dict(_named("mart.resting_day", _RESTING)),
    **dict(_named("mart.rr_day", _RR_DAY)),
    **dict(_named("mart.hrv", _HRV)),
    **dict(_named("mart.week", _WEEKS)),
    **dict(_named("mart.person", _PERSON)),
}
"""Origin of each column of `mart`, by schema, table and name."""

_FRAME: Final = ("raw.frame.payload", "raw.frame.utc_us")
_IMPORTED: Final = ("raw.import_row.value", "raw.import_row.at_us")
_STEPS: Final = Origin(
    (*_CADENCE, "clean.interval_steps.chosen_step_count"), (), "signals.chosen_minutes"
)
_WORN: Final = Origin(_HR, (), "signals.minute_table")
OF_CLEAN_COLUMN: Final[Mapping[str, Origin]] = {
    "clean.minute.step_count": _STEPS,
    "clean.minute.step_measured_s": _STEPS,
    "clean.minute.step_source": _STEPS,
    "clean.minute.hr_bpm": _WORN,
    "clean.minute.is_worn": _WORN,
    "clean.minute_class.rr_coverage_frac": Origin(
        ("clean.beat.rr_ms", "clean.recorded_beat.rr_ms"), (), "signals.minute_classes"
    ),
}
"""Columns of `clean` that come from less than their whole table does."""
OF_TABLE: Final[Mapping[str, Origin]] = {
    "clean.heart_rate": Origin(_FRAME, _PLACE, "signals.clean_hr"),
    "clean.beat": Origin(_FRAME, _PLACE, "signals.judge_rr"),
    "clean.imported_beat": Origin(
        ("raw.import_row.value", "raw.import_row.at_us"),
        (EventKind.FILE_IMPORTED,),
        "signals.judge_packets",
    ),
    "clean.cadence": Origin(_FRAME, _PLACE, "gatt.running.rsc_measurement"),
    "clean.cadence_derived": Origin(_FRAME, _PLACE, "stages.derived"),
    "clean.recorded_beat": Origin(_FRAME, _PLACE, "stages.recorded"),
    "clean.interval_hr": Origin(
        (*_FRAME, *_IMPORTED), (*_PLACE, EventKind.FILE_IMPORTED), "stages.intervals"
    ),
    "clean.battery": Origin(_FRAME, _PLACE, "gatt.single_value.battery_level"),
    "clean.reject": Origin(_FRAME, _PLACE, "stages.decode.decode"),
    "clean.hr_second": Origin(
        (
            "clean.heart_rate.hr_bpm",
            "clean.heart_rate.hr_flag",
            "clean.recorded_beat.rr_ms",
            *_IMPORTED,
        ),
        (EventKind.FILE_IMPORTED,),
        "signals.choose_hr",
    ),
    "clean.minute": Origin(
        (
            "clean.hr_second.hr_bpm",
            "clean.heart_rate.hr_flag",
            *_CADENCE,
            *_IMPORTED,
        ),
        (),
        "signals.minute_table",
    ),
    "clean.minute_flag": Origin(
        ("clean.heart_rate.hr_flag", "clean.hr_second.hr_bpm", *_IMPORTED),
        (EventKind.FILE_IMPORTED,),
        "signals.flagged_seconds",
    ),
    "clean.sensor": Origin(
        ("clean.connection.profile_id", "raw.import_source.is_chest"),
        (),
        "stages.sensors.sensor_codes",
    ),
    "clean.connection": Origin(_FRAME, (), "stages.identify"),
    "clean.interval_steps": Origin(
        (*_FRAME, *_IMPORTED), (*_PLACE, EventKind.FILE_IMPORTED), "stages.intervals"
    ),
    "clean.rr_quality": Origin(_BEATS, (), "signals.rr_windows"),
    "clean.minute_class": Origin(
        (
            "clean.heart_rate.hr_flag",
            "clean.beat.rr_ms",
            "clean.recorded_beat.rr_ms",
            "clean.interval_hr.hr_flag",
            "raw.link_event.kind",
        ),
        _MARKS[:2],
        "signals.minute_classes",
    ),
    "clean.calendar": Origin(said=(EventKind.ZONE_SET,), made_by="stages.facts"),
}
"""Origin of the tables of `clean` that hold readings or that `mart` comes from: all
columns of one come from the same rows."""


def origin_of(column: str) -> Origin | None:
    """Origin of `schema.table.column`; None where it is not known here."""
    own = OF_COLUMN.get(column) or OF_CLEAN_COLUMN.get(column)
    return own or OF_TABLE.get(column.rpartition(".")[0])


def chain(column: str) -> tuple[str, ...]:
    """Every column that one comes from: `mart` first, then `clean`, down to `raw`.

    Examples
    --------
    >>> chain("mart.day.reject_count")
    ('clean.reject.reason', 'raw.frame.payload', 'raw.frame.utc_us')
    """
    found: dict[str, None] = {}
    waiting = [column]
    while waiting:
        origin = origin_of(waiting.pop(0))
        for source in () if origin is None else origin.made_from:
            if source not in found:
                found[source] = None
                waiting.append(source)
    return tuple(sorted(found, key=_floor))


def _floor(column: str) -> int:
    schema = column.partition(".")[0]
    return _SCHEMAS.index(schema)


def said_of(column: str) -> tuple[EventKind, ...]:
    """Kinds of events that one comes from or is bounded by, all the way down."""
    found: dict[EventKind, None] = {}
    for each in (column, *chain(column)):
        origin = origin_of(each)
        found.update(dict.fromkeys(() if origin is None else origin.said))
    return tuple(found)
