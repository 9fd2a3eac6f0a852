"""A clinic of a virtual cohort that does everything a clinic can do, at random."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from pacepipe.domain.plan import (
    Action,
    DiaryDay,
    Limits,
    PacingInputs,
    Stop,
    StopKind,
    TreatmentDay,
)
from pacepipe.domain.vocabulary import ActivityKind, RedFlag, TreatmentKind

DAY = timedelta(days=1)


@dataclass
class Chart:
    """What the clinic keeps of one person; roughness is 0 to 1."""

    roughness: float
    limits: Limits
    stops: tuple[Stop, ...] = ()
    treatments: tuple[TreatmentDay, ...] = ()


class RoughClinic:
    """Sets, tightens and lifts limits; holds, pauses, clears; loses what was told."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._charts: dict[str, Chart] = {}
        self._roughness = 1.0

    def __call__(self, inputs: PacingInputs) -> PacingInputs:
        """See `pacepipe.simulate.cohort.ours.Paced`."""
        assert inputs.limits is not None
        if inputs.patient_id not in self._charts:
            roughness = self._chance.random() ** 2
            self._charts[inputs.patient_id] = Chart(roughness, inputs.limits)
        chart = self._charts[inputs.patient_id]
        self._roughness = chart.roughness
        chart.limits = self._limits(chart.limits, inputs)
        chart.stops = self._stops(chart.stops, inputs)
        if self._often(0.1):
            chart.treatments += (self._treatment(inputs),)
        return replace(
            inputs,
            limits=None if self._often(0.01) else chart.limits,
            stops=(*inputs.stops, *chart.stops),
            treatments=tuple({*inputs.treatments, *chart.treatments}),
            is_paused=self._often(0.01),
            diary=self._told(inputs),
            sessions=tuple(
                replace(s, is_early_stop=True) if self._often(0.05) else s
                for s in inputs.sessions
                if not self._often(0.02)
            ),
            plan_weeks=self._changed(inputs),
        )

    def _often(self, share: float) -> bool:
        """As often as that with the roughest people, less with others."""
        return self._chance.random() < share * self._roughness

    def _limits(self, now: Limits, inputs: PacingInputs) -> Limits:
        chance, pick = self._chance, self._chance.choice
        if self._often(0.2):
            now = replace(now, session_max_min=pick([None, 3, 5, 8, 12, 20, 45]))
        if self._often(0.2):
            now = replace(now, week_max_min=pick([None, 3, 12, 30, 60, 150]))
        if self._often(0.2):
            now = replace(now, sessions_per_week_max=pick([None, 0, 1, 2, 3, 4, 5]))
        if self._often(0.1):
            kinds = chance.sample(list(ActivityKind), chance.randint(0, 3))
            now = replace(now, activity_kinds=tuple(kinds))
        if self._often(0.1):
            until = inputs.week_start + chance.randint(-1, 12) * DAY * 7
            now = replace(now, cleared_until=pick([None, until, until, until]))
        elif now.cleared_until is None or self._chance.random() < 0.3:
            now = replace(now, cleared_until=inputs.week_start + 70 * DAY)
        return replace(now, is_held=self._often(0.02))

    def _stops(self, known: tuple[Stop, ...], inputs: PacingInputs) -> tuple[Stop, ...]:
        noon = datetime.combine(inputs.window_end, time(12), UTC)
        cleared = tuple(
            replace(stop, cleared_at=noon)
            if stop.cleared_at is None and self._chance.random() < 0.6
            else stop
            for stop in known
            if noon - stop.about_at < timedelta(days=42)
        )
        if not self._often(0.06):
            return cleared
        began = noon - self._chance.randint(0, 9) * DAY
        flag = self._chance.choice(list(RedFlag))
        is_over = self._often(0.5)
        stop = Stop(StopKind.RED_FLAG, flag, began, noon if is_over else None)
        return (*cleared, stop)

    def _treatment(self, inputs: PacingInputs) -> TreatmentDay:
        return TreatmentDay(
            inputs.week_start + self._chance.randint(-3, 6) * DAY,
            self._chance.choice(list(TreatmentKind)),
            is_deload=self._often(0.5),
        )

    def _told(self, inputs: PacingInputs) -> tuple[DiaryDay, ...]:
        """A week without a word now and then, and some answers that nobody gave."""
        first = inputs.window_end - (6 if self._often(0.05) else -1) * DAY
        return tuple(
            self._worse(day) if self._often(0.05) else day
            for day in inputs.diary
            if day.day_date < first
        )

    def _worse(self, day: DiaryDay) -> DiaryDay:
        item = self._chance.choice(["pain", "bone_pain", "nausea", "sleep"])
        answer = self._chance.choice([None, 0, 5, 8, 10])
        return replace(day, **{item: answer}, soreness_48h=self._often(0.3))

    def _changed(self, inputs: PacingInputs) -> tuple:
        """The last plan as signed: now and then less than what was proposed."""
        if not inputs.plan_weeks or not self._often(0.05):
            return inputs.plan_weeks
        *before, last = inputs.plan_weeks
        less = max(last.session_min - self._chance.randint(1, 6), 0)
        action = self._chance.choice(list(Action))
        return (*before, replace(last, session_min=less, action=action))
