"""What a decision can look at: inputs in order, once each, and counted.

The order of the inputs, repeated rows and anything dated after the window make no
difference: all of that ends here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum
from typing import Final, TypeVar

from pacepipe.domain.plan import (
    Baseline,
    Coverage,
    DiaryDay,
    PacingInputs,
    PlanWeek,
    SessionFact,
)
from pacepipe.domain.vocabulary import FULL_DIARY, DiaryItem
from pacepipe.pacing.burden import answer, day_burden, medians_of, week_burden
from pacepipe.pacing.policy import PacingPolicy

_Number = TypeVar("_Number", bool, int, float)

WINDOW_DAYS: Final = 7
"""Days of the decision window; what `PacingInputs` promises."""
RULE_DAYS: Final = 42
"""Days to the end of the window that a rule may look at: design 7.1, "within 42 days".
Only the tolerance model looks further back."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The inputs, put in order, with what every row of the decision asks for.

    Attributes
    ----------
    diary : tuple of DiaryDay
        One a day, of the 42 to the end of the window.
    window : tuple of DiaryDay
        Those of the seven days.
    sessions, window_sessions : tuples of SessionFact
        One an id, of the 42 days to the end of the window; those of the seven days.
    long_sessions : tuple of SessionFact
        All of them, for the tolerance model.
    burdens : mapping of date to float
        Burden of each day where it is known. Also against a baseline that is out
        of date: age may forbid a rise, it never excuses a reduction.
    burden : float or None
        The week's burden; None where no day of it is known.
    baseline : Baseline or None
        The baseline, where it is in date and shares no day with the window.
    plan_weeks : tuple of PlanWeek
        Those before the planned week; the last one is "last plan".
    """

    inputs: PacingInputs
    window_start: date
    diary: tuple[DiaryDay, ...]
    window: tuple[DiaryDay, ...]
    sessions: tuple[SessionFact, ...]
    window_sessions: tuple[SessionFact, ...]
    long_sessions: tuple[SessionFact, ...]
    burdens: Mapping[date, float]
    burden: float | None
    baseline: Baseline | None
    plan_weeks: tuple[PlanWeek, ...]

    @property
    def last_plan(self) -> PlanWeek | None:
        """What stood last; None before the first plan."""
        return self.plan_weeks[-1] if self.plan_weeks else None

    @property
    def efforts(self) -> tuple[float, ...]:
        """The efforts that were said of the sessions of the window."""
        return tuple(
            session.effort_cr10
            for session in self.window_sessions
            if session.effort_cr10 is not None
        )

    def done(self, policy: PacingPolicy) -> tuple[SessionFact, ...]:
        """The sessions of the window that were long enough to be one."""
        return tuple(
            session
            for session in self.window_sessions
            if session.duration_min >= policy.shortest_session_min
        )

    def last_days(self, count: int) -> tuple[DiaryDay, ...]:
        """The diary of the last calendar days of the window."""
        first = self.inputs.window_end - timedelta(days=count - 1)
        return tuple(day for day in self.window if day.day_date >= first)


def gather(inputs: PacingInputs, policy: PacingPolicy) -> Evidence:
    """Put the inputs in order and count what the decision asks for."""
    end = inputs.window_end
    start = end - timedelta(days=WINDOW_DAYS - 1)
    first = end - timedelta(days=RULE_DAYS - 1)
    long_diary = tuple(d for d in worst_of_each_day(inputs.diary) if d.day_date <= end)
    diary = tuple(day for day in long_diary if day.day_date >= first)
    long_sessions = tuple(s for s in one_of_each(inputs.sessions) if s.day_date <= end)
    sessions = tuple(s for s in long_sessions if s.day_date >= first)
    window = tuple(day for day in diary if day.day_date >= start)
    medians = medians_of(inputs.baseline)
    burdens = {
        day.day_date: burden
        for day in long_diary
        if (burden := day_burden(day, medians, policy)) is not None
    }
    reference = 0.0 if inputs.baseline is None else inputs.baseline.burden_reference
    return Evidence(
        inputs=inputs,
        window_start=start,
        diary=diary,
        window=window,
        sessions=sessions,
        window_sessions=tuple(s for s in sessions if s.day_date >= start),
        long_sessions=long_sessions,
        burdens=burdens,
        burden=week_burden(
            (burdens[day.day_date] for day in window if day.day_date in burdens),
            reference,
            policy,
        ),
        baseline=_in_date(inputs, start),
        plan_weeks=_standing_before(inputs.plan_weeks, inputs.week_start),
    )


def coverage(evidence: Evidence, policy: PacingPolicy) -> Coverage:
    """What the decision could look at, for the reader of the plan."""
    counted = [day.day_date for day in evidence.diary if day.tiredness is not None]
    last = evidence.last_plan
    done = evidence.done(policy)
    return Coverage(
        diary_days=sum(day >= evidence.window_start for day in counted),
        full_diary_days=sum(is_full(day) for day in evidence.window),
        days_since_diary=(
            (evidence.inputs.window_end - max(counted)).days if counted else None
        ),
        sessions_done=len(done),
        sessions_planned=None if last is None else last.sessions_per_week,
        sessions_with_effort=sum(session.effort_cr10 is not None for session in done),
    )


def is_full(day: DiaryDay) -> bool:
    """Whether every item that burden is made of was answered."""
    return all(answer(day, item) is not None for item in FULL_DIARY)


def best_week_min(evidence: Evidence, policy: PacingPolicy) -> float:
    """Minutes done in the best of the last four weeks, 0 where none are known."""
    end = evidence.inputs.window_end
    minutes: list[list[float]] = [[] for _ in range(policy.best_weeks)]
    for session in evidence.sessions:
        weeks_ago = (end - session.day_date).days // WINDOW_DAYS
        if weeks_ago < policy.best_weeks:
            minutes[weeks_ago].append(session.duration_min)
    return max((fsum(week) for week in minutes), default=0.0)


def worst_of_each_day(diary: Iterable[DiaryDay]) -> tuple[DiaryDay, ...]:
    """One entry a day, oldest first, each item with its worst answer."""
    by_day: dict[date, DiaryDay] = {}
    for day in diary:
        before = by_day.get(day.day_date)
        by_day[day.day_date] = day if before is None else _worst(before, day)
    return tuple(by_day[day_date] for day_date in sorted(by_day))


def one_of_each(sessions: Iterable[SessionFact]) -> tuple[SessionFact, ...]:
    """One fact a session, oldest first.

    Where two speak of the same session the harder effort, the early stop and the
    fewer minutes count.
    """
    by_id: dict[str, SessionFact] = {}
    for session in sessions:
        before = by_id.get(session.session_id)
        by_id[session.session_id] = (
            session if before is None else _harder(before, session)
        )
    return tuple(sorted(by_id.values(), key=lambda s: (s.started_at, s.session_id)))


def _worst(one: DiaryDay, other: DiaryDay) -> DiaryDay:
    items = {item: _most(answer(one, item), answer(other, item)) for item in DiaryItem}
    return DiaryDay(
        day_date=one.day_date,
        tiredness=items[DiaryItem.TIREDNESS],
        pain=items[DiaryItem.PAIN],
        bone_pain=items[DiaryItem.BONE_PAIN],
        breathlessness=items[DiaryItem.BREATHLESSNESS],
        nausea=items[DiaryItem.NAUSEA],
        sleep=items[DiaryItem.SLEEP],
        temperature_c=_most(one.temperature_c, other.temperature_c),
        soreness_48h=_most(one.soreness_48h, other.soreness_48h),
    )


def _harder(one: SessionFact, other: SessionFact) -> SessionFact:
    first = min(one, other, key=lambda s: (s.started_at, s.day_date, s.activity_kind))
    return SessionFact(
        session_id=one.session_id,
        started_at=first.started_at,
        day_date=first.day_date,
        activity_kind=first.activity_kind,
        duration_min=min(one.duration_min, other.duration_min),
        effort_cr10=_most(one.effort_cr10, other.effort_cr10),
        is_early_stop=one.is_early_stop or other.is_early_stop,
        above_limit_min=_most(one.above_limit_min, other.above_limit_min),
    )


def _most(one: _Number | None, other: _Number | None) -> _Number | None:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)


def _in_date(inputs: PacingInputs, window_start: date) -> Baseline | None:
    baseline = inputs.baseline
    if baseline is None or baseline.tiredness is None:
        return None
    is_apart = baseline.window_end < window_start
    return baseline if is_apart and baseline.valid_until >= inputs.week_start else None


def _standing_before(
    plan_weeks: Iterable[PlanWeek], week_start: date
) -> tuple[PlanWeek, ...]:
    """One plan a week; the smaller one where two claim the same week."""
    by_week: dict[date, PlanWeek] = {}
    for week in sorted(
        plan_weeks,
        key=lambda w: (w.session_min, w.sessions_per_week, w.action),
        reverse=True,
    ):
        if week.week_start < week_start:
            by_week[week.week_start] = week
    return tuple(by_week[start] for start in sorted(by_week))
