"""What people tell of how they are: noise, gaps, habits, and things left unsaid."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.simulate.cohort.people import ITEM_USUAL, People
from pacepipe.simulate.cohort.world import World

NOISE_MEMORY: Final = 0.5
"""Correlation of an item's noise from one day to the next: judgement."""
SHARE_OF_COST: Final = {
    "tiredness": 1.0,
    "pain": 0.4,
    "breathlessness": 0.6,
    "sleep": 0.4,
}
"""How far what a walk costs shows in each item: judgement."""
SHARE_OF_COURSE: Final = {
    "tiredness": 1.0,
    "pain": 0.4,
    "breathlessness": 0.3,
    "sleep": 0.5,
}
"""How far treatment and illness show in each item: judgement."""


TELLS_TEMPERATURE: Final = 0.7
"""Share of days on which a temperature is told: judgement."""


@dataclass(frozen=True, slots=True, eq=False)
class DiaryAnswers:
    """Answers of one day, (n,) float64 each, 0 to 10 whole; NaN where not said."""

    items: dict[str, FloatArray]
    tells_temperature: BoolArray


class Diarist:
    """Keeps the slow part of each person's noise between days."""

    def __init__(
        self, world: World, people: People, chance: np.random.Generator
    ) -> None:
        self._world = world
        self._people = people
        self._chance = chance
        self._noise = {
            item: world.diary_noise * chance.normal(size=len(people))
            for item in ITEM_USUAL
        }

    def day(self, cost: FloatArray, course_points: FloatArray) -> DiaryAnswers:
        """What is said of a day.

        Parameters
        ----------
        cost, course_points : (n,) float64, points
            What walks cost, and what treatment and illness do.
        """
        world, chance, count = self._world, self._chance, len(self._people)
        told = 1 - world.under_report
        worse = cost + course_points
        is_silent = chance.random(count) < np.clip(
            world.missing + world.missing_when_bad * worse, 0.0, 0.95
        )
        is_one_tap = chance.random(count) < np.where(
            worse >= 1.0, 2 * world.one_tap, world.one_tap
        )
        items = {}
        for item, usual in self._people.usual.items():
            fresh = world.diary_noise * chance.normal(size=count)
            slow = np.sqrt(1 - NOISE_MEMORY**2)
            self._noise[item] = NOISE_MEMORY * self._noise[item] + slow * fresh
            change = SHARE_OF_COST[item] * cost + SHARE_OF_COURSE[item] * course_points
            value = np.rint(usual + told * change + self._noise[item])
            is_unsaid = is_silent | (is_one_tap & (item != "tiredness"))
            items[item] = np.where(is_unsaid, np.nan, np.clip(value, 0.0, 10.0))
        return DiaryAnswers(items, chance.random(count) < TELLS_TEMPERATURE)


def said_effort(
    world: World, people: People, felt: FloatArray, chance: np.random.Generator
) -> FloatArray:
    """CR10 as answered, whole points; NaN where not said."""
    count = len(people)
    usual = 2.5
    answer = (
        usual
        + world.effort_use * (felt - usual)
        + people.effort_shift
        + world.effort_noise * chance.normal(size=count)
    )
    is_missing = chance.random(count) < world.effort_missing
    return np.where(is_missing, np.nan, np.clip(np.rint(answer), 0.0, 10.0))
