"""Steps between readings of a counter that only ever should rise.

A watch sends a running total. It starts again at midnight or after a restart,
rolls over, sends yesterday's total for a while after midnight, and now and then
nonsense. Steps are the differences that can be believed; where one cannot, the
interval has no value and a reason, and never 0 steps. What is surely a part of
the truth only is marked a lower bound.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

RATE_LIMIT_PER_S: Final = 4.0
"""Steps a second; the largest natural minute of 1.1 M was 173, one was 243:
research/signal.md 3(e)."""
RATE_HIGH_PER_S: Final = 220 / 60
"""From here to the limit it is believed and marked: research/signal.md 3(e)."""
GLITCH_STEPS: Final = 50
"""Largest dip that the next reading may take back: research/signal.md 3(e)."""
MODULI: Final = (2**16, 2**24, 2**32)
"""Where counters roll over."""
PLACED_MAX_MS: Final = 10 * 60_000
"""Steps of a longer interval belong to no minute of it: research/signal.md 3(e)."""
SILENCE_MS: Final = 2 * 3600 * 1000
"""In a longer silence the counter may have begun again and passed its old total: its
steps are a lower bound (ours, the margin of a day)."""
PREVIOUS_DAY_MAX_MS: Final = 30 * 60_000
"""How long after midnight an unchanged total may be yesterday's: InfiniTime issue
1270; research/signal.md 3(e)."""
_NEAR_THE_TOP: Final = 0.9
_NEAR_THE_BOTTOM: Final = 0.1


class StepFlag(StrEnum):
    """What became of one interval between readings."""

    OK = "ok"
    RATE_HIGH = "rate_high"
    ROLLOVER = "rollover"
    RESET_MIDNIGHT = "reset_midnight"
    RESET = "reset"
    RATE_IMPLAUSIBLE = "rate_implausible"
    OUT_OF_ORDER = "out_of_order"
    GLITCH = "glitch"
    PREVIOUS_DAY = "previous_day"


STEP_FLAGS: Final = tuple(StepFlag)
"""Order of the codes in `CounterSteps.flag_code`."""
_CODE: Final = {flag: code for code, flag in enumerate(STEP_FLAGS)}


@dataclass(frozen=True, slots=True, eq=False)
class CounterSteps:
    """One interval a reading, the first reading left out: n - 1 rows.

    Attributes
    ----------
    from_ms, until_ms : (n - 1,) int64, ms UTC
        From the last reading that was believed to this one. Where `step_count` is
        not NaN, intervals do not overlap.
    step_count : (n - 1,) float64
        NaN where it cannot be told, see the flag.
    flag_code : (n - 1,) int64, in `STEP_FLAGS`
    is_lower_bound : (n - 1,) bool
        At least so many: the counter started again within, or may have.
    is_unplaced : (n - 1,) bool
        Counts for the day and for no minute of it.
    crosses_midnight : (n - 1,) bool
        How it divides between two days is not known; both are to be flagged.
    """

    from_ms: IntArray
    until_ms: IntArray
    step_count: FloatArray
    flag_code: IntArray
    is_lower_bound: BoolArray
    is_unplaced: BoolArray
    crosses_midnight: BoolArray


@dataclass(frozen=True, slots=True)
class _Reading:
    at_ms: int
    total: int


@dataclass(frozen=True, slots=True)
class _Step:
    """Judgement of one reading; `after` is what the next one is compared with."""

    flag: StepFlag
    after: _Reading
    since: _Reading
    step_count: float = float("nan")
    is_lower_bound: bool = False


def counter_steps(
    at_ms: IntArray, total: IntArray, midnight_ms: IntArray
) -> CounterSteps:
    """Steps between the readings of one device's counter.

    Parameters
    ----------
    at_ms : (n,) int64, ms UTC
        In the order they arrived; times need not rise.
    total : (n,) int64, not negative
        As sent.
    midnight_ms : (m,) int64, ms UTC, rising
        Local midnights of the device's clock around the readings.

    Returns
    -------
    CounterSteps

    Notes
    -----
    With d the difference to the last believed reading and dt > 0 the time since:

    - d >= 0 and d/dt <= 4: steps. Above it: null, and the reading is believed only
      if the next one goes on from it and not from the one before.
    - d < 0: rollover where it fits one; start at midnight where midnight passed and
      the new total fits the time since; a glitch of at most 50 that the next
      reading takes back; else a restart, the new total being a lower bound.
    - the same total within 30 minutes after a midnight may be yesterday's: null,
      and nothing is believed until it changes or the time is over.

    Two readings more than 10 minutes apart and on both sides of a midnight are
    always a lower bound: the total may have started again and passed the old one. So
    are two that are more than 2 hours apart, on whatever day.

    References
    ----------
    research/signal.md 3(e); Gadgetbridge (quarantine of a day's first total);
    InfiniTime issues 1072, 1270, 2293.

    Examples
    --------
    >>> at = np.array([0, 10_000, 20_000, 30_000])
    >>> steps = counter_steps(at, np.array([100, 112, 5, 9]), np.array([15_000]))
    >>> steps.step_count.tolist(), [STEP_FLAGS[c].value for c in steps.flag_code]
    ([12.0, 5.0, 4.0], ['ok', 'reset_midnight', 'ok'])
    """
    steps = _judged(at_ms, total, midnight_ms)
    until_ms = at_ms[1:].astype(np.int64)
    from_ms, step_count = steps.from_ms, steps.step_count
    crosses = np.searchsorted(midnight_ms, until_ms, "right") > np.searchsorted(
        midnight_ms, from_ms, "right"
    )
    is_long = until_ms - from_ms > PLACED_MAX_MS
    is_silence = until_ms - from_ms > SILENCE_MS
    is_known = ~np.isnan(step_count)
    return CounterSteps(
        from_ms=from_ms,
        until_ms=until_ms,
        step_count=step_count,
        flag_code=steps.flag_code,
        is_lower_bound=steps.is_lower_bound
        | (is_known & ((is_long & crosses) | is_silence)),
        is_unplaced=is_known & is_long,
        crosses_midnight=crosses,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Judgement of each reading but the first, as columns."""

    from_ms: IntArray
    step_count: FloatArray
    flag_code: IntArray
    is_lower_bound: BoolArray

    def put(self, place: int, step: _Step) -> None:
        self.from_ms[place] = step.since.at_ms
        self.step_count[place] = step.step_count
        self.flag_code[place] = _CODE[step.flag]
        self.is_lower_bound[place] = step.is_lower_bound


def _plain(
    at_ms: IntArray, total: IntArray, midnight_ms: IntArray
) -> tuple[_Steps, BoolArray]:
    """Each reading against the one before it, and where nothing else matters.

    Readings come every few seconds and almost all just count on; only the others
    need to know what was believed before.
    """
    until_ms = at_ms[1:].astype(np.int64)
    from_ms = at_ms[:-1].astype(np.int64)
    change = np.diff(total).astype(np.int64)
    elapsed_s = (until_ms - from_ms) / 1000
    rate = change / np.where(elapsed_s > 0, elapsed_s, 1.0)
    passed = np.searchsorted(midnight_ms, until_ms, "right")
    is_midnight = passed > np.searchsorted(midnight_ms, from_ms, "right")
    is_plain = (elapsed_s > 0) & (change >= 0) & (rate <= RATE_LIMIT_PER_S)
    is_plain &= ~(is_midnight & (change == 0))
    high = np.where(rate > RATE_HIGH_PER_S, _CODE[StepFlag.RATE_HIGH], 0)
    steps = _Steps(
        from_ms,
        change.astype(np.float64),
        high.astype(np.int64),
        np.zeros(len(change), dtype=np.bool_),
    )
    return steps, is_plain


def _judged(at_ms: IntArray, total: IntArray, midnight_ms: IntArray) -> _Steps:
    steps, is_plain = _plain(at_ms, total, midnight_ms)
    counter = _Counter(at_ms, total, midnight_ms)
    for first in np.flatnonzero(~is_plain).tolist():
        if not is_plain[first]:
            _judge_until_plain(counter, steps, is_plain, first)
    return steps


@dataclass(frozen=True, slots=True, eq=False)
class _Counter:
    at_ms: IntArray
    total: IntArray
    midnight_ms: IntArray

    def reading(self, place: int) -> _Reading:
        return _Reading(int(self.at_ms[place]), int(self.total[place]))

    def following(self, place: int) -> _Reading | None:
        return self.reading(place + 1) if place + 1 < len(self.at_ms) else None


def _judge_until_plain(
    counter: _Counter, steps: _Steps, is_plain: BoolArray, first: int
) -> None:
    """Judge readings one by one until one is believed that the next goes on from."""
    believed, doubted = counter.reading(first), None
    for place in range(first + 1, len(counter.at_ms)):
        now, following = counter.reading(place), counter.following(place)
        step = _judge(believed, now, following, counter.midnight_ms)
        if doubted is not None and step.flag is StepFlag.RATE_IMPLAUSIBLE:
            # Two that go on from each other are right, and the one before was not.
            again = _judge(doubted, now, following, counter.midnight_ms)
            if again.flag in {StepFlag.OK, StepFlag.RATE_HIGH}:
                step = again
        steps.put(place - 1, step)
        is_plain[place - 1] = True
        believed = step.after
        if step.flag is StepFlag.RATE_IMPLAUSIBLE:
            doubted = now
        elif step.flag is not StepFlag.OUT_OF_ORDER:
            doubted = None
        if believed is now and doubted is None and is_plain[place : place + 1].all():
            return


def _judge(
    before: _Reading, now: _Reading, following: _Reading | None, midnight_ms: IntArray
) -> _Step:
    elapsed_s = (now.at_ms - before.at_ms) / 1000
    if elapsed_s <= 0:
        return _Step(StepFlag.OUT_OF_ORDER, after=before, since=before)
    change = now.total - before.total
    midnight = _last_midnight(before, now, midnight_ms)
    if change < 0:
        return _fall(before, now, following, midnight)
    is_recent = midnight is not None and now.at_ms - midnight <= PREVIOUS_DAY_MAX_MS
    if change == 0 and now.total > 0 and is_recent:
        return _Step(StepFlag.PREVIOUS_DAY, after=before, since=before)
    rate = change / elapsed_s
    if rate > RATE_LIMIT_PER_S:
        return _Step(StepFlag.RATE_IMPLAUSIBLE, after=before, since=before)
    flag = StepFlag.RATE_HIGH if rate > RATE_HIGH_PER_S else StepFlag.OK
    return _Step(flag, after=now, since=before, step_count=float(change))


def _fall(
    before: _Reading,
    now: _Reading,
    following: _Reading | None,
    midnight: int | None,
) -> _Step:
    elapsed_s = (now.at_ms - before.at_ms) / 1000
    change = now.total - before.total
    for modulus in MODULI:
        is_round = (
            before.total > _NEAR_THE_TOP * modulus
            and now.total < _NEAR_THE_BOTTOM * modulus
            and before.total < modulus
        )
        if is_round and (modulus + change) / elapsed_s <= RATE_LIMIT_PER_S:
            return _Step(
                StepFlag.ROLLOVER, now, before, step_count=float(modulus + change)
            )
    if midnight is not None:
        since_s = (now.at_ms - midnight) / 1000
        if now.total <= RATE_LIMIT_PER_S * since_s:
            return _Step(StepFlag.RESET_MIDNIGHT, now, before, float(now.total))
    if (
        -change <= GLITCH_STEPS
        and following is not None
        and following.total >= before.total
    ):
        return _Step(StepFlag.GLITCH, after=before, since=before)
    if now.total / elapsed_s > RATE_LIMIT_PER_S:
        # A restart within the interval, and more steps than fit into it.
        return _Step(StepFlag.RESET, after=now, since=before)
    return _Step(
        StepFlag.RESET, now, before, step_count=float(now.total), is_lower_bound=True
    )


def _last_midnight(
    before: _Reading, now: _Reading, midnight_ms: IntArray
) -> int | None:
    """The latest midnight after one reading and not after the other."""
    place = int(np.searchsorted(midnight_ms, now.at_ms, "right")) - 1
    if place < 0 or midnight_ms[place] <= before.at_ms:
        return None
    return int(midnight_ms[place])


def counter_from_ms(counter: CounterSteps, midnight_ms: IntArray) -> IntArray:
    """Start of each interval, ms UTC; what began again at midnight starts there.

    Parameters
    ----------
    counter : CounterSteps
    midnight_ms : (m,) int64, ms UTC, rising
        As given to `counter_steps`.
    """
    begins = counter.flag_code == STEP_FLAGS.index(StepFlag.RESET_MIDNIGHT)
    last = np.searchsorted(midnight_ms, counter.until_ms, "right") - 1
    from_ms = counter.from_ms.copy()
    from_ms[begins] = midnight_ms[last[begins]]
    return from_ms
