"""pacepipe's own rules on a virtual cohort: the real engine, one person at a time.

The clinic of this cohort has set wide limits and a standing approval, locks a
baseline as soon as there is one and again when it runs out, never confirming one that
is higher, and clears a stop three days after the last sign of fever.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

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
from pacepipe.domain.vocabulary import ActivityKind, RedFlag, TreatmentKind
from pacepipe.pacing import PacingPolicy, never_higher, plan_week, propose_baseline
from pacepipe.pacing.baseline import BaselineDraft
from pacepipe.pacing.burden import medians_of
from pacepipe.pacing.today import TodayInputs, gate_today
from pacepipe.simulate.cohort.people import People
from pacepipe.simulate.cohort.seen import Seen
from pacepipe.simulate.cohort.trial import RUN_IN_DAYS, WEEK

FIRST_DATE: Final = date(2026, 1, 5)
"""Day 0 of a trial, a Monday."""
LOOK_BACK: Final = 84
CLEARS_AFTER: Final = 3
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


def on(day: int) -> date:
    """Date of a day of the trial."""
    return FIRST_DATE + timedelta(days=day)


def moment(day: int, hour: int) -> datetime:
    """An hour of a day of the trial."""
    return datetime.combine(on(day), time(hour), UTC)


@dataclass(slots=True)
class _Person:
    """What the clinic keeps of one person."""

    baseline: Baseline | None = None
    plan_weeks: list[PlanWeek] = field(default_factory=list)


class Paced:
    """`pacing.plan_week` and the daily gate for everybody."""

    def __init__(self, people: People, policy: PacingPolicy) -> None:
        self._policy = policy
        self._is_frail = people.is_frail
        self._people = [_Person() for _ in range(len(people))]
        self.outcomes: list[PacingOutcome] = []

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        """What each person is asked for, after the engine and its caps."""
        week = np.zeros((len(self._people), WEEK))
        for row, person in enumerate(self._people):
            inputs = self._inputs(seen, row, person, first_day)
            outcome = plan_week(inputs, self._policy)
            self.outcomes.append(outcome)
            if outcome.plan is None:
                continue
            for session in outcome.plan.sessions:
                offset = (session.day_date - on(first_day)).days
                week[row, offset] = session.duration_min
            person.plan_weeks.append(
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
        allowed = planned.copy()
        for row in np.flatnonzero(planned > 0).tolist():
            outcome = gate_today(
                TodayInputs(
                    day_date=on(day),
                    planned_min=int(planned[row]),
                    diary=_diary(seen, row, day - 1, 1),
                    baseline=self._people[row].baseline,
                    stops=_stops(seen, row, day),
                ),
                self._policy,
            )
            allowed[row] = outcome.allowed_min
        return allowed

    def _inputs(
        self, seen: Seen, row: int, person: _Person, first_day: int
    ) -> PacingInputs:
        end = first_day - 2
        diary = _diary(seen, row, end)
        self._lock(person, diary, end, first_day)
        return PacingInputs(
            patient_id=f"virtual-{row}",
            as_of=moment(first_day - 1, 20),
            week_start=on(first_day),
            window_end=on(end),
            diary=diary,
            sessions=_sessions(seen, row, end),
            baseline=person.baseline,
            limits=LIMITS,
            treatments=_treatments(seen, row, first_day),
            stops=_stops(seen, row, first_day - 1),
            plan_weeks=tuple(person.plan_weeks[-8:]),
            is_frail=bool(self._is_frail[row]),
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
                draft = never_higher(draft, medians_of(now), now.burden_reference)
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
        **{name: known.get(name) for name in names},
    )


def _diary(
    seen: Seen, row: int, end: int, days: int = LOOK_BACK
) -> tuple[DiaryDay, ...]:
    first = max(end - days + 1, 0)
    columns = {
        item: values[row, first : end + 1].tolist()
        for item, values in seen.items.items()
    }
    temperature = seen.temperature_c[row, first : end + 1].tolist()
    return tuple(
        DiaryDay(
            on(first + index),
            tiredness=_whole(columns["tiredness"][index]),
            pain=_whole(columns["pain"][index]),
            breathlessness=_whole(columns["breathlessness"][index]),
            sleep=_whole(columns["sleep"][index]),
            temperature_c=_known(temperature[index]),
        )
        for index in range(end + 1 - first)
        if _known(columns["tiredness"][index]) is not None
    )


def _sessions(seen: Seen, row: int, end: int) -> tuple[SessionFact, ...]:
    first = max(end - LOOK_BACK + 1, 0)
    done = seen.done_min[row, first : end + 1]
    return tuple(
        SessionFact(
            session_id=f"day-{first + index}",
            started_at=moment(first + index, 10),
            day_date=on(first + index),
            activity_kind=ActivityKind.AEROBIC,
            duration_min=float(done[index]),
            effort_cr10=_known(float(seen.effort_cr10[row, first + index])),
            is_early_stop=bool(seen.is_early_stop[row, first + index]),
            above_limit_min=None,
        )
        for index in np.flatnonzero(done > 0).tolist()
    )


def _treatments(seen: Seen, row: int, first_day: int) -> tuple[TreatmentDay, ...]:
    first = max(first_day - 21, 0)
    days = np.flatnonzero(seen.is_infusion[row, first : first_day + WEEK]) + first
    return tuple(
        TreatmentDay(on(day), TreatmentKind.INFUSION, is_deload=True)
        for day in days.tolist()
    )


def _stops(seen: Seen, row: int, today: int) -> tuple[Stop, ...]:
    first = max(today - 42, 0)
    told = np.nan_to_num(seen.temperature_c[row, first:today], nan=0.0) >= FEVER_C
    days = np.flatnonzero(told) + first
    if len(days) == 0:
        return ()
    last = int(days[-1])
    return tuple(
        Stop(
            kind=StopKind.FEVER,
            red_flag=RedFlag.FEVER,
            about_at=moment(day, 9),
            cleared_at=moment(last + CLEARS_AFTER, 12)
            if last + CLEARS_AFTER <= today
            else None,
        )
        for day in days.tolist()
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
