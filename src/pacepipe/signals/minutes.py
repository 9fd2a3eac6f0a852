"""One row a minute in which anything at all was received.

A minute that is not here was silent; a value that is NaN here was not measured
well enough to be said.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.grid import SECOND_MS, SecondGrid
from pacepipe.signals.step_minutes import ChosenMinutes
from pacepipe.signals.steps import CadenceGrid

MINUTE_MS: Final = 60_000
MEASURED_MIN_S: Final = 30
"""Fewest measured seconds of a minute that has a heart rate, seconds:
research/signal.md 3(d)."""


@dataclass(frozen=True, slots=True, eq=False)
class MinuteTable:
    """Columns of `clean.minute`, without person and day.

    Attributes
    ----------
    minute_ms : (n,) int64, ms UTC
        Start of the minute, strictly rising.
    hr_bpm : (n,) float64, bpm
        Median of the measured seconds; NaN with fewer than 30 of them.
    hr_measured_s, hr_interpolated_s : (n,) int64, seconds
    hr_flagged_s : (n,) int64
        Heart-rate measurements that were set aside.
    step_count : (n,) float64, steps
        In the measured seconds; NaN where no cadence was measured.
    step_measured_s : (n,) int64, seconds
        See `with_steps` for those of other sources.
    is_worn : (n,) bool
        At least one measured second of heart rate.
    """

    minute_ms: IntArray
    hr_bpm: FloatArray
    hr_measured_s: IntArray
    hr_interpolated_s: IntArray
    hr_flagged_s: IntArray
    step_count: FloatArray
    step_measured_s: IntArray
    is_worn: BoolArray


def _medians(group: IntArray, value: FloatArray, count: IntArray) -> FloatArray:
    """Median of `value` in each group with enough of them, else NaN.

    Groups rise, and hold at most 60 values.
    """
    start = np.cumsum(count) - count
    table = np.full((len(count), MINUTE_MS // SECOND_MS), np.inf)
    table[group, np.arange(len(group)) - start[group]] = value
    table.sort(axis=1)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    median = np.full(len(count), np.nan)
    enough = np.flatnonzero(count >= MEASURED_MIN_S)
    median[enough] = (table[enough, low[enough]] + table[enough, high[enough]]) / 2
    return median


def minute_table(
    second_grid: SecondGrid, cadence_grid: CadenceGrid, flagged_at_ms: IntArray
) -> MinuteTable:
    """What is known of each minute.

    Parameters
    ----------
    second_grid : SecondGrid
    cadence_grid : CadenceGrid
    flagged_at_ms : (f,) int64, ms UTC
        Arrival of the heart-rate measurements that were set aside.

    Returns
    -------
    MinuteTable
    """
    minute_of_hr = second_grid.second_ms // MINUTE_MS
    minute_of_step = cadence_grid.second_ms // MINUTE_MS
    minute_of_flag = flagged_at_ms // MINUTE_MS
    minute = np.unique(np.concatenate((minute_of_hr, minute_of_step, minute_of_flag)))

    def tally(which: IntArray) -> IntArray:
        return np.bincount(np.searchsorted(minute, which), minlength=len(minute))

    is_measured = ~second_grid.is_interpolated
    measured_s = tally(minute_of_hr[is_measured])
    step_measured_s = tally(minute_of_step)
    steps = np.bincount(
        np.searchsorted(minute, minute_of_step),
        weights=cadence_grid.step_count,
        minlength=len(minute),
    )
    return MinuteTable(
        minute_ms=minute * MINUTE_MS,
        hr_bpm=_medians(
            np.searchsorted(minute, minute_of_hr[is_measured]),
            second_grid.hr_bpm[is_measured],
            measured_s,
        ),
        hr_measured_s=measured_s,
        hr_interpolated_s=tally(minute_of_hr[second_grid.is_interpolated]),
        hr_flagged_s=tally(minute_of_flag),
        step_count=np.where(step_measured_s > 0, steps, np.nan),
        step_measured_s=step_measured_s,
        is_worn=measured_s > 0,
    )


def with_steps(table: MinuteTable, chosen: ChosenMinutes) -> MinuteTable:
    """A table with the steps that were chosen in place of its own.

    Parameters
    ----------
    table : MinuteTable
    chosen : ChosenMinutes
        Of all sources, the cadence of the table among them.

    Returns
    -------
    MinuteTable
        Minutes of either; seconds of which a part is known count as measured.
    """
    minute = np.union1d(table.minute_ms, chosen.minute_ms)
    row = np.searchsorted(minute, table.minute_ms)
    step_row = np.searchsorted(minute, chosen.minute_ms)

    def spread(value: IntArray) -> IntArray:
        whole = np.zeros(len(minute), dtype=value.dtype)
        whole[row] = value
        return whole

    hr_bpm = np.full(len(minute), np.nan)
    hr_bpm[row] = table.hr_bpm
    step_count = np.full(len(minute), np.nan)
    step_count[step_row] = chosen.step_count
    measured_s = np.zeros(len(minute), dtype=np.int64)
    measured_s[step_row] = -(-chosen.known_ms // SECOND_MS)
    hr_measured_s = spread(table.hr_measured_s)
    return MinuteTable(
        minute_ms=minute,
        hr_bpm=hr_bpm,
        hr_measured_s=hr_measured_s,
        hr_interpolated_s=spread(table.hr_interpolated_s),
        hr_flagged_s=spread(table.hr_flagged_s),
        step_count=step_count,
        step_measured_s=measured_s,
        is_worn=hr_measured_s > 0,
    )
