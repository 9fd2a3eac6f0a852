"""What a picture is drawn from: arrays, and the words of its title.

Instants are whole milliseconds UTC; nothing here was measured where there is no row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Heart:
    """Heart rate: what counts, second by second, and what is known against it.

    Attributes
    ----------
    second_ms : (n,) int64, ms UTC, rising
        Seconds with a heart rate; a second that is not here was not measured.
    hr_bpm : (n,) float64
    is_filled : (n,) bool
        Filled between two measured seconds.
    aside_ms, aside_bpm : (m,) arrays
        Measurements that were set aside, as sent.
    suspect_ms, suspect_bpm : (k,) arrays
        Measurements that count, with a suspicion.
    """

    second_ms: IntArray
    hr_bpm: FloatArray
    is_filled: BoolArray
    aside_ms: IntArray
    aside_bpm: FloatArray
    suspect_ms: IntArray
    suspect_bpm: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class CadencePoints:
    """Cadence as measured, steps a minute, n rows in order of time."""

    at_ms: IntArray
    cadence_spm: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class BeatPoints:
    """RR intervals, n rows; one strap after the other, each in order of time.

    Attributes
    ----------
    at_ms : (n,) int64, ms UTC
        End of the interval.
    rr_ms : (n,) float64
    is_ok : (n,) bool
        False where it was set aside.
    is_break : (n,) bool
        True where it does not follow the one before it.
    """

    at_ms: IntArray
    rr_ms: FloatArray
    is_ok: BoolArray
    is_break: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class MinutePoints:
    """Minutes of worn periods, n rows, each with its class as `clean` names it."""

    at_ms: IntArray
    minute_class: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Sessions, n rows: from when to when, ms UTC."""

    start_ms: IntArray
    end_ms: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Some hours of one person.

    Attributes
    ----------
    title : str
        Whose and when.
    zone : str
        IANA zone of the axis.
    start_ms, end_ms : int, ms UTC
        The axis; what lies outside is not drawn.
    """

    title: str
    zone: str
    start_ms: int
    end_ms: int
    heart: Heart
    cadence: CadencePoints
    beats: BeatPoints
    minutes: MinutePoints
    sessions: Stretches


@dataclass(frozen=True, slots=True, eq=False)
class DayRow:
    """One day of a week: its heart rate by the minute, and why each minute is so.

    Attributes
    ----------
    label : str
        Weekday and date.
    minute_ms : (n,) int64, ms UTC, rising
    hr_bpm : (n,) float64
        NaN where too little of the minute was measured.
    """

    label: str
    zone: str
    start_ms: int
    end_ms: int
    minute_ms: IntArray
    hr_bpm: FloatArray
    minutes: MinutePoints
    sessions: Stretches


@dataclass(frozen=True, slots=True, eq=False)
class WeekScene:
    """The days of one week of one person, Monday first."""

    title: str
    days: tuple[DayRow, ...]
