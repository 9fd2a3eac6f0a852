"""The people of a cohort, drawn once: who they are, not what happens to them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.simulate.cohort.world import World

ITEM_USUAL: Final = {
    "tiredness": (3.2, 1.3),
    "pain": (2.0, 1.3),
    "breathlessness": (1.5, 1.1),
    "sleep": (2.8, 1.5),
}
"""Mean and spread over people of each item: 3.2 for tiredness before treatment
(Kirkham 2020, doi:10.1249/MSS.0000000000002151); the others are judgement."""
STEPS_MEDIAN: Final = 3_700.0
"""Daily steps in advanced cancer (Gresham 2018, doi:10.1038/s41746-018-0032-6)."""
STEPS_LOG_SD: Final = 0.55
STEPS_COUNTED_LOG_SD: Final = 0.15
"""Of the median of a week or two of counted days over the usual one: judgement."""


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """One row a person, n rows.

    Attributes
    ----------
    tolerance_min : (n,) float64, minutes
        At the beginning, without treatment and well.
    response_points : (n,) float64, points
        What a walk of twice the tolerance costs; 0 for the uncoupled.
    delayed_frac : (n,) float64
    usual : mapping of item to (n,) float64, 0 to 10
    steps_per_day : (n,) float64
        What a person walks in a usual day, before any plan.
    counted_steps_per_day : (n,) float64
        What is known of it; NaN for those who wear nothing that counts.
    effort_shift : (n,) float64, points of CR10
    attendance : (n,) float64
    cycle_days : (n,) int64
        0 without treatment.
    cycle_first : (n,) int64
        Day of the first infusion, from the first day of the trial.
    is_frail : (n,) bool
        What a clinician would say who knows the steps: the lowest fifth.
    """

    tolerance_min: FloatArray
    response_points: FloatArray
    delayed_frac: FloatArray
    usual: dict[str, FloatArray]
    steps_per_day: FloatArray
    counted_steps_per_day: FloatArray
    effort_shift: FloatArray
    attendance: FloatArray
    cycle_days: IntArray
    cycle_first: IntArray
    is_frail: BoolArray

    def __len__(self) -> int:
        return len(self.tolerance_min)


def draw_people(world: World, count: int, chance: np.random.Generator) -> People:
    """`count` people of one world."""
    of_counters = chance.spawn(1)[0]
    fitness, other = chance.normal(size=(2, count))
    r = world.steps_correlation
    steps = STEPS_MEDIAN * np.exp(
        STEPS_LOG_SD * (r * fitness + np.sqrt(1 - r * r) * other)
    )
    response = world.response_points * np.exp(0.4 * chance.normal(size=count))
    is_uncoupled = chance.random(count) < world.uncoupled_share
    lengths, shares = zip(*world.cycles, strict=True)
    cycle_days = chance.choice(np.array(lengths), size=count, p=np.array(shares))
    spread = chance.normal(0, 0.15, size=count)
    return People(
        tolerance_min=world.tolerance_median_min
        * np.exp(world.tolerance_log_sd * fitness),
        response_points=np.where(is_uncoupled, 0.0, response),
        delayed_frac=np.clip(world.delayed_frac + spread, 0.0, 1.0),
        usual={
            item: np.clip(chance.normal(mean, sd, size=count), 0.0, 7.0)
            for item, (mean, sd) in ITEM_USUAL.items()
        },
        steps_per_day=steps,
        counted_steps_per_day=_counted(world, steps, of_counters),
        effort_shift=world.effort_bias
        + world.effort_bias_sd * chance.normal(size=count),
        attendance=np.clip(chance.normal(world.attendance, 0.12, size=count), 0.3, 1.0),
        cycle_days=cycle_days,
        cycle_first=chance.integers(0, 28, size=count),
        is_frail=steps < np.exp(np.log(STEPS_MEDIAN) - 0.84 * STEPS_LOG_SD),
    )


def _counted(
    world: World, steps: FloatArray, chance: np.random.Generator
) -> FloatArray:
    wears = chance.random(len(steps)) < world.steps_known_share
    noise = np.exp(STEPS_COUNTED_LOG_SD * chance.normal(size=len(steps)))
    counted: FloatArray = np.where(wears, steps * noise, np.nan)
    return counted
