"""Resting heart rate of a seated rest that the person marked, before a walk.

It is for people who wear a strap to walk and not at night. It is a kind of its
own, `hr_rest_spot_bpm`, and never mixed with a resting heart rate of a night or
of a day: those are lower, and lie closer together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray
from pacepipe.signals.grid import SECOND_MS, SecondGrid
from pacepipe.signals.steps import CadenceGrid

WINDOW_MS: Final = 60_000
"""The heart rate is taken from so long before the end of the rest, ms:
research/signal.md 3(h), "median of the last 60 s of a 3-min seated rest"."""
REST_MIN_MS: Final = 120_000
"""A shorter rest says nothing, ms (ours): a minute to settle, then the window."""
REST_MAX_MS: Final = 15 * 60_000
"""A stop that comes later was forgotten and is taken as missing, ms (ours)."""
COVERAGE_MIN_FRAC: Final = 0.8
"""Least share of the window that is measured: research/signal.md 3(i), as for the
recovery of heart rate."""
STILL_CADENCE_SPM: Final = 20.0
"""From this cadence on a person is not still, steps a minute: research/signal.md
3(i)."""


class SpotNullReason(StrEnum):
    """Why a seated rest has no resting heart rate."""

    NO_STOP = "no_stop"
    TOO_SHORT = "too_short"
    NOT_MEASURED = "not_measured"
    CONTACT = "contact"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, order=True)
class MarkedRest:
    """A seated rest as the person marked it; `stop_ms` None where it has no end."""

    start_ms: int
    stop_ms: int | None


@dataclass(frozen=True, slots=True)
class SpotRest:
    """What a seated rest says.

    Attributes
    ----------
    start_ms : int, ms UTC
    hr_rest_spot_bpm : float or None, bpm
    coverage_frac : float, 0 to 1
        Share of the last 60 s with a heart rate that may be used; 0 where the
        rest has no end.
    null_reason : SpotNullReason or None
        Why there is no heart rate; None where there is one.
    """

    start_ms: int
    hr_rest_spot_bpm: float | None
    coverage_frac: float
    null_reason: SpotNullReason | None


def pair_rests(
    starts: Iterable[int], stops: Iterable[int], session_starts: Iterable[int]
) -> tuple[MarkedRest, ...]:
    """Seated rests out of single marks of start and stop, all in ms UTC.

    Returns
    -------
    tuple of MarkedRest
        Each start with the first stop after it. A stop that comes after another
        start of a rest, after the start of a session, or later than 15 min is
        not its own: whether the person sat until then is not known. A stop
        without a start is nothing. Order and repetition change nothing.

    Examples
    --------
    >>> pair_rests([0], [180_000], [180_000])
    (MarkedRest(start_ms=0, stop_ms=180000),)
    >>> pair_rests([0], [300_000], [200_000])
    (MarkedRest(start_ms=0, stop_ms=None),)
    """
    begun, ended = sorted(set(starts)), sorted(set(stops))
    others = sorted({*begun, *session_starts})
    rests = []
    for start_ms in begun:
        bound_ms = min(
            [start_ms + REST_MAX_MS, *(at for at in others if at > start_ms)]
        )
        stop_ms = next((at for at in ended if start_ms < at <= bound_ms), None)
        rests.append(MarkedRest(start_ms, stop_ms))
    return tuple(rests)


def spot_rest(
    rest: MarkedRest,
    sent_grid: SecondGrid,
    trusted_grid: SecondGrid,
    cadence_grid: CadenceGrid,
) -> SpotRest:
    """Resting heart rate of one seated rest, or why there is none.

    Parameters
    ----------
    rest : MarkedRest
        From `pair_rests`.
    sent_grid : SecondGrid
        Of every believable number that the strap sent, on the skin or not.
    trusted_grid : SecondGrid
        Of those alone that may be used, with a contact that can be trusted.
    cadence_grid : CadenceGrid
        Of the same person; without a pod nothing is held against the rest.

    Returns
    -------
    SpotRest

    Notes
    -----
    ``hr_rest_spot_bpm = median(HR of the measured seconds in [stop - 60 s, stop))``
    where the rest is at least 120 s long, at least 80 % of these 60 s are
    measured, and every second of its last 120 s in which cadence was measured
    is below 20 steps a minute. Filled seconds are not used.
    """
    if rest.stop_ms is None:
        return SpotRest(rest.start_ms, None, 0.0, SpotNullReason.NO_STOP)
    hr_bpm = _window(trusted_grid, rest.start_ms, rest.stop_ms)
    coverage_frac = _coverage(len(hr_bpm))
    reason = None
    if rest.stop_ms - rest.start_ms < REST_MIN_MS:
        reason = SpotNullReason.TOO_SHORT
    elif coverage_frac < COVERAGE_MIN_FRAC:
        sent = _window(sent_grid, rest.start_ms, rest.stop_ms)
        is_sent = _coverage(len(sent)) >= COVERAGE_MIN_FRAC
        reason = SpotNullReason.CONTACT if is_sent else SpotNullReason.NOT_MEASURED
    elif _has_moved(cadence_grid, rest.stop_ms):
        reason = SpotNullReason.MOVED
    value = float(np.median(hr_bpm)) if reason is None else None
    return SpotRest(rest.start_ms, value, coverage_frac, reason)


def _window(grid: SecondGrid, start_ms: int, stop_ms: int) -> FloatArray:
    first_ms = max(start_ms, stop_ms - WINDOW_MS)
    low, high = np.searchsorted(grid.second_ms, (first_ms, stop_ms))
    return grid.hr_bpm[low:high][~grid.is_interpolated[low:high]]


def _coverage(measured_s: int) -> float:
    return min(measured_s * SECOND_MS / WINDOW_MS, 1.0)


def _has_moved(grid: CadenceGrid, stop_ms: int) -> bool:
    low, high = np.searchsorted(grid.second_ms, (stop_ms - REST_MIN_MS, stop_ms))
    return bool(np.any(grid.cadence_spm[low:high] >= STILL_CADENCE_SPM))
