"""Active or quiet, ten seconds at a time.

Cadence decides where it is measured. Where it is not, heart rate is compared
with the person's own quiet level just before; that is a weaker witness, and
without enough quiet history it says nothing at all. An epoch that is not in the
result is unknown: neither active nor quiet.
"""

from bisect import bisect_left, insort
from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.grid import SecondGrid
from pacepipe.signals.steps import CadenceGrid

EPOCH_MS: Final = 10_000
"""Length of an epoch, ms: research/signal.md 3(g)."""
EPOCH_MEASURED_MIN_S: Final = 5
"""Fewest measured seconds of a known epoch, seconds (ours: half)."""
ACTIVE_CADENCE_SPM: Final = 40.0
"""Cadence from which a person walks, steps a minute: research/signal.md 3(g).
People under treatment walk at 40 to 60."""
ACTIVE_RISE_BPM: Final = 8.0
"""Rise over the quiet level that counts as active, bpm: research/signal.md 3(g),
without its share of a predicted maximum (no age formula leads to a patient)."""
QUIET_WINDOW: Final = 60
"""Quiet level: median of the last so many quiet epochs, ten minutes of quiet time
(research/signal.md 3(g))."""
QUIET_MIN: Final = 12
"""Fewest quiet epochs of a quiet level: two minutes (ours)."""
QUIET_MAX_AGE_MS: Final = 3_600_000
"""A quiet epoch is forgotten after an hour (ours): a rise that lasts longer
(standing, fever, coffee) is the new level and not movement."""
PAUSE_MIN_EPOCHS: Final = 3
"""Quiet for 30 s is a pause; less is a slow step or a turn (ours)."""


@dataclass(frozen=True, slots=True, eq=False)
class Epochs:
    """Epochs about which something is known.

    Attributes
    ----------
    epoch_ms : (n,) int64, ms UTC
        Start of the epoch; strictly rising multiples of 10 000.
    is_active : (n,) bool
        False means seen to be quiet.
    is_from_cadence : (n,) bool
        False where heart rate alone says it.
    """

    epoch_ms: IntArray
    is_active: BoolArray
    is_from_cadence: BoolArray


def _epoch_means(second_ms: IntArray, value: FloatArray) -> tuple[IntArray, FloatArray]:
    epoch, inverse, count = np.unique(
        second_ms // EPOCH_MS, return_inverse=True, return_counts=True
    )
    total = np.bincount(inverse, weights=value, minlength=len(epoch))
    known = count >= EPOCH_MEASURED_MIN_S
    return epoch[known] * EPOCH_MS, total[known] / count[known]


def cadence_epochs(cadence_grid: CadenceGrid) -> Epochs:
    """Epochs that cadence alone decides.

    Parameters
    ----------
    cadence_grid : CadenceGrid

    Returns
    -------
    Epochs
        Active where the mean cadence is at least 40 steps a minute.
    """
    epoch_ms, cadence_spm = _epoch_means(
        cadence_grid.second_ms, cadence_grid.cadence_spm
    )
    is_active = cadence_spm >= ACTIVE_CADENCE_SPM
    return Epochs(epoch_ms, is_active, np.ones(len(epoch_ms), dtype=np.bool_))


class _QuietLevel:
    """Median of the recent quiet epochs, kept sorted as they come and go."""

    def __init__(self) -> None:
        self._recent: deque[tuple[int, float]] = deque()
        self._sorted: list[float] = []

    def add(self, at_ms: int, hr_bpm: float) -> None:
        self._recent.append((at_ms, hr_bpm))
        insort(self._sorted, hr_bpm)
        if len(self._recent) > QUIET_WINDOW:
            self._forget()

    def _forget(self) -> None:
        _, oldest = self._recent.popleft()
        del self._sorted[bisect_left(self._sorted, oldest)]

    def at(self, at_ms: int) -> float | None:
        """The level at `at_ms`, or None with too little quiet history."""
        while self._recent and at_ms - self._recent[0][0] > QUIET_MAX_AGE_MS:
            self._forget()
        count = len(self._sorted)
        if count < QUIET_MIN:
            return None
        return (self._sorted[(count - 1) // 2] + self._sorted[count // 2]) / 2


def _heart_rate_epochs(
    epoch_ms: IntArray, hr_bpm: FloatArray, by_cadence: Epochs
) -> Epochs:
    """Epochs without cadence that heart rate decides, oldest first.

    One pass in time, because the quiet level depends on which epochs before
    were quiet. An epoch that cannot be judged for want of history is unknown,
    and counts as quiet history for those after it.
    """
    cadence_says = dict(
        zip(by_cadence.epoch_ms.tolist(), by_cadence.is_active.tolist(), strict=True)
    )
    quiet = _QuietLevel()
    judged_ms: list[int] = []
    is_active: list[bool] = []
    for at_ms, value in zip(epoch_ms.tolist(), hr_bpm.tolist(), strict=True):
        active = cadence_says.get(at_ms)
        if active is None:
            level = quiet.at(at_ms)
            active = level is not None and value >= level + ACTIVE_RISE_BPM
            if level is not None:
                judged_ms.append(at_ms)
                is_active.append(active)
        if not active:
            quiet.add(at_ms, value)
    return Epochs(
        np.array(judged_ms, dtype=np.int64),
        np.array(is_active, dtype=np.bool_),
        np.zeros(len(judged_ms), dtype=np.bool_),
    )


def activity_epochs(second_grid: SecondGrid, cadence_grid: CadenceGrid) -> Epochs:
    """Active and quiet epochs from cadence, and from heart rate where it is alone.

    Parameters
    ----------
    second_grid : SecondGrid
        Filled seconds are not used.
    cadence_grid : CadenceGrid

    Returns
    -------
    Epochs

    Notes
    -----
    By heart rate: active when the epoch's mean is at least 8 bpm over the median
    of the last ten minutes of *quiet* time, at least two minutes of it, none
    older than an hour. Active time never enters the quiet level, so a long walk
    does not become its own reference. Consequences, all on the careful side: a
    strap put on while walking, and the first two minutes of wear, yield nothing;
    after an hour the level is learned anew. Standing up can pass for movement;
    the person's own start and stop win over it.
    """
    by_cadence = cadence_epochs(cadence_grid)
    is_measured = ~second_grid.is_interpolated
    hr_epoch_ms, hr_bpm = _epoch_means(
        second_grid.second_ms[is_measured], second_grid.hr_bpm[is_measured]
    )
    by_heart_rate = _heart_rate_epochs(hr_epoch_ms, hr_bpm, by_cadence)
    epoch_ms = np.concatenate((by_cadence.epoch_ms, by_heart_rate.epoch_ms))
    order = np.argsort(epoch_ms, kind="stable")
    return Epochs(
        epoch_ms[order],
        np.concatenate((by_cadence.is_active, by_heart_rate.is_active))[order],
        np.concatenate((by_cadence.is_from_cadence, by_heart_rate.is_from_cadence))[
            order
        ],
    )


@dataclass(frozen=True, slots=True, eq=False)
class Pauses:
    """Quiet inside a stretch of epochs: pauses, and what is too short to be one.

    Attributes
    ----------
    start_ms, end_ms : (p,) int64, ms UTC
        Pauses, each 30 s of quiet or more.
    turn_ms : int, ms
        Shorter quiet with movement right before and right after it; it counts
        as moving.
    """

    start_ms: IntArray
    end_ms: IntArray
    turn_ms: int


def pauses(epochs: Epochs) -> Pauses:
    """Pauses in a stretch of epochs.

    Parameters
    ----------
    epochs : Epochs

    Returns
    -------
    Pauses
        Unknown time ends a run of quiet and is no part of it: a gap is never
        rest, and what stands beside a gap is not taken for movement either.
    """
    is_first = np.ones(len(epochs.epoch_ms), dtype=np.bool_)
    is_first[1:] = (np.diff(epochs.epoch_ms) != EPOCH_MS) | np.diff(epochs.is_active)
    first = np.flatnonzero(is_first)
    length = np.diff(np.append(first, len(epochs.epoch_ms)))
    start_ms = epochs.epoch_ms[first]
    end_ms = start_ms + length * EPOCH_MS
    is_quiet = ~epochs.is_active[first]
    is_pause = is_quiet & (length >= PAUSE_MIN_EPOCHS)

    is_joined = end_ms[:-1] == start_ms[1:]
    is_enclosed = np.append(False, is_joined) & np.append(is_joined, False)
    is_turn = (is_quiet & ~is_pause) & is_enclosed[: len(first)]
    return Pauses(
        start_ms=start_ms[is_pause],
        end_ms=end_ms[is_pause],
        turn_ms=int(length[is_turn].sum()) * EPOCH_MS,
    )
