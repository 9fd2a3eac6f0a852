"""What a policy did to a cohort, from the truth."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray
from pacepipe.simulate.cohort.trial import WEEK, Trial

OVER_POINTS: Final = 1.0
"""A day is over tolerance from one point that walks caused: the smallest difference
that patients notice on ESAS-r (Hui 2015, doi:10.1002/cncr.29437)."""
FLARE_POINTS: Final = 2.0
FLARE_DAYS: Final = 2
FLARE_GAP_DAYS: Final = 3
"""A flare: two points on two days or more, days of at most three apart being one."""
MONTH_DAYS: Final = 30


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


def outcome(trial: Trial) -> Outcome:
    """Harm and benefit of one trial, from its first week with a plan."""
    cost = trial.cost[:, trial.first_day :]
    done = trial.seen.done_min[:, trial.first_day : trial.cost.shape[1]]
    by_week = cost.reshape(len(cost), -1, WEEK)
    weekly = done.reshape(len(done), -1, WEEK).sum(axis=2)
    months = cost.size / MONTH_DAYS
    return Outcome(
        over_week_frac=float((by_week >= OVER_POINTS).any(axis=2).mean()),
        flares_per_month=float(flare_count(cost >= FLARE_POINTS) / months),
        week_min=float(weekly.mean()),
        last_week_min=float(weekly[:, -4:].mean()),
    )


def flare_count(is_bad: BoolArray) -> int:
    """Flares among days (n, days) on which walks cost two points or more."""
    return sum(_flares_of_one(row) for row in is_bad if row.any())


def _flares_of_one(is_bad: BoolArray) -> int:
    days = np.flatnonzero(is_bad)
    episode = np.cumsum(np.diff(days, prepend=days[0]) > FLARE_GAP_DAYS)
    return int((np.bincount(episode) >= FLARE_DAYS).sum())
