"""Whether the steps of one day are those of a day: who wore what, and what it told.

Wear is told by heart rate. Several devices tell it, each for itself: what a strap sent
or recorded, what a ring stored, what a file holds.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.step_minutes import ChosenMinutes
from pacepipe.signals.step_sources import StepSource
from pacepipe.signals.wear import (
    STEP_DAY_VALIDITIES,
    WEAR_STATES,
    StepDayValidity,
    WearState,
    step_days,
    wear,
)

AWAKE_HOURS: Final = (7, 22)
"""Waking window by the person's clock (ours), ten hours of which make a day of steps:
research/signal.md 3(f)."""
MINUTE_MS: Final = 60_000
_WORN: Final = WEAR_STATES.index(WearState.WORN)


class WearSource(IntEnum):
    """What told a heart rate."""

    LIVE = 0
    STORED = 1
    IMPORTED = 2


_HEART_OF: Final = {
    StepSource.POD: WearSource.LIVE,
    StepSource.COUNTER: WearSource.LIVE,
    StepSource.STORED: WearSource.STORED,
    StepSource.IMPORTED: WearSource.IMPORTED,
}
"""Whose heart rate shows that the device that counted was worn."""


@dataclass(frozen=True, slots=True, eq=False)
class DayPulse:
    """Heart rate of the m minutes of one day, by `WearSource`.

    Attributes
    ----------
    first_ms : int, ms UTC
        Start of the first minute.
    measured_s : (3, m) int64, seconds
        Usable; 1 where a source tells single heart rates.
    hr_bpm : (3, m) float64
        NaN where there is none.
    is_awake : (m,) bool
    """

    first_ms: int
    measured_s: IntArray
    hr_bpm: FloatArray
    is_awake: BoolArray


@dataclass(frozen=True, slots=True)
class StepDay:
    """Wear and steps of one day.

    Attributes
    ----------
    validity : StepDayValidity
    step_count : float or None
        Of the whole day; None unless it is valid or partial.
    unworn_step_count : float
        Told for minutes in which nothing was known to be worn; never part of it.
    wear_min : tuple of int, minutes
        By `WearSource`; they overlap.
    worn_min, awake_worn_min : int, minutes
        In which any of them was worn.
    offbody_suspect_min : int, minutes
        Of a heart rate that stood still for an hour without a step.
    """

    validity: StepDayValidity
    step_count: float | None
    unworn_step_count: float
    wear_min: tuple[int, ...]
    worn_min: int
    awake_worn_min: int
    offbody_suspect_min: int


def step_day(pulse: DayPulse, told: ChosenMinutes) -> StepDay:
    """Wear and steps of one day.

    Parameters
    ----------
    pulse : DayPulse
    told : ChosenMinutes
        Steps of the day by `StepSource`, sums of longer stretches laid evenly.

    Notes
    -----
    Any heart rate shows that the person wore something, and steps that they carried
    what counts. A day without one step is believed only where the devices that
    counted told a heart rate themselves: a band in a drawer beside a strap that is
    worn feels none. A ring lists quarters with steps only; where it stored heart rates
    on a day of which it lists any, it felt none in the others.
    """
    step_count, source = _in_day(pulse, told)
    kinds = [_HEART_OF[StepSource(code)] for code in np.unique(source[source >= 0])]
    of_kind = np.array([-1, *(_HEART_OF[each] for each in StepSource)])[source + 1]
    rows = np.stack(
        [np.where(of_kind == each, step_count, np.nan) for each in WearSource]
    )
    measured_s = np.vstack((pulse.measured_s, pulse.measured_s.sum(axis=0)))
    worn = wear(
        measured_s,
        np.vstack((pulse.hr_bpm, _any_of(pulse.hr_bpm))),
        np.vstack((rows, step_count)),
    )
    if WearSource.STORED in kinds:
        is_silent = (worn.state[WearSource.STORED] == _WORN) & np.isnan(step_count)
        step_count = np.where(is_silent, 0.0, step_count)
    state = worn.state[-1]
    if not (step_count > 0).any() and kinds:
        state = worn.state[kinds].min(axis=0)
    day = step_days(
        np.zeros(len(state), dtype=np.int64), pulse.is_awake, state, step_count
    )
    is_worn = worn.state == _WORN
    is_known = not np.isnan(day.step_count[0])
    return StepDay(
        validity=STEP_DAY_VALIDITIES[day.validity[0]],
        step_count=float(day.step_count[0]) if is_known else None,
        unworn_step_count=float(day.unworn_step_count[0]),
        wear_min=tuple(is_worn[:-1].sum(axis=1).tolist()),
        worn_min=int(is_worn[-1].sum()),
        awake_worn_min=int((is_worn[-1] & pulse.is_awake).sum()),
        offbody_suspect_min=int(worn.is_offbody_suspect.any(axis=0).sum()),
    )


def _in_day(pulse: DayPulse, told: ChosenMinutes) -> tuple[FloatArray, IntArray]:
    """Steps and source of each minute of the day; NaN and -1 where none is known."""
    count = len(pulse.is_awake)
    step_count = np.full(count, np.nan)
    source = np.full(count, -1, dtype=np.int64)
    place = (told.minute_ms - pulse.first_ms) // MINUTE_MS
    is_in = (place >= 0) & (place < count)
    step_count[place[is_in]] = told.step_count[is_in]
    source[place[is_in]] = told.source[is_in]
    return step_count, source


def _any_of(hr_bpm: FloatArray) -> FloatArray:
    """The first source that has a value of each minute."""
    known = ~np.isnan(hr_bpm)
    first: FloatArray = hr_bpm[known.argmax(axis=0), np.arange(hr_bpm.shape[1])]
    return first
