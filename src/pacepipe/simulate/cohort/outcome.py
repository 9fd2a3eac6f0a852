"""What a policy did to a cohort, from the truth."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.simulate.cohort.trial import WEEK, Trial

OVER_POINTS: Final = 1.0
"""A day is over tolerance from one point that walks caused: the smallest difference
that patients notice on ESAS-r (Hui 2015, doi:10.1002/cncr.29437)."""
FLARE_POINTS: Final = 2.0
FLARE_DAYS: Final = 2
FLARE_GAP_DAYS: Final = 3
"""A flare: two points on two days or more, days of at most three apart being one."""
MONTH_DAYS: Final = 30


LAST_WEEKS: Final = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """Means over people and weeks.

    Attributes
    ----------
    over_week_frac : float
        Share of weeks with a day over tolerance.
    flares_per_month : float
        A patient-month of 30 days.
    week_min : float
        Minutes done a week.
    last_week_min : float
        The same in the last four weeks.
    """

    over_week_frac: float
    flares_per_month: float
    week_min: float
    last_week_min: float


@dataclass(frozen=True, slots=True, eq=False)
class PersonOutcomes:
    """The same for each person, (n,) float64 each."""

    over_week_frac: FloatArray
    flares_per_month: FloatArray
    week_min: FloatArray
    last_week_min: FloatArray


def person_outcomes(trial: Trial) -> PersonOutcomes:
    """Harm and benefit to each person, from the first week with a plan."""
    cost = trial.cost[:, trial.first_day :]
    done = trial.seen.done_min[:, trial.first_day : trial.cost.shape[1]]
    by_week = cost.reshape(len(cost), -1, WEEK)
    weekly = done.reshape(len(done), -1, WEEK).sum(axis=2)
    months = cost.shape[1] / MONTH_DAYS
    return PersonOutcomes(
        over_week_frac=(by_week >= OVER_POINTS).any(axis=2).mean(axis=1),
        flares_per_month=flares_of_each(cost >= FLARE_POINTS) / months,
        week_min=weekly.mean(axis=1),
        last_week_min=weekly[:, -LAST_WEEKS:].mean(axis=1),
    )


def outcome(trial: Trial) -> Outcome:
    """Harm and benefit of one trial."""
    each = person_outcomes(trial)
    return Outcome(
        over_week_frac=float(each.over_week_frac.mean()),
        flares_per_month=float(each.flares_per_month.mean()),
        week_min=float(each.week_min.mean()),
        last_week_min=float(each.last_week_min.mean()),
    )


def flares_of_each(is_bad: BoolArray) -> FloatArray:
    """Flares of each person, among days (n, days) that cost two points or more."""
    return np.array([_flares_of_one(row) if row.any() else 0.0 for row in is_bad])


def _flares_of_one(is_bad: BoolArray) -> int:
    days = np.flatnonzero(is_bad)
    episode = np.cumsum(np.diff(days, prepend=days[0]) > FLARE_GAP_DAYS)
    return int((np.bincount(episode) >= FLARE_DAYS).sum())
