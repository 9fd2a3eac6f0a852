"""Why each minute of a worn period is as it is, so that silence is explained.

A worn period is a session that the person marked, a link, with what follows a lost
one, or what a device recorded by itself and told later. Every minute of it has exactly
one class. Its rule: silence is never good, and a station that was down is neither rest
nor a strap that was taken off.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

MINUTE_MS: Final = 60_000
GOOD_COVERAGE_FRAC: Final = 0.8
"""Share of a minute that its intervals must explain: design 5, null above 20 %."""
MEASURED_FRAC: Final = 0.5
"""Share of a minute's seconds with a heart rate: research/signal.md 3(d), 30 of 60."""
AWAY_MAX_MS: Final = 60 * MINUTE_MS
"""How long after a loss a period goes on without a new link, ms (ours). Later than
that nobody knows whether anything was worn."""
TOLD_APART_MS: Final = 5 * MINUTE_MS
"""Heart rates that a device stored at most this far apart are one worn period, ms: gaps
of up to 5 min are closed, research/signal.md 3(f)."""


_NOTHING: Final = np.zeros(0, dtype=np.int64)


class MinuteClass(StrEnum):
    """What a minute of a worn period was."""

    WORN_GOOD = "worn_good"
    WORN_POOR = "worn_poor"
    NOT_WORN = "not_worn"
    OUT_OF_RANGE = "out_of_range"
    STATION_DOWN = "station_down"
    HELD_ELSEWHERE = "held_elsewhere"


class LinkEnd(StrEnum):
    """How a link ended."""

    LOST = "lost"
    HELD = "held"
    STATION = "station"


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a moment to another, ms UTC."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class LinkSpan:
    """One link: from its opening to its end, ms UTC, and how it ended.

    `STATION` is an end from our side, or none that was written down: the station
    stopped, or was killed.
    """

    start_ms: int
    end_ms: int
    end: LinkEnd


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What came in: readings of heart rate, and beats; and what was told later.

    Attributes
    ----------
    hr_at_ms : (n,) int64, ms UTC
    is_ok : (n,) bool
        Usable; see `judge_hr`.
    is_off : (n,) bool
        Set aside for want of contact.
    beat_at_ms : (b,) int64, ms UTC
        End of each believable interval.
    rr_ms : (b,) float64, ms
    recorded_at_ms : (r,) int64, ms UTC, rising
        End of each believable interval of a strap's own recording that the live
        stream lacks.
    recorded_rr_ms : (r,) float64, ms
    told_at_ms : (t,) int64, ms UTC, rising
        Usable heart rates that a device stored and that stand for their moment.
    """

    hr_at_ms: IntArray
    is_ok: BoolArray
    is_off: BoolArray
    beat_at_ms: IntArray
    rr_ms: FloatArray
    recorded_at_ms: IntArray = field(default_factory=lambda: _NOTHING)
    recorded_rr_ms: FloatArray = field(default_factory=lambda: np.zeros(0))
    told_at_ms: IntArray = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True, eq=False)
class ClassedMinutes:
    """Minutes of worn periods, each with its class.

    Attributes
    ----------
    minute_ms : (n,) int64, ms UTC
        Start of the minute, strictly rising.
    minute_class : tuple of MinuteClass, length n
    rr_coverage_frac : (n,) float64
        Sum of the intervals that ended in it by its length, at most 1; NaN where
        no beat was sent in the whole stretch, or none of the minute was heard.
    """

    minute_ms: IntArray
    minute_class: tuple[MinuteClass, ...]
    rr_coverage_frac: FloatArray


def worn_spans(
    links: Sequence[LinkSpan], marked: Sequence[Stretch]
) -> tuple[Stretch, ...]:
    """Worn periods, joined and in order.

    A link that was lost goes on to the next one, for at most an hour.
    """
    ordered = sorted(links, key=lambda link: link.start_ms)
    spans = [(span.start_ms, span.end_ms) for span in marked]
    for link, later in zip(ordered, [*ordered[1:], None], strict=False):
        end_ms = max(link.end_ms, link.start_ms + 1)
        if later is not None and end_ms < later.start_ms <= end_ms + AWAY_MAX_MS:
            end_ms = later.start_ms
        spans.append((link.start_ms, end_ms))
    joined: list[tuple[int, int]] = []
    for start_ms, end_ms in sorted(s for s in spans if s[1] > s[0]):
        if joined and start_ms <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end_ms))
        else:
            joined.append((start_ms, end_ms))
    return tuple(Stretch(start_ms, end_ms) for start_ms, end_ms in joined)


def minute_classes(
    links: Sequence[LinkSpan], marked: Sequence[Stretch], heard: Heard
) -> ClassedMinutes:
    """Every minute of the worn periods, each with one class.

    Parameters
    ----------
    links : sequence of LinkSpan
        Of the straps that hear the heart.
    marked : sequence of Stretch
        Sessions between a start and a stop of the person.
    heard : Heard

    Notes
    -----
    With readings: not worn where most lack contact; good where half of the
    seconds have a heart rate and, from a strap that sends intervals, 80 % of the
    time is explained by them; else poor. A recorded beat is as good as a live one,
    and a minute with one was worn. Heart rates that a device stored make a minute worn
    and poor. Without any: by the end of the last link that began before the minute was
    over.
    """
    recorded = _recorded_spans(heard)
    minute, elapsed_ms, is_told = _minutes(
        worn_spans(links, (*marked, *recorded)), heard
    )
    count = len(minute)
    hr_row, is_in = _rows(minute, heard.hr_at_ms)
    recorded_row, _ = _rows(minute, heard.recorded_at_ms)
    recorded_count = np.bincount(recorded_row, minlength=count)
    total = np.bincount(hr_row, minlength=count)
    off = np.bincount(hr_row[heard.is_off[is_in]], minlength=count)
    measured_s = _measured_s(
        minute, np.concatenate((heard.hr_at_ms[heard.is_ok], heard.recorded_at_ms))
    )
    beat_at_ms = np.concatenate((heard.beat_at_ms, heard.recorded_at_ms))
    rr_ms = np.concatenate((heard.rr_ms, heard.recorded_rr_ms))
    beat_row, is_beat_in = _rows(minute, beat_at_ms)
    sum_ms = np.bincount(beat_row, weights=rr_ms[is_beat_in], minlength=count).astype(
        np.float64
    )
    has_rr = len(beat_row) > 0
    is_heard = (total > 0) | (recorded_count > 0)
    coverage = np.minimum(sum_ms / np.maximum(elapsed_ms, 1), 1.0)
    coverage[~is_heard | (not has_rr)] = np.nan

    is_good = measured_s * 1000 >= MEASURED_FRAC * elapsed_ms
    is_good &= (measured_s > 0) & ~(coverage < GOOD_COVERAGE_FRAC)
    is_off = (2 * off > total) & (recorded_count == 0)
    found = [
        _with_readings(is_off=off and not told, is_good=good)
        if was_heard or told
        else _silent(links, m)
        for m, was_heard, told, off, good in zip(
            minute.tolist(), is_heard, is_told, is_off, is_good, strict=True
        )
    ]
    return ClassedMinutes(minute * MINUTE_MS, tuple(found), coverage)


def _with_readings(*, is_off: bool, is_good: bool) -> MinuteClass:
    if is_off:
        return MinuteClass.NOT_WORN
    return MinuteClass.WORN_GOOD if is_good else MinuteClass.WORN_POOR


def _recorded_spans(heard: Heard) -> list[Stretch]:
    """Stretches of recorded beats that follow each other within a minute."""
    runs = _runs(heard.recorded_at_ms, MINUTE_MS)
    start_ms = heard.recorded_at_ms - np.rint(heard.recorded_rr_ms).astype(np.int64)
    return [
        Stretch(int(start_ms[low]), int(heard.recorded_at_ms[high]))
        for low, high in runs
    ]


def _runs(at_ms: IntArray, apart_ms: int) -> list[tuple[int, int]]:
    """First and last row of each run of moments at most so far apart."""
    if len(at_ms) == 0:
        return []
    first = np.flatnonzero(np.diff(at_ms, prepend=at_ms[0] - apart_ms - 1) > apart_ms)
    last = np.append(first[1:], len(at_ms)) - 1
    return list(zip(first.tolist(), last.tolist(), strict=True))


def _silent(links: Sequence[LinkSpan], minute: int) -> MinuteClass:
    """Why nothing came in a minute: what became of the last link by then."""
    until_ms = (minute + 1) * MINUTE_MS
    begun = [link for link in links if link.start_ms < until_ms]
    if not begun:
        return MinuteClass.STATION_DOWN
    last = max(begun, key=lambda link: (link.start_ms, link.end_ms))
    if last.end_ms >= until_ms:
        # the link stands and says nothing: the strap is far, or out of battery
        return MinuteClass.OUT_OF_RANGE
    match last.end:
        case LinkEnd.LOST:
            return MinuteClass.OUT_OF_RANGE
        case LinkEnd.HELD:
            return MinuteClass.HELD_ELSEWHERE
        case LinkEnd.STATION:
            return MinuteClass.STATION_DOWN


def _minutes(
    spans: Sequence[Stretch], heard: Heard
) -> tuple[IntArray, FloatArray, BoolArray]:
    """Minutes of worn periods, ms of each within a span, and which were told later."""
    covered: dict[int, int] = {}
    for span in spans:
        first, last = span.start_ms // MINUTE_MS, (span.end_ms - 1) // MINUTE_MS
        for minute in range(first, last + 1):
            start_ms = max(span.start_ms, minute * MINUTE_MS)
            end_ms = min(span.end_ms, (minute + 1) * MINUTE_MS)
            covered[minute] = covered.get(minute, 0) + end_ms - start_ms
    told_minute = heard.told_at_ms // MINUTE_MS
    told = {
        minute
        for low, high in _runs(heard.told_at_ms, TOLD_APART_MS)
        for minute in range(int(told_minute[low]), int(told_minute[high]) + 1)
    }
    ordered = sorted(covered.keys() | told)
    return (
        np.array(ordered, dtype=np.int64),
        np.array([covered.get(minute, 0) for minute in ordered], dtype=np.float64),
        np.array([minute in told for minute in ordered], dtype=np.bool_),
    )


def _rows(minute: IntArray, at_ms: IntArray) -> tuple[IntArray, BoolArray]:
    """Row of each instant that lies in one of the minutes, and which do."""
    of = at_ms // MINUTE_MS
    row = np.searchsorted(minute, of)
    is_in = np.zeros(len(of), dtype=np.bool_)
    is_known = row < len(minute)
    is_in[is_known] = minute[row[is_known]] == of[is_known]
    return row[is_in], is_in


def _measured_s(minute: IntArray, ok_at_ms: IntArray) -> IntArray:
    """Distinct seconds of each minute with a usable reading."""
    second_ms = np.unique(ok_at_ms // 1000) * 1000
    row, _ = _rows(minute, second_ms)
    return np.bincount(row, minlength=len(minute))
