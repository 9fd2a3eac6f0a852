"""A person for whom everything goes well, and ways to change one thing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from pacepipe.domain.plan import (
    Action,
    Baseline,
    DiaryDay,
    Limits,
    PacingInputs,
    PlanWeek,
    SessionFact,
    Stop,
    StopKind,
    TreatmentDay,
)
from pacepipe.domain.vocabulary import ActivityKind, RedFlag, TreatmentKind

WEEK_START = date(2026, 3, 2)
WINDOW_END = date(2026, 3, 1)
WINDOW_START = date(2026, 2, 23)


def moment(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def calm_day(day: date) -> DiaryDay:
    """Exactly as usual: burden 0."""
    return DiaryDay(
        day, tiredness=3, pain=1, bone_pain=0, breathlessness=1, nausea=0, sleep=2
    )


def diary_of(days: int = 7) -> tuple[DiaryDay, ...]:
    """The last days of the window, each as usual."""
    return tuple(
        calm_day(WINDOW_END - timedelta(days=back)) for back in reversed(range(days))
    )


def session_on(
    day: date,
    *,
    minutes: float = 8.0,
    effort: float | None = 3.0,
    is_early_stop: bool = False,
) -> SessionFact:
    return SessionFact(
        session_id=f"s-{day}",
        started_at=moment(day),
        day_date=day,
        activity_kind=ActivityKind.AEROBIC,
        duration_min=minutes,
        effort_cr10=effort,
        is_early_stop=is_early_stop,
        above_limit_min=None,
    )


def sessions_of(
    count: int = 3, *, minutes: float = 8.0, effort: float | None = 3.0
) -> tuple[SessionFact, ...]:
    """One a day from the first day of the window."""
    return tuple(
        session_on(WINDOW_START + timedelta(days=n), minutes=minutes, effort=effort)
        for n in range(count)
    )


def plans(
    *doses: tuple[int, int], action: Action = Action.PROGRESS
) -> tuple[PlanWeek, ...]:
    """Plans of the weeks before, the last one being last week's."""
    return tuple(
        PlanWeek(WEEK_START - timedelta(weeks=back), action, *dose)
        for back, dose in zip(range(len(doses), 0, -1), doses, strict=True)
    )


BASELINE = Baseline(
    window_start=date(2026, 1, 26),
    window_end=date(2026, 2, 8),
    valid_until=date(2026, 3, 22),
    diary_day_count=14,
    tiredness=3.0,
    pain=1.0,
    bone_pain=0.0,
    breathlessness=1.0,
    nausea=0.0,
    sleep=2.0,
    burden_reference=0.4,
)
LIMITS = Limits(
    hr_ceiling_bpm=110,
    session_max_min=30,
    week_max_min=120,
    sessions_per_week_max=5,
    activity_kinds=(ActivityKind.AEROBIC,),
    cleared_until=date(2026, 6, 1),
    standing_approval_until=None,
    is_held=False,
)
GOOD = PacingInputs(
    patient_id="p1",
    as_of=moment(WINDOW_END, 20),
    week_start=WEEK_START,
    window_end=WINDOW_END,
    diary=diary_of(),
    sessions=sessions_of(),
    baseline=BASELINE,
    limits=LIMITS,
    treatments=(),
    stops=(),
    plan_weeks=plans((8, 3)),
)
"""All gates open: the plan goes from 3 to 4 sessions of 8 minutes."""


def with_day(inputs: PacingInputs, days_back: int, **items: object) -> PacingInputs:
    """The same, with some answers of one day changed; 0 is the last day."""
    day = inputs.window_end - timedelta(days=days_back)
    return replace(
        inputs,
        diary=tuple(
            replace(entry, **items) if entry.day_date == day else entry
            for entry in inputs.diary
        ),
    )


def with_days(
    inputs: PacingInputs, days_back: Sequence[int], **items: object
) -> PacingInputs:
    for back in days_back:
        inputs = with_day(inputs, back, **items)
    return inputs


def with_limits(inputs: PacingInputs, **limits: object) -> PacingInputs:
    return replace(inputs, limits=replace(LIMITS, **limits))


def red_flag(day: date, *, cleared: date | None = None) -> Stop:
    return Stop(
        StopKind.RED_FLAG,
        RedFlag.CHEST_PRESSURE,
        moment(day, 12),
        None if cleared is None else moment(cleared, 15),
    )


def infusion(day: date) -> TreatmentDay:
    return TreatmentDay(day, TreatmentKind.INFUSION, is_deload=True)
