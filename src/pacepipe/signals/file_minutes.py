"""Minutes that an imported file tells of, beside those that the station heard.

What was heard live stays as it is. A minute in which nothing came in, and one in
which nobody listened, was worn where a file has a heart rate of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.minute_class import (
    MINUTE_MS,
    ClassedMinutes,
    Heard,
    MinuteClass,
    Stretch,
    minute_classes,
)
from pacepipe.signals.minutes import MinuteTable

HEARD: Final = frozenset(
    {MinuteClass.WORN_GOOD, MinuteClass.WORN_POOR, MinuteClass.NOT_WORN}
)
"""Classes that rest on readings."""


@dataclass(frozen=True, slots=True, eq=False)
class FileMinutes:
    """Classes of a day's minutes, those of files among them.

    Attributes
    ----------
    classed : ClassedMinutes, n minutes
    is_imported : (n,) bool
        True where a file alone says that the minute was worn.
    """

    classed: ClassedMinutes
    is_imported: BoolArray


def with_file_minutes(
    live: ClassedMinutes, files: Iterable[Heard], moments_ms: IntArray
) -> FileMinutes:
    """Minutes of live periods, and those of which only files tell.

    Parameters
    ----------
    live : ClassedMinutes
    files : iterable of Heard
        One a source, with a reading or an interval at least every 2 s.
    moments_ms : (m,) int64, ms UTC
        Heart rates that stand for their moment only: worn, and heard poorly.

    Notes
    -----
    The rule for a minute is that of `minute_classes`. Of several files the best one
    counts; their silent minutes say nothing, because a file has no strap that was
    expected to be worn.
    """
    told: dict[int, tuple[MinuteClass, float]] = {
        minute: (MinuteClass.WORN_POOR, float("nan"))
        for minute in np.unique(moments_ms // MINUTE_MS).tolist()
    }
    for heard in files:
        for minute, which, coverage in _rows(
            minute_classes([], _stretches(heard.hr_at_ms), heard)
        ):
            is_good = minute in told and told[minute][0] is MinuteClass.WORN_GOOD
            if which in HEARD and not is_good:
                told[minute] = which, coverage
    by_minute = {minute: (which, cover) for minute, which, cover in _rows(live)}
    new = {
        minute: row
        for minute, row in told.items()
        if minute not in by_minute or by_minute[minute][0] not in HEARD
    }
    by_minute |= new
    ordered = sorted(by_minute)
    return FileMinutes(
        ClassedMinutes(
            np.array(ordered, dtype=np.int64) * MINUTE_MS,
            tuple(by_minute[minute][0] for minute in ordered),
            np.array([by_minute[minute][1] for minute in ordered], dtype=np.float64),
        ),
        np.array([minute in new for minute in ordered], dtype=np.bool_),
    )


def _rows(of: ClassedMinutes) -> Iterable[tuple[int, MinuteClass, float]]:
    return zip(
        (of.minute_ms // MINUTE_MS).tolist(),
        of.minute_class,
        of.rr_coverage_frac.tolist(),
        strict=True,
    )


def _stretches(at_ms: IntArray) -> Sequence[Stretch]:
    """Stretches of readings without a minute of silence."""
    if len(at_ms) == 0:
        return ()
    at_ms = np.sort(at_ms)
    first = np.flatnonzero(np.diff(at_ms, prepend=at_ms[0] - 2 * MINUTE_MS) > MINUTE_MS)
    last = np.append(first[1:], len(at_ms)) - 1
    return [
        Stretch(start // 1000 * 1000, end // 1000 * 1000 + 1000)
        for start, end in zip(at_ms[first].tolist(), at_ms[last].tolist(), strict=True)
    ]


def worn_at(table: MinuteTable, moments_ms: IntArray) -> MinuteTable:
    """The same minutes, worn at these moments too.

    A heart rate of a moment is no measured second, and yet nobody has one who wears
    nothing.
    """
    worn_ms = np.unique(moments_ms // MINUTE_MS) * MINUTE_MS
    minute_ms = np.union1d(table.minute_ms, worn_ms)
    if len(worn_ms) == 0:
        return table
    place = np.searchsorted(minute_ms, table.minute_ms)

    def whole(column: IntArray) -> IntArray:
        found = np.zeros(len(minute_ms), dtype=np.int64)
        found[place] = column
        return found

    def known(column: FloatArray) -> FloatArray:
        found = np.full(len(minute_ms), np.nan)
        found[place] = column
        return found

    is_worn = np.isin(minute_ms, worn_ms)
    is_worn[place] |= table.is_worn
    return MinuteTable(
        minute_ms=minute_ms,
        hr_bpm=known(table.hr_bpm),
        hr_measured_s=whole(table.hr_measured_s),
        hr_interpolated_s=whole(table.hr_interpolated_s),
        hr_flagged_s=whole(table.hr_flagged_s),
        step_count=known(table.step_count),
        step_measured_s=whole(table.step_measured_s),
        is_worn=is_worn,
    )
