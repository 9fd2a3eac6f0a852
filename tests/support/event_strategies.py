"""Hypothesis strategies for everything that a person can say."""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from pacepipe.domain import events as ev
from pacepipe.domain.vocabulary import (
    ActivityKind,
    ClinicValueKind,
    Condition,
    DiaryItem,
    FileFormat,
    FlagAnswer,
    RedFlag,
    TreatmentKind,
    ValuePreset,
)

# no lone surrogates: those are text that cannot be stored, and have their own test
words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
moments = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - the zone is drawn below
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.one_of(st.just(UTC), offsets),
)
scores = st.integers(0, ev.SCALE_MAX)


def _maybe(strategy):
    return st.none() | strategy


diaries = st.builds(
    ev.Diary,
    day_date=days,
    items=st.dictionaries(st.sampled_from(DiaryItem), scores),
    own_items=st.dictionaries(words, scores, max_size=3),
    red_flags=st.lists(st.sampled_from(RedFlag), unique=True).map(tuple),
    temperature_c=_maybe(st.floats(*ev.TEMPERATURE_C_RANGE)),
    soreness_48h=_maybe(st.booleans()),
)
sessions_reported = st.builds(
    ev.SessionReported,
    started_at=moments,
    duration_min=st.floats(*ev.SESSION_MIN_RANGE),
    activity_kind=st.sampled_from(ActivityKind),
    effort_cr10=_maybe(st.floats(0, ev.SCALE_MAX)),
    is_early_stop=st.booleans(),
)
limits = st.builds(
    ev.LimitsSet,
    source=words,
    decided_by=words,
    hr_ceiling_bpm=_maybe(st.integers(*ev.HR_CEILING_BPM_RANGE)),
    session_max_min=_maybe(st.integers(*ev.SESSION_MIN_RANGE)),
    week_max_min=_maybe(st.integers(*ev.WEEK_MIN_RANGE)),
    sessions_per_week_max=_maybe(st.integers(*ev.SESSIONS_PER_WEEK_RANGE)),
    activity_kinds=st.lists(st.sampled_from(ActivityKind), unique=True).map(tuple),
    cleared_until=_maybe(days),
    standing_approval_until=_maybe(days),
    is_held=st.booleans(),
    value_preset=st.sampled_from(ValuePreset),
)


def _value_of(kind: ClinicValueKind) -> st.SearchStrategy[ev.ClinicValue]:
    return st.builds(
        ev.ClinicValue,
        day_date=days,
        kind=st.just(kind),
        value=st.floats(*ev.CLINIC_VALUE_RANGE[kind]),
        source=words,
        decided_by=words,
    )


baselines = st.builds(
    ev.BaselineLocked,
    window_start=days,
    window_end=days,
    diary_day_count=st.integers(0, 42),
    medians=st.dictionaries(st.sampled_from(DiaryItem), st.floats(0, ev.SCALE_MAX)),
    burden_reference=st.floats(-10, 10),
    valid_until=days,
    signed_by=words,
    burden_median=_maybe(st.floats(0, 10)),
)
payloads_by_kind = {
    ev.EventKind.PERSON_ADDED: st.builds(
        ev.PersonAdded,
        display_name=_maybe(words),
        birth_year=_maybe(st.integers(1900, 2026)),
        is_frail=st.booleans(),
    ),
    ev.EventKind.GOAL_SAID: st.builds(ev.GoalSaid, in_own_words=words),
    ev.EventKind.ZONE_SET: st.builds(
        ev.ZoneSet, zone=st.sampled_from(["Europe/Berlin", "UTC", "Asia/Kolkata"])
    ),
    ev.EventKind.CONSENT_GIVEN: st.builds(
        ev.ConsentGiven, given_by=words, text_version=words
    ),
    ev.EventKind.CONSENT_WITHDRAWN: st.builds(ev.ConsentWithdrawn, said_by=words),
    ev.EventKind.DIARY: diaries,
    ev.EventKind.HEAT_SAID: st.builds(
        ev.HeatSaid,
        day_date=days,
        heat_index_c=st.floats(*ev.HEAT_INDEX_C_RANGE),
    ),
    ev.EventKind.REST_STARTED: st.just(ev.RestStarted()),
    ev.EventKind.REST_STOPPED: st.just(ev.RestStopped()),
    ev.EventKind.SESSION_STARTED: st.builds(
        ev.SessionStarted, activity_kind=st.sampled_from(ActivityKind)
    ),
    ev.EventKind.SESSION_STOPPED: st.builds(
        ev.SessionStopped, is_early_stop=st.booleans()
    ),
    ev.EventKind.SESSION_REPORTED: sessions_reported,
    ev.EventKind.TREATMENT: st.builds(
        ev.TreatmentAdded,
        day_date=days,
        treatment_kind=st.sampled_from(TreatmentKind),
        is_deload=_maybe(st.booleans()),
    ),
    ev.EventKind.LIMITS_SET: limits,
    ev.EventKind.CLINIC_VALUE: st.sampled_from(ClinicValueKind).flatmap(_value_of),
    ev.EventKind.CONDITION_SET: st.builds(
        ev.ConditionSet,
        condition=st.sampled_from(Condition),
        is_present=st.booleans(),
        source=words,
        decided_by=words,
        activity_kinds=st.lists(
            st.sampled_from(ActivityKind), min_size=1, unique=True
        ).map(tuple),
    ),
    ev.EventKind.HEART_CONTEXT: st.builds(
        ev.HeartContext,
        source=words,
        decided_by=words,
        hr_rest_bpm=_maybe(st.integers(40, 90)),
        hr_max_bpm=_maybe(st.integers(120, 200)),
        weighting=_maybe(st.sampled_from(ev.TrimpWeighting)),
        on_beta_blocker=_maybe(st.booleans()),
        has_pacemaker=_maybe(st.booleans()),
        has_atrial_fibrillation=_maybe(st.booleans()),
    ),
    ev.EventKind.MEDICATION_CHANGED: st.builds(
        ev.MedicationChanged,
        day_date=days,
        effect=st.sampled_from(ev.MedicationEffect),
        note=words,
    ),
    ev.EventKind.BASELINE_LOCKED: baselines,
    ev.EventKind.STRAP_PAIRED: st.builds(
        ev.StrapPaired,
        strap_id=words,
        profile_id=words,
        manufacturer=_maybe(words),
        model=_maybe(words),
        serial=_maybe(words),
        advertised_name=_maybe(words),
        address=words,
    ),
    ev.EventKind.STRAP_ASSIGNED: st.builds(ev.StrapAssigned, strap_id=words),
    ev.EventKind.STRAP_RELEASED: st.builds(ev.StrapReleased, strap_id=words),
    ev.EventKind.PLAN_SIGNED: st.builds(ev.PlanSigned, plan_id=words, signed_by=words),
    ev.EventKind.PLAN_CHANGED: st.builds(
        ev.PlanChanged,
        plan_id=words,
        session_min=st.integers(1, 240),
        sessions_per_week=st.integers(1, 7),
        reason=words,
        changed_by=words,
    ),
    ev.EventKind.PLAN_HELD: st.builds(
        ev.PlanHeld, plan_id=words, reason=words, held_by=words
    ),
    ev.EventKind.STOP_CLEARED: st.builds(ev.StopCleared, cleared_by=words, note=words),
    ev.EventKind.FLAG_ANSWERED: st.builds(
        ev.FlagAnswered,
        flag_id=words,
        answer=st.sampled_from(FlagAnswer),
        answered_by=words,
        note=words,
    ),
    ev.EventKind.FLAG_SNOOZED: st.builds(
        ev.FlagSnoozed, flag_id=words, until=days, asked_by=words
    ),
    ev.EventKind.FILE_IMPORTED: st.builds(
        ev.FileImported,
        sha256=st.binary(min_size=32, max_size=32).map(bytes.hex),
        file_format=st.sampled_from(FileFormat),
        size_bytes=st.integers(0, 2**40),
        suffix=words,
        device_label=_maybe(words),
        local_zone=st.sampled_from(["Europe/Berlin", "UTC", "Asia/Kolkata"]),
    ),
    ev.EventKind.RETRACTED: st.builds(ev.Retracted, reason=words),
}
payloads = st.one_of(*payloads_by_kind.values())
