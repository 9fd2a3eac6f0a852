"""Minutes of sources that do not send once a second, and shares of what was measured.

A band that reports every few seconds, or once a minute, is no worse for that; its
samples are taken as they are, and none is repeated to fill a grid.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.grid import SECOND_MS, SecondGrid
from pacepipe.signals.heart_rate import HR_FLAGS

MINUTE_MS: Final = 60_000
SAMPLED_FRAC: Final = 0.5
"""Share of the samples of a minute that must be usable (ours, the same half that
research/signal.md 3(d) asks of seconds)."""


@dataclass(frozen=True, slots=True, eq=False)
class SampleMinutes:
    """Heart rate of minutes that have enough samples.

    Attributes
    ----------
    minute_ms : (n,) int64, ms UTC
        Start of the minute, strictly rising.
    hr_bpm : (n,) float64, bpm
        Never NaN.
    hr_at_ms : (n,) int64, ms UTC
        Time of the last sample of the minute: its own time, where it is the only one.
    sample_count : (n,) int64
    """

    minute_ms: IntArray
    hr_bpm: FloatArray
    hr_at_ms: IntArray
    sample_count: IntArray


def sample_minutes(
    at_ms: IntArray, hr_bpm: IntArray | FloatArray, is_ok: BoolArray, usual_ms: int
) -> SampleMinutes:
    """Minutes of one source that sends less often than once in 2 s.

    Parameters
    ----------
    at_ms : (n,) int64, ms UTC
    hr_bpm : (n,) bpm
    is_ok : (n,) bool
    usual_ms : int, ms
        Time between samples; see `period_ms`.

    Returns
    -------
    SampleMinutes
        The median of a minute's usable samples, where they are half of those that
        fit. A minute without a sample is not there. Order and repetition of rows
        change nothing.

    Examples
    --------
    >>> told = sample_minutes(
    ...     np.array([5_000, 365_000]), np.array([70, 74]), np.full(2, True), 300_000
    ... )
    >>> told.minute_ms.tolist(), told.hr_at_ms.tolist()
    ([0, 360000], [5000, 365000])
    """
    rows = np.unique(
        np.stack((at_ms[is_ok].astype(np.float64), hr_bpm[is_ok].astype(np.float64))),
        axis=1,
    )
    at, value = rows[0].astype(np.int64), rows[1]
    minute = at // MINUTE_MS
    order = np.lexsort((value, minute))
    minutes, first, count = np.unique(minute, return_index=True, return_counts=True)
    ordered = value[order]
    median = (ordered[first + (count - 1) // 2] + ordered[first + count // 2]) / 2
    fit = max(MINUTE_MS // usual_ms, 1)
    is_enough = count >= SAMPLED_FRAC * fit
    return SampleMinutes(
        minute_ms=minutes[is_enough] * MINUTE_MS,
        hr_bpm=median[is_enough],
        hr_at_ms=at[first + count - 1][is_enough],
        sample_count=count[is_enough].astype(np.int64),
    )


def flagged_seconds(
    second_grid: SecondGrid, at_ms: IntArray, hr_code: IntArray, minute_ms: IntArray
) -> IntArray:
    """Seconds of each minute that have a flagged reading and no measured value.

    Parameters
    ----------
    second_grid : SecondGrid
    at_ms : (n,) int64, ms UTC
    hr_code : (n,) int64, in `HR_FLAGS`
        Of each reading; see `primary_flags`.
    minute_ms : (m,) int64, ms UTC
        Minutes to tell of, strictly rising.

    Returns
    -------
    (m, len(HR_FLAGS)) int64, seconds
        By reason; each second once, under the reason that ranks last in `HR_FLAGS`.
        The column of ok is 0.
    """
    is_flagged = hr_code > 0
    second = at_ms[is_flagged] // SECOND_MS
    measured = second_grid.second_ms[~second_grid.is_interpolated] // SECOND_MS
    order = np.lexsort((hr_code[is_flagged], second))
    second, code = second[order], hr_code[is_flagged][order]
    is_last = np.ones(len(second), dtype=np.bool_)
    is_last[:-1] = second[1:] != second[:-1]
    kept = is_last & ~np.isin(second, measured)
    minute = second[kept] * SECOND_MS // MINUTE_MS * MINUTE_MS
    row = np.searchsorted(minute_ms, minute)
    is_in = np.zeros(len(row), dtype=np.bool_)
    inside = row < len(minute_ms)
    is_in[inside] = minute_ms[row[inside]] == minute[inside]
    cell = row[is_in] * len(HR_FLAGS) + code[kept][is_in]
    return np.bincount(cell, minlength=len(minute_ms) * len(HR_FLAGS)).reshape(
        len(minute_ms), len(HR_FLAGS)
    )


@dataclass(frozen=True, slots=True)
class Shares:
    """Of a stretch of time: measured, filled and flagged; what is left was silent."""

    measured_frac: float
    filled_frac: float
    flagged_frac: float


def shares(
    second_grid: SecondGrid, flagged_at_ms: IntArray, from_ms: int, until_ms: int
) -> Shares:
    """How much of a stretch was measured.

    Parameters
    ----------
    second_grid : SecondGrid
    flagged_at_ms : (f,) int64, ms UTC
        Readings that were set aside.
    from_ms, until_ms : int, ms UTC
        The end is not part of it.

    Returns
    -------
    Shares
        Flagged is a second that has nothing but readings that were set aside, filled
        or not; a filled second that has one counts as filled.

    Raises
    ------
    ValueError
        If the stretch is shorter than a second.
    """
    first, last = -(-from_ms // SECOND_MS), until_ms // SECOND_MS
    if last <= first:
        raise ValueError(f"no whole second lies between {from_ms} and {until_ms} ms")
    second = second_grid.second_ms // SECOND_MS
    is_in = (second >= first) & (second < last)
    filled = int(second_grid.is_interpolated[is_in].sum())
    flagged = np.unique(flagged_at_ms // SECOND_MS)
    flagged = flagged[(flagged >= first) & (flagged < last)]
    alone = int((~np.isin(flagged, second[is_in])).sum())
    length = last - first
    return Shares(
        measured_frac=(int(is_in.sum()) - filled) / length,
        filled_frac=filled / length,
        flagged_frac=alone / length,
    )
