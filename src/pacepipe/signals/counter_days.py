"""Steps of a counter by day and by minute, with what is not known of each day.

Days are the stretches between local midnights. Nothing is divided by guess: what a
long silence over midnight holds belongs to no day, and both say so.
"""

from dataclasses import dataclass

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.step_counter import STEP_FLAGS, CounterSteps, StepFlag
from pacepipe.signals.step_minutes import MinuteSteps, minute_steps

_RESET: tuple[StepFlag, ...] = (StepFlag.RESET, StepFlag.RESET_MIDNIGHT)
_NULL: tuple[StepFlag, ...] = (
    StepFlag.RATE_IMPLAUSIBLE,
    StepFlag.GLITCH,
    StepFlag.OUT_OF_ORDER,
)


@dataclass(frozen=True, slots=True, eq=False)
class CounterDays:
    """One row a day in which a reading ended an interval.

    Attributes
    ----------
    day : (d,) int64
        How many midnights had passed: rising.
    step_count : (d,) float64
        Placed and unplaced steps of the day; NaN where no interval tells any.
    unplaced_step_count : (d,) float64
        Part of them that belongs to no minute.
    unsplit_step_count : (d,) float64
        Not part of them: of a silence over the midnight before or after the day. It
        stands beside both days, and must not be added up.
    is_lower_bound : (d,) bool
        The day had at least so many steps.
    n_resets, n_rollovers, n_set_aside : (d,) int64
        Counters that began again; that went round; readings not believed.
    """

    day: IntArray
    step_count: FloatArray
    unplaced_step_count: FloatArray
    unsplit_step_count: FloatArray
    is_lower_bound: BoolArray
    n_resets: IntArray
    n_rollovers: IntArray
    n_set_aside: IntArray


def _is(counter: CounterSteps, *flags: StepFlag) -> BoolArray:
    return np.isin(counter.flag_code, [STEP_FLAGS.index(flag) for flag in flags])


def counter_from_ms(counter: CounterSteps, midnight_ms: IntArray) -> IntArray:
    """Start of each interval, ms UTC; what began again at midnight starts there.

    Parameters
    ----------
    counter : CounterSteps
    midnight_ms : (m,) int64, ms UTC, rising
        As given to `counter_steps`.
    """
    begins = _is(counter, StepFlag.RESET_MIDNIGHT)
    last = np.searchsorted(midnight_ms, counter.until_ms, "right") - 1
    from_ms = counter.from_ms.copy()
    from_ms[begins] = midnight_ms[last[begins]]
    return from_ms


def counter_minutes(counter: CounterSteps, midnight_ms: IntArray) -> MinuteSteps:
    """Steps of the minutes that a counter tells of.

    Parameters
    ----------
    counter : CounterSteps
    midnight_ms : (m,) int64, ms UTC, rising
        As given to `counter_steps`.

    Returns
    -------
    MinuteSteps
        Without what is unplaced.
    """
    placed = ~counter.is_unplaced
    return minute_steps(
        counter_from_ms(counter, midnight_ms)[placed],
        counter.until_ms[placed],
        counter.step_count[placed],
    )


def counter_days(counter: CounterSteps, midnight_ms: IntArray) -> CounterDays:
    """Steps of the days that a counter tells of.

    Parameters
    ----------
    counter : CounterSteps
    midnight_ms : (m,) int64, ms UTC, rising
        As given to `counter_steps`.

    Returns
    -------
    CounterDays

    Notes
    -----
    An interval of at most 10 minutes over midnight is divided by time, a longer one
    is not divided. A counter that began again at midnight tells the new day alone,
    and the old one lost what came after its last reading.
    """
    own_from = counter_from_ms(counter, midnight_ms)
    old = np.searchsorted(midnight_ms, counter.from_ms, "right")
    begun = np.searchsorted(midnight_ms, own_from, "right")
    day = np.searchsorted(midnight_ms, counter.until_ms, "right")
    days = np.unique(np.concatenate((old, day)))

    def tally(of: IntArray, which: BoolArray) -> IntArray:
        row = np.searchsorted(days, of[which])
        return np.bincount(row, minlength=len(days)).astype(np.int64)

    def total(of: IntArray, steps: FloatArray, which: BoolArray) -> FloatArray:
        row = np.searchsorted(days, of[which])
        return np.bincount(row, weights=steps[which], minlength=len(days)).astype(
            np.float64
        )

    is_known = ~np.isnan(counter.step_count)
    is_within = is_known & (begun == day)
    is_over = is_known & (begun != day)
    is_split = is_over & ~counter.is_unplaced
    is_unsplit = is_over & counter.is_unplaced
    before, after = _halves(counter, own_from, midnight_ms, is_split)

    step_count = total(day, counter.step_count, is_within)
    step_count += total(begun, before, is_split) + total(day, after, is_split)
    told = tally(day, is_within | is_split) + tally(begun, is_split)
    unsplit = total(old, counter.step_count, is_unsplit)
    unsplit += total(day, counter.step_count, is_unsplit)
    is_lower = counter.is_lower_bound
    lost = _is(counter, StepFlag.RESET_MIDNIGHT) & (old != day)
    lower = tally(day, is_lower & ~lost) + tally(old, (is_lower & is_over) | lost)
    return CounterDays(
        day=days.astype(np.int64),
        step_count=np.where(told > 0, step_count, np.nan),
        unplaced_step_count=total(
            day, counter.step_count, is_within & counter.is_unplaced
        ),
        unsplit_step_count=unsplit,
        is_lower_bound=lower > 0,
        n_resets=tally(day, _is(counter, *_RESET)),
        n_rollovers=tally(day, _is(counter, StepFlag.ROLLOVER)),
        n_set_aside=tally(day, _is(counter, *_NULL)),
    )


def _halves(
    counter: CounterSteps,
    own_from: IntArray,
    midnight_ms: IntArray,
    is_split: BoolArray,
) -> tuple[FloatArray, FloatArray]:
    """Steps before and after the midnight within each interval that is divided."""
    share = np.ones(len(own_from))
    last = np.searchsorted(midnight_ms, counter.until_ms[is_split], "right") - 1
    length = counter.until_ms[is_split] - own_from[is_split]
    share[is_split] = (midnight_ms[last] - own_from[is_split]) / length
    before = counter.step_count * share
    return before, counter.step_count - before
