"""What happens to people whatever they do: treatment, infection, anaemia."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.simulate.cohort.people import People
from pacepipe.simulate.cohort.world import World

CYCLE_SHAPE: Final = np.array([0.5, 0.8, 1.0, 1.0, 1.0, 1.0, 0.7, 0.45, 0.3, 0.15])
"""Share of the peak on the days from an infusion on: worst on days 2 to 5, half gone
after a week (Kirkham 2020, doi:10.1249/MSS.0000000000002151)."""
INFECTION_DAYS: Final = 7
INFECTION_POINTS: Final = 2.5
INFECTION_TOLERANCE: Final = 0.5
FEVER_DAYS: Final = 3
"""Length and weight of an infection: judgement."""
ANAEMIA_RISE_DAYS: Final = 35
ANAEMIA_TOLERANCE: Final = 0.75
"""Haemoglobin falls over weeks of chemotherapy (13.4 to 11.8 g/dL, CEBP 19:2826),
and capacity with it; the share is judgement."""


EVEN_CHANCE: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """All arrays are (n, days).

    Attributes
    ----------
    is_infusion : bool
    points : float64
        Tiredness above the usual that no walk has caused.
    tolerance : float64
        Factor on the tolerance.
    fever_c : float64, degrees Celsius above 37
    has_infection, has_anaemia : bool
    """

    is_infusion: BoolArray
    points: FloatArray
    tolerance: FloatArray
    fever_c: FloatArray
    has_infection: BoolArray
    has_anaemia: BoolArray


def draw_course(
    world: World, people: People, day_count: int, chance: np.random.Generator
) -> Course:
    """What happens to each person on each day."""
    count = len(people)
    is_infusion = _infusions(people, day_count)
    cycle = _after(is_infusion, CYCLE_SHAPE)
    has_infection, fever_c = _infections(world, count, day_count, chance)
    anaemia = _anaemia(world, people, day_count, chance)
    person_cycle = world.cycle_points * np.exp(0.3 * chance.normal(size=(count, 1)))
    return Course(
        is_infusion=is_infusion,
        points=person_cycle * cycle + INFECTION_POINTS * has_infection + anaemia,
        tolerance=(1 - (1 - world.cycle_tolerance) * cycle)
        * np.where(has_infection, INFECTION_TOLERANCE, 1.0)
        * (1 - (1 - ANAEMIA_TOLERANCE) * anaemia),
        fever_c=fever_c,
        has_infection=has_infection,
        has_anaemia=anaemia > EVEN_CHANCE,
    )


def _infusions(people: People, day_count: int) -> BoolArray:
    days = np.arange(day_count)[None, :] - people.cycle_first[:, None]
    length = np.maximum(people.cycle_days, 1)[:, None]
    found: BoolArray = (people.cycle_days > 0)[:, None] & (days % length == 0)
    return found


def _after(starts: BoolArray, shape: FloatArray) -> FloatArray:
    """The largest of the shapes that were begun and are not over."""
    found = np.zeros(starts.shape)
    for lag, share in enumerate(shape.tolist()):
        moved = np.zeros(starts.shape)
        moved[:, lag:] = starts[:, : starts.shape[1] - lag] * share
        found = np.maximum(found, moved)
    return found


def _infections(
    world: World, count: int, day_count: int, chance: np.random.Generator
) -> tuple[BoolArray, FloatArray]:
    begins = chance.random((count, day_count)) < world.infections_per_month / 30
    ill = _after(begins, np.ones(INFECTION_DAYS)) > 0
    height = chance.uniform(0.6, 2.2, size=(count, 1))
    return ill, _after(begins, np.ones(FEVER_DAYS)) * height


def _anaemia(
    world: World, people: People, day_count: int, chance: np.random.Generator
) -> FloatArray:
    """0 to 1: how far an anaemia has come."""
    count = len(people)
    has = (chance.random(count) < world.anaemia_share) & (people.cycle_days > 0)
    begins = chance.integers(14, max(day_count - 21, 15), size=count)
    age = np.arange(day_count)[None, :] - begins[:, None]
    risen: FloatArray = np.clip(age / ANAEMIA_RISE_DAYS, 0.0, 1.0) * has[:, None]
    return risen
