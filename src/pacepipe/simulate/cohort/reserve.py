"""The second kind of body: a reserve that each day draws down and each night refills.

Other equations than `pacepipe.simulate.cohort.overload` on purpose, and than the model
of `pacing.tolerance`: there is no tolerated session length. What a walk costs depends
on how full the reserve was that morning, so the same length may be harmless on every
other day and not on every day. Symptoms follow the reserve on a sigmoid, with a lag;
effort rises within a session as the reserve falls.

The reserve is the "energy envelope" of post-exertional illness (Jason 2013,
doi:10.1080/21641846.2012.733602), the slow gain the fitness half of the
impulse-response model (Banister 1975); every number that names neither is judgement.
"""

from copy import copy
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray
from pacepipe.simulate.cohort.course import Course
from pacepipe.simulate.cohort.people import People
from pacepipe.simulate.cohort.world import World

RESERVE_OF_TOLERANCE: Final = 8.0
RESERVE_LOG_SD: Final = 0.25
"""A full reserve, in walks of the length that the world calls tolerated: with it five
such walks a week are about what is free of symptoms. People differ beyond that."""
REFILL_RANGE: Final = (0.35, 0.65)
"""Share of what is missing that one night brings back."""
RESTING_RANGE: Final = (0.2, 0.36)
"""Share that is missing on the evening of a day without walks."""
DRIFT: Final = 1.0
"""How much dearer minutes become as a session draws on: the heart rate drifts."""
HALF_RANGE: Final = (0.55, 0.68)
STEEPNESS: Final = 0.07
"""Missing share at which half of the worst is felt, and how suddenly it comes."""
WORST_OF_RESPONSE: Final = 2.0
"""An empty reserve, in `response_points`."""
LINEAR_SHARE: Final = 0.9
"""Without a threshold: share of the worst for each share of the reserve."""
LATE_DAYS: Final = 1.5
"""Time constant of the delayed part (post-exertional symptoms after 12 to 48 h)."""
FITNESS_DAYS: Final = 42.0
"""Time constant of fitness in the impulse-response model (Banister 1975)."""
FITNESS_MAX: Final = 0.4
FITNESS_HALF: Final = 3.0
"""Largest gain of the reserve, and the carried training that brings half of it."""
EFFORT_EMPTY: Final = 9.0
EFFORT_POWER: Final = 1.5
"""CR10 above 1 at the end of a session that empties the reserve, and its bend."""


class ReserveBody:
    """See `pacepipe.simulate.cohort.body.Body`.

    Beside each body lives its twin, who is treated and falls ill alike and never
    walks; what walks cost is what the twin does not feel.
    """

    def __init__(self, world: World, people: People, course: Course) -> None:
        count = len(people)
        # the same people have the same bodies: their own numbers are the seed
        chance = np.random.default_rng(people.steps_per_day.view(np.uint64))
        self._course = course
        self._has_threshold = world.has_threshold
        self._worst = WORST_OF_RESPONSE * people.response_points
        self._delayed = people.delayed_frac
        self._full_min = (
            RESERVE_OF_TOLERANCE
            * people.tolerance_min
            * np.exp(RESERVE_LOG_SD * chance.normal(size=count))
        )
        self._refill = chance.uniform(*REFILL_RANGE, size=count)
        resting = chance.uniform(*RESTING_RANGE, size=count)
        self._everyday = resting * self._refill
        self._half = chance.uniform(*HALF_RANGE, size=count)
        self._missing = resting.copy()
        self._twin = resting.copy()
        self._late = np.zeros(count)
        self._training = np.zeros(count)

    def live(self, minutes: FloatArray, day: int) -> FloatArray:
        """See `Body.live`."""
        walk = self._draw(minutes, day)
        self._missing = np.minimum(self._morning(self._missing, day) + walk, 1.0)
        self._twin = np.minimum(self._morning(self._twin, day), 1.0)
        strain = np.maximum(self._felt(self._missing) - self._felt(self._twin), 0.0)
        cost: FloatArray = self._worst * (
            (1 - self._delayed) * strain + self._delayed * self._late
        )
        keep = np.exp(-1 / LATE_DAYS)
        self._late = keep * self._late + (1 - keep) * strain
        self._training = np.exp(-1 / FITNESS_DAYS) * self._training + walk
        return cost

    def felt_effort(self, minutes: FloatArray, day: int) -> FloatArray:
        """See `Body.felt_effort`: of the last minute, which is the hardest."""
        walk = self._draw(minutes, day)
        at_the_end = np.minimum(self._morning(self._missing, day) + walk, 1.0)
        effort: FloatArray = 1.0 + EFFORT_EMPTY * at_the_end**EFFORT_POWER
        return effort

    def copy(self) -> "ReserveBody":
        """See `Body.copy`; no array is ever changed in place."""
        return copy(self)

    def _ability(self, day: int) -> FloatArray:
        """Treatment and illness take half from the reserve and half from the nights."""
        ability: FloatArray = np.sqrt(self._course.tolerance[:, day])
        return ability

    def _draw(self, minutes: FloatArray, day: int) -> FloatArray:
        """Share of the reserve that a walk takes."""
        gain = FITNESS_MAX * self._training / (self._training + FITNESS_HALF)
        share = minutes / (self._full_min * (1 + gain) * self._ability(day))
        drawn: FloatArray = share * (1 + DRIFT * share)
        return drawn

    def _morning(self, missing: FloatArray, day: int) -> FloatArray:
        """What is missing after a night, and after what the day asks for anyway."""
        left: FloatArray = missing * (1 - self._refill * self._ability(day))
        return left + self._everyday

    def _felt(self, missing: FloatArray) -> FloatArray:
        """Share of the worst."""
        if not self._has_threshold:
            return LINEAR_SHARE * missing
        felt: FloatArray = 1 / (1 + np.exp((self._half - missing) / STEEPNESS))
        return felt
