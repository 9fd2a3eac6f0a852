"""Figures with their uncertainty, and the floors and goals that they are held to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.simulate.cohort.compare import Compared
from pacepipe.simulate.cohort.outcome import PersonOutcomes

RESAMPLES: Final = 1000
BOOTSTRAP_SEED: Final = 20_261
INTERVAL: Final = (2.5, 97.5)
BESIDE: Final = "constant_8x5"
"""The plan that everybody could be given without any engine."""

FLOOR_OVER: Final = 0.08
FLOOR_FLARES: Final = 0.03
FLOOR_ANY_WORLD_OVER: Final = 0.15
_FLARES: Final = {"default": FLOOR_FLARES, "fragile": 0.08}
_GOALS: Final = {"default": 45.0, "robust": 60.0}
"""Acceptance targets of research/pacing.md 7.2, and of the work that set them."""

Judged = Mapping[tuple[str, str], Compared]
"""By generator and world."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over people, and its 95 % interval by resampling people."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """One policy in one world.

    Attributes
    ----------
    over_week_frac, flares_per_month, week_min, last_week_min : Figure
        See `pacepipe.simulate.cohort.outcome.Outcome`.
    of_oracle_frac : float
        Minutes, of those of an oracle that is so bold that as many weeks are over
        tolerance; of the most careful one where even that harms more.
    more_min : Figure
        Minutes a week above `BESIDE`, person by person.
    under_ceiling_frac : Figure or None
        Share of weeks in which the ceiling was above the truth; None without one.
    """

    policy: str
    over_week_frac: Figure
    flares_per_month: Figure
    week_min: Figure
    last_week_min: Figure
    of_oracle_frac: float
    more_min: Figure
    under_ceiling_frac: Figure | None


@dataclass(frozen=True, slots=True)
class Target:
    """A floor or a goal, and whether the mean meets it."""

    generator: str
    world: str
    policy: str
    what: str
    value: float
    unit: str
    bound: str
    is_met: bool


def lines(compared: Compared) -> tuple[Line, ...]:
    """Every policy of one world, in the order in which they were run.

    All are resampled with the same people, so that differences are paired.
    """
    count = len(compared.by_policy[BESIDE].week_min)
    chance = np.random.default_rng(BOOTSTRAP_SEED)
    drawn = chance.integers(0, count, size=(RESAMPLES, count))
    return tuple(
        _line(name, each, compared, drawn) for name, each in compared.by_policy.items()
    )


def _line(name: str, each: PersonOutcomes, compared: Compared, drawn: IntArray) -> Line:
    under = compared.under_ceiling.get(name)
    beside = compared.by_policy[BESIDE]
    return Line(
        policy=name,
        over_week_frac=_figure(each.over_week_frac, drawn),
        flares_per_month=_figure(each.flares_per_month, drawn),
        week_min=_figure(each.week_min, drawn),
        last_week_min=_figure(each.last_week_min, drawn),
        of_oracle_frac=_of_oracle(each, compared),
        more_min=_figure(each.week_min - beside.week_min, drawn),
        under_ceiling_frac=None if under is None else _figure(under, drawn),
    )


def _figure(values: FloatArray, drawn: IntArray) -> Figure:
    low, high = np.percentile(values[drawn].mean(axis=1), INTERVAL)
    return Figure(float(values.mean()), float(low), float(high))


def _of_oracle(each: PersonOutcomes, compared: Compared) -> float:
    by_risk = sorted(
        (float(oracle.over_week_frac.mean()), float(oracle.week_min.mean()))
        for oracle in compared.oracles
    )
    over, minutes = zip(*by_risk, strict=True)
    at_equal_risk = np.interp(each.over_week_frac.mean(), over, minutes)
    return float(each.week_min.mean() / at_equal_risk)


def targets(judged: Judged, policy: str) -> Iterator[Target]:
    """The floors and goals for one of our policies, world by world."""
    for (generator, world), compared in judged.items():
        found = {line.policy: line for line in lines(compared)}
        for what, value, unit, bound, is_met in _bounds(world, found[policy], found):
            yield Target(generator, world, policy, what, value, unit, bound, is_met)


# a mean on a bound must not miss it by the last bit of a float
_DECIMALS: Final = 9
_Bound = tuple[str, float, str, str, bool]


def _bounds(world: str, line: Line, found: Mapping[str, Line]) -> Iterator[_Bound]:
    over = round(line.over_week_frac.value, _DECIMALS)
    flares = round(line.flares_per_month.value, _DECIMALS)
    minutes = round(line.week_min.value, _DECIMALS)
    most_over = FLOOR_OVER if world == "default" else FLOOR_ANY_WORLD_OVER
    yield (
        "weeks over tolerance",
        100 * over,
        "%",
        f"<= {most_over:.0%}",
        over <= most_over,
    )
    if (most := _FLARES.get(world)) is not None:
        yield "flares", flares, "a patient-month", f"<= {most}", flares <= most
    if world == "default":
        least = round(found[BESIDE].week_min.value, _DECIMALS)
        bound = f">= {least:.1f} of {BESIDE}"
        yield "minutes", minutes, "a week", bound, minutes >= least
    if (goal := _GOALS.get(world)) is not None:
        is_safe = over <= FLOOR_OVER and flares <= FLOOR_FLARES
        bound = f">= {goal:g} within the floor's safety (goal)"
        yield "minutes", minutes, "a week", bound, minutes >= goal and is_safe
