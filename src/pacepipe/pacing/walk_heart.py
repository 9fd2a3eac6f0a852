"""The heart rate that a person usually has in a walk like this one.

A ridge regression on cadence, heat and length, drawn to what is usual of people and
robust to odd walks (Huber weights), from the walks of 60 to 7 days ago. Many people
at once, one row each and one column a day.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.pacing.flag_policy import FlagPolicy
from pacepipe.pacing.usual import MAD_TO_SD, known_median

CADENCE_SPM, HEAT_C, LENGTH_MIN = 95.0, 24.0, 10.0
"""Where the terms of the regression are 0; no result depends on them much."""
RIDGE: Final = np.array([0.0, 60.0, 4.0, 300.0])
"""How firmly a slope is drawn to that of people: squares of its unit, as of one walk.
Own walks outweigh it from about ten on (house)."""
HUBER: Final = 1.5
ROUNDS: Final = 3
LEAST_SPREAD_BPM: Final = 2.0
CHUNK: Final = 20_000
"""Walks that are expected at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """One walk a day at most; arrays are (n, days), NaN where there is none.

    Attributes
    ----------
    hr_bpm : float64
        Steady; NaN too where it may not be read.
    cadence_spm, length_min : float64
    heat_c : float64
        NaN where not known, which is taken as not hot.
    """

    hr_bpm: FloatArray
    cadence_spm: FloatArray
    length_min: FloatArray
    heat_c: FloatArray


def judgeable(walks: Walks, policy: FlagPolicy) -> BoolArray:
    """Walks with a heart rate that is not the cadence's, in no great heat."""
    is_lock = np.abs(walks.hr_bpm - walks.cadence_spm) <= policy.lock_bpm
    is_hot = walks.heat_c > policy.heat_most_c
    known: BoolArray = ~np.isnan(walks.hr_bpm) & ~np.isnan(walks.cadence_spm)
    return known & ~is_lock & ~is_hot


def walk_excess(
    walks: Walks, known_from: FloatArray, policy: FlagPolicy
) -> tuple[FloatArray, FloatArray]:
    """Heart rate of each walk over the expected one, and the spread of that, bpm.

    Returns
    -------
    excess, spread : (n, days) float64
        NaN where there is no walk, or fewer than `walk_count` to learn from.
    """
    is_ok = judgeable(walks, policy)
    n, days = is_ok.shape
    excess, spread = np.full((n, days), np.nan), np.full((n, days), np.nan)
    learn = _Learn(_terms(walks), walks.hr_bpm, is_ok, known_from)
    row, day = np.nonzero(is_ok)
    for first in range(0, len(row), CHUNK):
        at = (row[first : first + CHUNK], day[first : first + CHUNK])
        rows, columns, over, of_it = _expected(learn, at, policy)
        excess[rows, columns], spread[rows, columns] = over, of_it
    return excess, spread


@dataclass(frozen=True, slots=True, eq=False)
class _Learn:
    terms: FloatArray
    hr_bpm: FloatArray
    is_ok: BoolArray
    known_from: FloatArray


def _terms(walks: Walks) -> FloatArray:
    hot = np.nan_to_num(np.maximum(walks.heat_c - HEAT_C, 0.0), nan=0.0)
    cadence = np.nan_to_num(walks.cadence_spm - CADENCE_SPM, nan=0.0)
    length = np.nan_to_num(walks.length_min - LENGTH_MIN, nan=0.0)
    return np.stack((np.ones_like(hot), cadence, hot, length), axis=2)


def _expected(
    learn: _Learn, at: tuple[IntArray, IntArray], policy: FlagPolicy
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Rows and columns of the walks that can be judged, their excess and its spread."""
    row, day = at
    back = np.arange(policy.walk_gap_days, policy.walk_days + 1)
    column = day[:, None] - back[None, :]
    is_in = (column >= 0) & (column >= learn.known_from[row, day][:, None])
    place = np.maximum(column, 0)
    is_in &= learn.is_ok[row[:, None], place]
    count = is_in.sum(axis=1)
    enough = count >= policy.walk_count
    row, day, place = row[enough], day[enough], place[enough]
    is_in, count = is_in[enough], count[enough]
    x = learn.terms[row[:, None], place] * is_in[:, :, None]
    y = np.where(is_in, learn.hr_bpm[row[:, None], place], 0.0)
    beta = _fit(x, y, is_in, policy)
    left = np.where(is_in, y - (x @ beta[:, :, None])[:, :, 0], np.nan)
    own = MAD_TO_SD * known_median(np.abs(left))
    weight = policy.walk_spread_weight
    shrunk = (weight * policy.walk_spread_bpm**2 + count * own**2) / (weight + count)
    over = learn.hr_bpm[row, day] - (learn.terms[row, day] * beta).sum(axis=1)
    # four numbers were fitted: a walk to come varies by so much more
    return row, day, over, np.sqrt(shrunk * (1 + len(RIDGE) / count))


def _fit(
    x: FloatArray, y: FloatArray, is_in: BoolArray, policy: FlagPolicy
) -> FloatArray:
    prior = np.array([0.0, policy.walk_per_spm, policy.walk_per_c, policy.walk_per_min])
    beta = np.tile(prior, (len(y), 1))
    beta[:, 0] = known_median(np.where(is_in, y - x @ prior, np.nan))
    for _ in range(ROUNDS):
        left = y - (x @ beta[:, :, None])[:, :, 0]
        scale = MAD_TO_SD * known_median(np.where(is_in, np.abs(left), np.nan))
        scale = np.maximum(scale, LEAST_SPREAD_BPM)
        size = np.maximum(np.abs(left), 1e-9)
        weight = np.where(is_in, np.minimum(1.0, HUBER * scale[:, None] / size), 0.0)
        weighed = x * weight[:, :, None]
        left_side = np.swapaxes(weighed, 1, 2) @ x + np.diag(RIDGE)
        right_side = (np.swapaxes(weighed, 1, 2) @ y[:, :, None])[:, :, 0]
        right_side = right_side + RIDGE * prior
        beta = np.linalg.solve(left_side, right_side[:, :, None])[:, :, 0]
    return beta
