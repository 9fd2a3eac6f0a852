"""Sessions that sensors see, with nobody pressing anything.

A slow walk with rests on benches is one session: what ends a session is two
minutes in which hardly anything moved, and what begins one is a minute of
movement. People under treatment walk for 5 to 10 minutes, so 3 active minutes
are enough to exist.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.domain.session import Span
from pacepipe.signals.activity import (
    EPOCH_MS,
    Epochs,
    activity_epochs,
    pauses,
)
from pacepipe.signals.grid import SecondGrid
from pacepipe.signals.steps import CadenceGrid

# Everything here but the last is research/signal.md 3(g), counted in epochs.
START_WINDOW_EPOCHS: Final = 9
START_ACTIVE_EPOCHS: Final = 6
"""A session starts with at least 60 s active in 90 s."""
STOP_WINDOW_EPOCHS: Final = 12
STOP_ACTIVE_FRAC: Final = 0.30
"""It stops when less than this share of 120 s is active."""
PAUSE_MAX_MS: Final = 120_000
"""Two stretches at most this far apart are one session, ms."""
ACTIVE_MIN_S: Final = 180
"""Less active time than this is no session, seconds."""
HEART_RATE_ONLY_MAX_MS: Final = 45 * 60_000
"""A session that heart rate alone shows is not believed beyond this, ms (ours).
A level that stays up that long is more likely standing, warmth or fever; a null
is better than a walk that never was, because a longer walk means a longer plan."""


@dataclass(frozen=True, slots=True)
class _Timeline:
    """Epochs in a row, unknown ones between them; long silence is shortened.

    `epoch_ms` is 0 at an unknown place. A silence keeps at least a whole stop
    window, so no window ever sees across one.
    """

    epoch_ms: IntArray
    is_active: BoolArray


def _timeline(epochs: Epochs) -> _Timeline:
    apart = np.diff(epochs.epoch_ms) // EPOCH_MS
    place = np.append(0, np.cumsum(np.minimum(apart, STOP_WINDOW_EPOCHS + 1)))
    epoch_ms = np.zeros(place[-1] + 1, dtype=np.int64)
    is_active = np.zeros(place[-1] + 1, dtype=np.bool_)
    epoch_ms[place] = epochs.epoch_ms
    is_active[place] = epochs.is_active
    return _Timeline(epoch_ms, is_active)


def _active_in_window(is_active: BoolArray, width: int) -> IntArray:
    """Active epochs among the last `width`, at each epoch."""
    through = np.append(0, np.cumsum(is_active))
    end = np.arange(1, len(is_active) + 1)
    count: IntArray = through[end] - through[np.maximum(end - width, 0)]
    return count


def _bouts(timeline: _Timeline) -> list[tuple[int, int]]:
    """Start and end (ms) of each bout between a start and a stop, in order."""
    is_active = timeline.is_active
    starts = _active_in_window(is_active, START_WINDOW_EPOCHS) >= START_ACTIVE_EPOCHS
    stops = (
        _active_in_window(is_active, STOP_WINDOW_EPOCHS)
        < STOP_ACTIVE_FRAC * STOP_WINDOW_EPOCHS
    )
    # Never both at once: 6 active of the last 9 are 6 of the last 12.
    latest = np.maximum.accumulate(
        np.where(starts | stops, np.arange(len(is_active)), 0)
    )
    edges = np.diff(np.concatenate(([False], starts[latest], [False])).astype(np.int8))
    begin, finish = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)

    active = np.flatnonzero(is_active)
    first = active[np.searchsorted(active, begin - START_WINDOW_EPOCHS + 1)]
    last = active[np.searchsorted(active, finish) - 1]
    start_ms = timeline.epoch_ms[first]
    end_ms = timeline.epoch_ms[last] + EPOCH_MS
    return list(zip(start_ms.tolist(), end_ms.tolist(), strict=True))


def _merged(bouts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start_ms, end_ms in bouts:
        if merged and start_ms - merged[-1][1] <= PAUSE_MAX_MS:
            merged[-1] = (merged[-1][0], end_ms)
        else:
            merged.append((start_ms, end_ms))
    return merged


def _span(start_ms: int, end_ms: int, epochs: Epochs) -> Span | None:
    """What was seen between two moments, or None where it is no session."""
    low, high = np.searchsorted(epochs.epoch_ms, (start_ms, end_ms))
    inside = Epochs(
        epochs.epoch_ms[low:high],
        epochs.is_active[low:high],
        epochs.is_from_cadence[low:high],
    )
    active_s = int(inside.is_active.sum()) * EPOCH_MS // 1000
    if active_s < ACTIVE_MIN_S:
        return None
    is_heart_rate_alone = not bool(np.any(inside.is_active & inside.is_from_cadence))
    if is_heart_rate_alone and end_ms - start_ms > HEART_RATE_ONLY_MAX_MS:
        return None
    rest = pauses(inside)
    return Span(
        start_ms=start_ms,
        end_ms=end_ms,
        active_s=active_s + rest.turn_ms // 1000,
        pause_count=len(rest.start_ms),
    )


def detect(second_grid: SecondGrid, cadence_grid: CadenceGrid) -> tuple[Span, ...]:
    """Sessions that the sensors show, in order, not overlapping.

    Parameters
    ----------
    second_grid : SecondGrid
    cadence_grid : CadenceGrid

    Returns
    -------
    tuple of Span
        Edges are those of 10-s epochs: the first and the last active one.

    Notes
    -----
    On active epochs (see `activity_epochs`): a bout starts with at least 60 s
    active in 90 s, from the first active of them; it stops with less than 30 %
    active in 120 s and ends with its last active epoch; bouts at most 120 s
    apart are one session; it exists with at least 180 s active. Unknown time is
    not activity, so a lost link ends a session as rest would; but it is not
    counted as a pause.
    """
    epochs = activity_epochs(second_grid, cadence_grid)
    if not epochs.is_active.any():
        return ()
    found = (
        _span(start_ms, end_ms, epochs)
        for start_ms, end_ms in _merged(_bouts(_timeline(epochs)))
    )
    return tuple(span for span in found if span is not None)
