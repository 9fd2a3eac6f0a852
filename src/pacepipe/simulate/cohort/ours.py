"""pacepipe's own rules on a virtual cohort: the real engine, many people at a time.

The clinic of this cohort has set wide limits and a standing approval, locks a
baseline as soon as there is one and again when it runs out, never confirming one that
is higher, and clears a stop three days after the last sign of fever.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import isnan
from typing import Final, TypeAlias, TypeVar

import numpy as np

from pacepipe.domain.arrays import FloatArray
from pacepipe.domain.history import FEVER_C
from pacepipe.domain.plan import (
    Baseline,
    DiaryDay,
    Limits,
    PacingInputs,
    PacingOutcome,
    PlanWeek,
    SessionFact,
    Stop,
    StopKind,
    TreatmentDay,
)
from pacepipe.domain.vocabulary import (
    FULL_DIARY,
    ActivityKind,
    RedFlag,
    TreatmentKind,
)
from pacepipe.pacing import PacingPolicy, never_higher, propose_baseline
from pacepipe.pacing.baseline import BaselineDraft
from pacepipe.pacing.burden import medians_of
from pacepipe.pacing.decide import plan_weeks
from pacepipe.pacing.today import TodayInputs, gate_today
from pacepipe.simulate.cohort.people import People
from pacepipe.simulate.cohort.seen import Seen
from pacepipe.simulate.cohort.trial import RUN_IN_DAYS, WEEK

_Entry = TypeVar("_Entry")

FIRST_DATE: Final = date(2026, 1, 5)
"""Day 0 of a trial, a Monday."""
LOOK_BACK: Final = 84
TREATMENTS_LOOK_BACK: Final = LOOK_BACK + 7
STOPS_LOOK_BACK: Final = 42
CLEARS_AFTER: Final = 3
AT_ONCE: Final = 32
"""People that the engine is asked for at once; more are no faster."""
LIMITS: Final = Limits(
    hr_ceiling_bpm=None,
    session_max_min=60,
    week_max_min=300,
    sessions_per_week_max=5,
    activity_kinds=(ActivityKind.AEROBIC,),
    cleared_until=date(2030, 1, 1),
    standing_approval_until=date(2030, 1, 1),
    is_held=False,
)


Clinic: TypeAlias = Callable[[PacingInputs], PacingInputs]


def _as_it_is(inputs: PacingInputs) -> PacingInputs:
    return inputs


def on(day: int) -> date:
    """Date of a day of the trial."""
    return FIRST_DATE + timedelta(days=day)


def moment(day: int, hour: int) -> datetime:
    """An hour of a day of the trial."""
    return datetime.combine(on(day), time(hour), UTC)


@dataclass(slots=True)
class _Person:
    """What the clinic keeps of one person, a day at a time.

    Attributes
    ----------
    diary, sessions : lists by day, None where nothing was said or done
    fever_days : list of int
    """

    baseline: Baseline | None = None
    plan_weeks: list[PlanWeek] = field(default_factory=list)
    diary: list[DiaryDay | None] = field(default_factory=list)
    sessions: list[SessionFact | None] = field(default_factory=list)
    fever_days: list[int] = field(default_factory=list)


class Paced:
    """`pacing.plan_week` and the daily gate for everybody.

    Parameters
    ----------
    people : People
    policy : PacingPolicy
    clinic : callable
        Changes what a week is planned from, as a clinic with other limits would.

    Attributes
    ----------
    inputs, outcomes : tuples, one a person
        Of the newest week.
    """

    def __init__(
        self, people: People, policy: PacingPolicy, clinic: Clinic = _as_it_is
    ) -> None:
        self._policy = policy
        self._clinic = clinic
        self._is_frail = people.is_frail
        self._steps = people.counted_steps_per_day.tolist()
        self._people = [_Person() for _ in range(len(people))]
        self._known_days = 0
        self.inputs: tuple[PacingInputs, ...] = ()
        self.outcomes: tuple[PacingOutcome, ...] = ()

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        """What each person is asked for, after the engine and its caps."""
        self._learn(seen, first_day - 1)
        self.inputs = tuple(
            self._clinic(self._inputs(seen, row, person, first_day))
            for row, person in enumerate(self._people)
        )
        self.outcomes = tuple(
            outcome
            for first in range(0, len(self.inputs), AT_ONCE)
            for outcome in plan_weeks(
                self.inputs[first : first + AT_ONCE], self._policy
            )
        )
        week = np.zeros((len(self._people), WEEK))
        for row, outcome in enumerate(self.outcomes):
            if outcome.plan is None:
                continue
            for session in outcome.plan.sessions:
                offset = (session.day_date - on(first_day)).days
                week[row, offset] = session.duration_min
            self._people[row].plan_weeks.append(
                PlanWeek(
                    week_start=on(first_day),
                    action=outcome.action,
                    session_min=outcome.plan.session_min,
                    sessions_per_week=outcome.plan.sessions_per_week,
                )
            )
        return week

    def today(self, seen: Seen, day: int, planned: FloatArray) -> FloatArray:
        """The gate, from yesterday's diary; 0 while a fever is not cleared."""
        self._learn(seen, day)
        allowed = planned.copy()
        for row in np.flatnonzero(planned > 0).tolist():
            person = self._people[row]
            outcome = gate_today(
                TodayInputs(
                    day_date=on(day),
                    planned_min=int(planned[row]),
                    diary=_known_of(person.diary[day - 1 : day]),
                    baseline=person.baseline,
                    stops=_stops(person.fever_days, day),
                ),
                self._policy,
            )
            allowed[row] = outcome.allowed_min
        return allowed

    def _learn(self, seen: Seen, today: int) -> None:
        """Take in what was said and done before today."""
        for day in range(self._known_days, today):
            entries = zip(
                self._people, _diaries(seen, day), _walks(seen, day), strict=True
            )
            for person, diary, walk in entries:
                person.diary.append(diary)
                person.sessions.append(walk)
            is_fever = np.nan_to_num(seen.temperature_c[:, day]) >= FEVER_C
            for row in np.flatnonzero(is_fever).tolist():
                self._people[row].fever_days.append(day)
        self._known_days = max(self._known_days, today)

    def _inputs(
        self, seen: Seen, row: int, person: _Person, first_day: int
    ) -> PacingInputs:
        end = first_day - 2
        looked_at = slice(max(end - LOOK_BACK + 1, 0), end + 1)
        diary = _known_of(person.diary[looked_at])
        self._lock(person, diary, end, first_day)
        return PacingInputs(
            patient_id=f"virtual-{row}",
            as_of=moment(first_day - 1, 20),
            week_start=on(first_day),
            window_end=on(end),
            diary=diary,
            sessions=_known_of(person.sessions[looked_at]),
            baseline=person.baseline,
            limits=LIMITS,
            treatments=_treatments(seen, row, first_day),
            stops=_stops(person.fever_days, first_day - 1),
            plan_weeks=tuple(person.plan_weeks[-8:]),
            is_frail=bool(self._is_frail[row]),
            usual_step_count=_known(self._steps[row]),
        )

    def _lock(
        self, person: _Person, diary: tuple[DiaryDay, ...], end: int, first_day: int
    ) -> None:
        """The clinic signs a baseline where there is none in date."""
        now = person.baseline
        if now is not None and now.valid_until >= on(first_day):
            return
        window_end = end if first_day == RUN_IN_DAYS else end - WEEK
        draft = propose_baseline(diary, on(window_end), self._policy)
        if isinstance(draft, BaselineDraft):
            if now is not None:
                draft = never_higher(
                    draft, medians_of(now), now.burden_reference, now.burden_median
                )
            person.baseline = _signed(draft)


def _signed(draft: BaselineDraft) -> Baseline:
    names = ("tiredness", "pain", "bone_pain", "breathlessness", "nausea", "sleep")
    known = {item.value: value for item, value in draft.medians.items()}
    return Baseline(
        window_start=draft.window_start,
        window_end=draft.window_end,
        valid_until=draft.valid_until,
        diary_day_count=draft.diary_day_count,
        burden_reference=draft.burden_reference,
        burden_median=draft.burden_median,
        **{name: known.get(name) for name in names},
    )


def _diaries(seen: Seen, day: int) -> Iterator[DiaryDay | None]:
    """The diary of each person on one day; None where tiredness was not said."""
    answers = zip(
        *(seen.items[item][:, day].tolist() for item in FULL_DIARY),
        seen.temperature_c[:, day].tolist(),
        strict=True,
    )
    for tiredness, pain, breathlessness, sleep, temperature in answers:
        if isnan(tiredness):
            yield None
            continue
        yield DiaryDay(
            on(day),
            tiredness=int(tiredness),
            pain=_whole(pain),
            breathlessness=_whole(breathlessness),
            sleep=_whole(sleep),
            temperature_c=_known(temperature),
        )


def _walks(seen: Seen, day: int) -> Iterator[SessionFact | None]:
    """The walk of each person on one day; None where there was none."""
    columns = (seen.done_min, seen.effort_cr10, seen.is_early_stop)
    for done, effort, is_early in zip(
        *(column[:, day].tolist() for column in columns), strict=True
    ):
        if done <= 0:
            yield None
            continue
        yield SessionFact(
            session_id=f"day-{day}",
            started_at=moment(day, 10),
            day_date=on(day),
            activity_kind=ActivityKind.AEROBIC,
            duration_min=done,
            effort_cr10=_known(effort),
            is_early_stop=is_early,
            above_limit_min=None,
        )


def _treatments(seen: Seen, row: int, first_day: int) -> tuple[TreatmentDay, ...]:
    first = max(first_day - TREATMENTS_LOOK_BACK, 0)
    days = np.flatnonzero(seen.is_infusion[row, first : first_day + WEEK]) + first
    return tuple(
        TreatmentDay(on(day), TreatmentKind.INFUSION, is_deload=True)
        for day in days.tolist()
    )


def _stops(fever_days: list[int], today: int) -> tuple[Stop, ...]:
    days = [day for day in fever_days if today - STOPS_LOOK_BACK <= day < today]
    if not days:
        return ()
    cleared = days[-1] + CLEARS_AFTER
    return tuple(
        Stop(
            kind=StopKind.FEVER,
            red_flag=RedFlag.FEVER,
            about_at=moment(day, 9),
            cleared_at=moment(cleared, 12) if cleared <= today else None,
        )
        for day in days
    )


def _known_of(entries: Iterable[_Entry | None]) -> tuple[_Entry, ...]:
    return tuple(entry for entry in entries if entry is not None)


def _known(value: float) -> float | None:
    return None if isnan(value) else value


def _whole(value: float) -> int | None:
    return None if isnan(value) else int(value)
