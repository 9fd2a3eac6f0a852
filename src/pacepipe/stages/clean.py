"""From judged readings to seconds and minutes, one day at a time.

Where two straps send heart rate on one day, the one with the most usable
readings gives the day's grid; readings of two sources are never averaged.
"""

from dataclasses import dataclass

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.signals import (
    CadenceGrid,
    MinuteTable,
    SecondGrid,
    cadence_grid,
    minute_table,
    second_grid,
)
from pacepipe.stages.decode import Decoded
from pacepipe.stages.facts import CalendarDay
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Coded, Column, Warehouse


@dataclass(frozen=True, slots=True, eq=False)
class CleanDay:
    """Grids of one day, margins included."""

    seconds: SecondGrid
    cadence: CadenceGrid
    flagged_at_ms: IntArray

    @property
    def measured_ms(self) -> IntArray:
        """Seconds in which anything was measured, rising."""
        hr_ms = self.seconds.second_ms[~self.seconds.is_interpolated]
        return np.union1d(hr_ms, self.cadence.second_ms)


def clean_day(decoded: Decoded, day_index: int) -> CleanDay:
    """Grids of one day of the batch."""
    frames, heart, rsc = decoded.frames, decoded.heart, decoded.rsc
    of_day = frames.day_index[heart.frame_index] == day_index
    usable = decoded.hr_code == 0
    chosen = of_day & _of_best_strap(decoded, of_day, usable)
    hr_rows = heart.frame_index[chosen]
    flagged = heart.frame_index[chosen & ~usable]
    step_of_day = frames.day_index[rsc.frame_index] == day_index
    return CleanDay(
        seconds=second_grid(
            frames.at_ms[hr_rows], heart.hr_bpm[chosen], usable[chosen]
        ),
        cadence=cadence_grid(
            frames.at_ms[rsc.frame_index[step_of_day]],
            decoded.cadence_spm[step_of_day],
            rsc.speed_mps[step_of_day],
        ),
        flagged_at_ms=frames.at_ms[flagged],
    )


def _of_best_strap(decoded: Decoded, of_day: BoolArray, usable: BoolArray) -> BoolArray:
    strap = decoded.frames.strap_code[decoded.heart.frame_index]
    counts = np.bincount(strap[of_day & usable])
    if len(counts) == 0:
        return np.ones(len(strap), dtype=np.bool_)
    best: BoolArray = strap == np.argmax(counts)
    return best


def _own(at_ms: IntArray, day: CalendarDay) -> BoolArray:
    return (at_ms * 1000 >= day.start_us) & (at_ms * 1000 < day.end_us)


def write_clean_day(
    warehouse: Warehouse, stale: StaleDay, day: CalendarDay, clean: CleanDay
) -> MinuteTable:
    """Append seconds and minutes of one day, its margins left out.

    Returns
    -------
    MinuteTable
        The day's own minutes.
    """
    seconds, cadence = clean.seconds, clean.cadence
    own = _own(seconds.second_ms, day)
    mine = SecondGrid(
        seconds.second_ms[own], seconds.hr_bpm[own], seconds.is_interpolated[own]
    )
    step_own = _own(cadence.second_ms, day)
    steps = CadenceGrid(
        cadence.second_ms[step_own],
        cadence.cadence_spm[step_own],
        cadence.step_count[step_own],
    )
    flagged = clean.flagged_at_ms[_own(clean.flagged_at_ms, day)]
    table = minute_table(mine, steps, flagged)
    warehouse.insert(
        "clean.hr_second",
        {
            **whose(stale, len(mine.second_ms)),
            "second_at": mine.second_ms.astype("datetime64[ms]"),
            "hr_bpm": mine.hr_bpm,
            "is_interpolated": mine.is_interpolated,
        },
    )
    warehouse.insert(
        "clean.minute",
        {
            **whose(stale, len(table.minute_ms)),
            "minute_at": table.minute_ms.astype("datetime64[ms]"),
            "hr_bpm": table.hr_bpm,
            "hr_measured_s": table.hr_measured_s,
            "hr_interpolated_s": table.hr_interpolated_s,
            "hr_flagged_s": table.hr_flagged_s,
            "step_count": table.step_count,
            "step_measured_s": table.step_measured_s,
            "is_worn": table.is_worn,
        },
    )
    return table


def whose(stale: StaleDay, count: int) -> dict[str, Column]:
    """Person and day, `count` times."""
    return {
        "patient_id": Coded(np.zeros(count, dtype=np.int64), [stale.patient_id]),
        "day_date": np.full(count, np.datetime64(stale.day_date, "D")),
    }
