"""How much more likely a risen heart rate is than a usual one, given what was seen.

For every day the odds of "it rose" against "nothing did": sums over how far it rose and
when, of the likelihood of nights (or seated rests), walks and answers. Errors have a
Student's t distribution with 3 degrees of freedom, so that one odd night can never say
much. A quick rise is flat and began in the last seven days; a slow one has grown over
one and a half to four weeks, and may show in walks more than at rest, as with a
falling haemoglobin. A faster walk, more tiredness and fewer steps than usual can only
speak for a quick rise: a usual walk, no answer, no tiredness and a usual day say
nothing against it. No night or rest speaks louder for a quick rise than the next most
telling one of the same days, so that a single value that was made up says nothing.

Many people at once, one row each and one column a day; only looks back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.pacing.flag_policy import FlagPolicy

TAIL: Final = 3.0
"""Degrees of freedom (house; 3 to 6 found the same in the cohort)."""
QUICK_BPM: Final = (4.0, 6.0, 8.0, 11.0, 15.0)
"""Of half a degree to two of fever at 7.2 bpm a degree (Jensen 2019,
doi:10.52964/amja.0766)."""
QUICK_DAYS: Final = 7
SLOW_BPM: Final = ((3.0, 3.0), (6.0, 6.0), (1.5, 6.0), (3.0, 10.0))
"""At rest, and in walks: alike, or in walks more (about 5 % a g/dL, research 2.5)."""
SLOW_DAYS: Final = (10, 18, 28)
QUICK_PER_MONTH: Final = 0.06
SLOW_PER_MONTH: Final = 0.03
MONTH_DAYS: Final = 30
SLOW_WIDTH_DAYS: Final = 7
"""How often either begins, and how far apart the slow beginnings are (house). They only
shift what the threshold is set against."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is over the usual, arrays of (n, days); NaN where not known.

    Attributes
    ----------
    rest_bpm, rest_spread_bpm : float64
        Of nights or of seated rests, never of both.
    walk_bpm, walk_spread_bpm : float64
    tired_points : float64
    fewer_steps, fewer_spread : float64
        Logarithm of the usual steps over those of the day, and the spread of that.
    """

    rest_bpm: FloatArray
    rest_spread_bpm: FloatArray
    walk_bpm: FloatArray
    walk_spread_bpm: FloatArray
    tired_points: FloatArray
    fewer_steps: FloatArray
    fewer_spread: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Rise:
    """Natural logarithms of odds, (n, days) float64."""

    quick: FloatArray
    slow: FloatArray

    @property
    def either(self) -> FloatArray:
        """Of a quick or a slow one."""
        both: FloatArray = np.logaddexp(self.quick, self.slow)
        return both


def rise(seen: Seen, policy: FlagPolicy) -> Rise:
    """Log odds of a rise on every day."""
    tired = np.maximum(
        _gain(seen.tired_points, policy.tired_spread, policy.tired_points, policy), 0.0
    )
    fewer = _of_steps(seen, policy)
    quick = []
    for bpm in QUICK_BPM:
        of_rests = _gain(seen.rest_bpm, seen.rest_spread_bpm, bpm, policy)
        of_walks = np.maximum(
            _gain(seen.walk_bpm, seen.walk_spread_bpm, bpm, policy), 0.0
        )
        gain = of_rests + of_walks + tired + fewer
        through = np.cumsum(np.pad(gain, ((0, 0), (1, 0))), axis=1)
        alone = _alone(of_rests)
        quick += [
            _last(through, days) - (0.0 if policy.lone_speaks else alone[days - 1])
            for days in range(1, QUICK_DAYS + 1)
        ]
    slow = [
        _grown(seen, (at_rest, in_walks), days, policy)
        for at_rest, in_walks in SLOW_BPM
        for days in SLOW_DAYS
    ]
    of_quick = QUICK_PER_MONTH / MONTH_DAYS / len(QUICK_BPM)
    of_slow = SLOW_PER_MONTH / MONTH_DAYS * SLOW_WIDTH_DAYS / len(slow)
    return Rise(_total(quick) + np.log(of_quick), _total(slow) + np.log(of_slow))


def _of_steps(seen: Seen, policy: FlagPolicy) -> FloatArray:
    """What fewer steps say for a quick rise; never against one."""
    gain = _gain(seen.fewer_steps, seen.fewer_spread, policy.fewer_steps_log, policy)
    heard: FloatArray = np.maximum(gain, 0.0) * policy.steps_speak
    return heard


def _alone(gain: FloatArray) -> list[FloatArray]:
    """By how much the most telling of the last 1, 2 ... days outdoes the next one."""
    most, following = np.zeros(gain.shape), np.zeros(gain.shape)
    found = []
    for back in range(QUICK_DAYS):
        value = np.zeros(gain.shape)
        value[:, back:] = gain[:, : gain.shape[1] - back]
        following = np.maximum(following, np.minimum(most, value))
        most = np.maximum(most, value)
        found.append(most - following)
    return found


def _gain(
    value: FloatArray,
    spread: FloatArray | float,
    shift: float | FloatArray,
    policy: FlagPolicy,
) -> FloatArray:
    """Log likelihood of the shift over that of none; 0 where nothing is known.

    A value beyond the one that speaks most for the shift speaks as much as that one:
    with heavy tails it would be taken for an odd one, and a still faster heart would
    silence a flag.
    """
    if not policy.extreme_silences:
        room = np.sqrt(np.square(shift) + 4 * TAIL * np.square(spread))
        value = np.minimum(value, (shift + room) / 2)
    power = -(TAIL + 1) / 2
    gain = power * (
        np.log1p(((value - shift) / spread) ** 2 / TAIL)
        - np.log1p((value / spread) ** 2 / TAIL)
    )
    return np.where(np.isnan(gain), 0.0, gain)


def _last(through: FloatArray, days: int) -> FloatArray:
    """Sums over the last `days` days, from running totals (n, days + 1)."""
    end = through[:, 1:]
    begin = through[:, np.maximum(np.arange(len(end[0])) - days + 1, 0)]
    total: FloatArray = end - begin
    return total


def _grown(
    seen: Seen, most: tuple[float, float], days: int, policy: FlagPolicy
) -> FloatArray:
    """A shift, at rest and in walks, that grew evenly over the last `days` days."""
    length = seen.rest_bpm.shape[1]
    share = ((days - np.arange(min(days, length))) / days)[:, None, None]
    gain = _gain(seen.rest_bpm, seen.rest_spread_bpm, most[0] * share, policy) + _gain(
        seen.walk_bpm, seen.walk_spread_bpm, most[1] * share, policy
    )
    total = np.zeros(seen.rest_bpm.shape)
    for back, of_day in enumerate(gain):
        total[:, back:] += of_day[:, : length - back]
    return total


def _total(logs: Iterable[FloatArray]) -> FloatArray:
    """Logarithm of the sum."""
    stacked = np.stack(tuple(logs))
    most = stacked.max(axis=0)
    total: FloatArray = most + np.log(np.exp(stacked - most).sum(axis=0))
    return total


def raised_count(
    excess: FloatArray, least: float, *, last: int, within_days: int
) -> FloatArray:
    """How many of the last known values reach `least`, (n, days) float64.

    Parameters
    ----------
    excess : (n, days) float64
        NaN where not known.
    last : int
        Known values that are looked at, the newest of this day or before.
    within_days : int
        Days that they must lie in, this one included.
    """
    days = excess.shape[1]
    known = ~np.isnan(excess)
    number = np.cumsum(known, axis=1)
    found = np.zeros(excess.shape)
    for back in range(min(within_days, days)):
        value = np.full(excess.shape, np.nan)
        value[:, back:] = excess[:, : days - back]
        rank = np.full(excess.shape, last)
        rank[:, back:] = number[:, back:] - number[:, : days - back]
        with np.errstate(invalid="ignore"):
            found += (value >= least) & (rank < last)
    return found


def is_repeated(
    rest_bpm: FloatArray, walk_bpm: FloatArray, policy: FlagPolicy
) -> tuple[BoolArray, BoolArray]:
    """Whether rests, and walks, are raised more than once; a single one never is.

    Each only on days on which it was measured itself.
    """
    rests = raised_count(
        rest_bpm,
        policy.raised_night_bpm,
        last=policy.raised_of,
        within_days=policy.raised_days,
    )
    walks = raised_count(
        walk_bpm,
        policy.raised_walk_bpm,
        last=policy.raised_of,
        within_days=policy.raised_walk_days,
    )
    return (
        (rests >= policy.raised_count) & ~np.isnan(rest_bpm),
        (walks >= policy.raised_count) & ~np.isnan(walk_bpm),
    )
