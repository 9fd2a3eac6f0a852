"""The first kind of body: a walk beyond what is tolerated leaves a mark.

Not the model of `pacing.tolerance`: the mark saturates, has a part that comes back
days later and a memory of weeks, and the tolerance itself moves with training,
treatment and illness.
"""

from copy import copy
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray
from pacepipe.simulate.cohort.course import Course
from pacepipe.simulate.cohort.people import People
from pacepipe.simulate.cohort.world import World

HALF_OVERLOAD: Final = 1.5
"""Overload at which half of the largest mark is made; so twice the tolerance makes
`response_points`, and no walk more than 2.5 times that. Judgement."""
SOON_DECAY: Final = 0.45
LATE_LAG_SHAPE: Final = np.array([0.0, 0.5, 0.35, 0.15])
"""Share of the delayed part on the same day and the three after it (12 to 72 h)."""
LOAD_DAYS: Final = 6.0
LOAD_RATIO: Final = 1.0
"""Time constant of the carried load, and how far above a tolerable week it may be."""
COST_PER_TOLERANCE: Final = 0.36
"""Without a threshold: share of `response_points` that one tolerance costs."""
FITNESS_RISE: Final = 0.004
FITNESS_FALL: Final = 0.002
FITNESS_MAX: Final = 0.35
"""A day near the tolerance trains, a day off loses: some 20 % in twelve weeks (of
the order of the gain of supervised programmes; judgement)."""
SESSIONS_A_WEEK: Final = 5


DAY_OFF_RATIO: Final = 0.3
"""Share of the tolerance under which a day does not train: judgement."""


class OverloadBody:
    """See `pacepipe.simulate.cohort.body.Body`."""

    def __init__(self, world: World, people: People, course: Course) -> None:
        count = len(people)
        self._people = people
        self._course = course
        self._has_threshold = world.has_threshold
        self._fitness = np.zeros(count)
        self._soon = np.zeros(count)
        self._late = np.zeros((count, len(LATE_LAG_SHAPE)))
        self._load = np.zeros(count)

    def tolerance_min(self, day: int) -> FloatArray:
        """What is tolerated on this day."""
        now: FloatArray = (
            self._people.tolerance_min
            * (1 + self._fitness)
            * self._course.tolerance[:, day]
        )
        return now

    def live(self, minutes: FloatArray, day: int) -> FloatArray:
        """See `Body.live`."""
        people = self._people
        ratio = minutes / self.tolerance_min(day)
        keep = np.exp(-1 / LOAD_DAYS)
        self._load = keep * self._load + (1 - keep) * ratio * 7 / SESSIONS_A_WEEK
        mark = people.response_points * self._mark(ratio)
        carried = people.response_points * np.maximum(self._load - LOAD_RATIO, 0.0)
        self._soon = SOON_DECAY * self._soon + (1 - people.delayed_frac) * mark
        late = people.delayed_frac * mark
        self._late = np.roll(self._late, -1, axis=1)
        self._late[:, -1] = 0.0
        self._late = self._late + late[:, None] * LATE_LAG_SHAPE
        trained = np.clip(ratio, 0.0, 1.0)
        self._fitness = np.clip(
            self._fitness
            + FITNESS_RISE * trained
            - FITNESS_FALL * (self._fitness > 0) * (ratio < DAY_OFF_RATIO),
            0.0,
            FITNESS_MAX,
        )
        cost: FloatArray = self._soon + self._late[:, 0] + carried
        return cost

    def _mark(self, ratio: FloatArray) -> FloatArray:
        if not self._has_threshold:
            linear: FloatArray = COST_PER_TOLERANCE * ratio
            return linear
        over = np.maximum(ratio - 1.0, 0.0)
        saturating: FloatArray = (1 + HALF_OVERLOAD) * over / (over + HALF_OVERLOAD)
        return saturating

    def felt_effort(self, minutes: FloatArray, day: int) -> FloatArray:
        """See `Body.felt_effort`."""
        ratio = minutes / self.tolerance_min(day)
        effort: FloatArray = 1.0 + 2.3 * np.power(np.maximum(ratio, 0.0), 0.8)
        return effort

    def copy(self) -> "OverloadBody":
        """See `Body.copy`."""
        other = copy(self)
        other._late = self._late.copy()
        return other
