"""Intervals as they come: what can be said of each two beats later.

For somebody who looks on. What is stored is judged again with both sides of every
interval (`judge_rr`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.hrv import HRV_STATES, SPOT_PAIRS_MIN, HrvState, hrv_windows
from pacepipe.signals.lipponen_tarvainen import (
    MEDIAN_BEATS,
    SPREAD_BEATS,
    bounded_thresholds,
    classify,
)
from pacepipe.signals.rr_flag import JudgedRr, RrFlag, code_of
from pacepipe.signals.rr_judge import RR_MAX_MS, RR_MIN_MS, flags_of_classes
from pacepipe.signals.rr_ledger import Packets, breaks_of_ledger, ledger
from pacepipe.signals.rr_windows import Chains, chains

DELAY_BEATS: Final = 2
"""Beats after which an interval is decided: research/signal.md 3(a) A7."""
SPREAD_MIN_BEATS: Final = 15
"""Beats of a chain before its spread is used: research/signal.md 3(a) A7."""
START_FRAC: Final = 0.20
START_BEATS: Final = 11
"""Until then, largest distance from the median of the last eleven accepted, ibid."""
RESEED_BEATS: Final = 5
RESEED_FRAC: Final = 0.20
"""So many rejected in a row that agree within this share start anew, ibid.: what was
accepted before them says nothing any more."""
AGREE_BEATS: Final = 5
AGREE_BPM: Final = 10.0
"""Intervals whose median must agree with the strap's own heart rate before anything
is said of a rate: research/signal.md 3(a) A7."""
LOOK_MS: Final = 60_000.0
"""What the live words rest on, ms: the shortest spot measurement, signal.md 3(h)."""
_REACH_BEATS: Final = SPREAD_BEATS + MEDIAN_BEATS
"""From so many beats after a new start on no window reaches before it."""
_MS_PER_MIN: Final = 60_000.0


@dataclass(frozen=True, slots=True)
class LiveHeart:
    """What may be said of the intervals of this moment.

    Attributes
    ----------
    clean_count : int
        Accepted intervals in a row up to the newest that is decided.
    decided_count, flagged_count : int
        Of the last minute.
    rmssd_ms : float or None, ms
        Of its pairs that are both accepted; None where `hrv_state` is not ok or low.
    hrv_state : HrvState or None
        None without an interval.
    """

    clean_count: int = 0
    decided_count: int = 0
    flagged_count: int = 0
    rmssd_ms: float | None = None
    hrv_state: HrvState | None = None


def judge_rr_live(rr_ms: FloatArray, is_break: BoolArray) -> IntArray:
    """Code of each interval in `RR_FLAGS`, from windows that only look back.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
    is_break : (b,) bool
        True where interval i does not follow interval i - 1.

    Returns
    -------
    (b,) int64
        The last two of a chain may still change; no other ever does when more
        intervals come.

    Notes
    -----
    The rule of `judge_rr` with windows that end at each interval. The first 15 of a
    chain are compared with the median of the last eleven accepted of it. Five
    rejected in a row that are believable and within 20 % of each other keep their
    flags and start anew: the windows of what follows begin with them.

    Examples
    --------
    >>> rr_ms = 800.0 + 10 * np.sin(np.arange(60.0))
    >>> rr_ms[40] = 1600.0
    >>> np.flatnonzero(judge_rr_live(rr_ms, np.arange(60) == 0)).tolist()
    [40]

    A heart that suddenly beats twice as fast is believed after five intervals:

    >>> rr_ms = np.where(np.arange(30) < 8, 1000.0, 500.0)
    >>> np.flatnonzero(judge_rr_live(rr_ms, np.arange(30) == 0)).tolist()
    [8, 9, 10, 11, 12]
    """
    of = chains(is_break)
    codes = _trailing(rr_ms, of, seed_count=0)
    at = 0
    while (rejected := _next_agreeing(rr_ms, codes, of, at)) is not None:
        seed, at = rejected, rejected + RESEED_BEATS
        last = int(of.last[seed])
        end = min(last, seed + _REACH_BEATS + DELAY_BEATS)
        part = rr_ms[seed : end + 1]
        again = _trailing(
            part, chains(np.arange(len(part)) == 0), seed_count=RESEED_BEATS
        )
        # the two at a cut are not decided; those at the end of a chain are what
        # can be said
        until = end if end == last else end - DELAY_BEATS
        codes[at : until + 1] = again[RESEED_BEATS : until + 1 - seed]
    return codes


def _trailing(rr_ms: FloatArray, of: Chains, *, seed_count: int) -> IntArray:
    """Codes of chains without a new start; their first `seed_count` are accepted."""
    if len(rr_ms) == 0:
        return np.zeros(0, dtype=np.int64)
    compared = bounded_thresholds(rr_ms, of, is_trailing=True)
    codes = flags_of_classes(rr_ms, of, compared, classify(rr_ms, compared, of))
    codes[rr_ms < RR_MIN_MS] = code_of(RrFlag.OUT_OF_RANGE)
    for first in np.unique(of.first).tolist():
        start = slice(first, min(first + SPREAD_MIN_BEATS, int(of.last[first]) + 1))
        codes[start] = _start_codes(rr_ms[start].tolist(), seed_count)
    return codes


def _start_codes(rr_ms: Sequence[float], seed_count: int) -> list[int]:
    """Codes of the first intervals of a chain."""
    accepted = list(rr_ms[:seed_count])
    codes = [0] * len(accepted)
    for each_ms in rr_ms[seed_count:]:
        flag = RrFlag.OK
        middle_ms = median(accepted[-START_BEATS:]) if accepted else each_ms
        if not RR_MIN_MS <= each_ms <= RR_MAX_MS:
            flag = RrFlag.OUT_OF_RANGE
        elif abs(each_ms - middle_ms) > START_FRAC * middle_ms:
            flag = RrFlag.ECTOPIC
        else:
            accepted.append(each_ms)
        codes.append(code_of(flag))
    return codes


def _next_agreeing(
    rr_ms: FloatArray, codes: IntArray, of: Chains, start: int
) -> int | None:
    """First of the next rejected intervals in a row that agree; None without."""
    is_odd = (codes[start:] != 0) & (rr_ms[start:] >= RR_MIN_MS)
    is_odd &= rr_ms[start:] <= RR_MAX_MS
    if len(is_odd) < RESEED_BEATS:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(is_odd, RESEED_BEATS)
    for at in np.flatnonzero(windows.all(axis=1)).tolist():
        first, last = start + at, start + at + RESEED_BEATS - 1
        part = rr_ms[first : last + 1]
        is_near = float(part.max()) <= (1 + RESEED_FRAC) * float(part.min())
        if is_near and of.first[first] == of.first[last]:
            return first
    return None


def live_heart(packets: Packets) -> LiveHeart:
    """What may be said now of the intervals that came last.

    Parameters
    ----------
    packets : Packets
        The last few minutes of one link, by any clock.

    Examples
    --------
    >>> count = np.arange(100)
    >>> told = live_heart(
    ...     Packets(1000 * count, 0 * count, count, 1000.0 + 20.0 * (count % 2))
    ... )
    >>> told.clean_count, told.flagged_count, told.rmssd_ms
    (98, 0, 20.0)
    """
    rr_ms = packets.rr_ms
    is_break = breaks_of_ledger(packets, ledger(packets))
    codes = judge_rr_live(rr_ms, is_break)
    if len(rr_ms) == 0:
        return LiveHeart()
    # what was said last of a chain that is over stands; only the newest may change
    open_count = min(DELAY_BEATS, len(rr_ms) - int(chains(is_break).first[-1]))
    decided = len(rr_ms) - open_count
    in_chain = decided - int(chains(is_break).first[-1])
    odd = np.flatnonzero(codes[decided - in_chain : decided])
    came_ms = packets.at_ms[packets.beat_packet_index]
    is_lately = came_ms > came_ms[decided - 1] - LOOK_MS
    is_lately[decided:] = False
    state, rmssd_ms = _variability(JudgedRr(rr_ms, codes, is_break), is_lately)
    return LiveHeart(
        clean_count=in_chain - (int(odd[-1]) + 1 if len(odd) else 0),
        decided_count=int(is_lately.sum()),
        flagged_count=int((codes[is_lately] != 0).sum()),
        rmssd_ms=rmssd_ms,
        hrv_state=state,
    )


def _variability(
    judged: JudgedRr, is_lately: BoolArray
) -> tuple[HrvState, float | None]:
    """Of the last minute of intervals, by the rules of a seated spot."""
    told = hrv_windows(
        judged, np.where(is_lately, 0, -1), np.array([LOOK_MS]), SPOT_PAIRS_MIN
    )
    state = HRV_STATES[int(told.state[0])]
    is_told = state in (HrvState.OK, HrvState.LOW)
    return state, float(told.rmssd_ms[0]) if is_told else None


def agreed_hr_bpm(accepted_ms: FloatArray, hr_bpm: float) -> float | None:
    """Heart rate that the last intervals and the strap's own value agree on.

    Parameters
    ----------
    accepted_ms : (b,) float64, ms
        Accepted intervals, the newest last; the last five are used.
    hr_bpm : float
        The strap's own heart rate of this moment.

    Returns
    -------
    float or None, bpm
        From the median of the intervals; None with fewer than five, or where the two
        are more than 10 bpm apart: then neither is believed.

    Examples
    --------
    >>> agreed_hr_bpm(np.array([500.0, 610.0, 590.0, 600.0, 900.0]), 103.0)
    100.0
    >>> agreed_hr_bpm(np.full(5, 600.0), 111.0) is None
    True
    """
    if len(accepted_ms) < AGREE_BEATS:
        return None
    from_beats_bpm = _MS_PER_MIN / float(np.median(accepted_ms[-AGREE_BEATS:]))
    return from_beats_bpm if abs(from_beats_bpm - hr_bpm) <= AGREE_BPM else None
