"""Minutes of files stand beside those that were heard, and never over them."""

import numpy as np
import pytest

from pacepipe.signals import (
    CadenceGrid,
    ClassedMinutes,
    Heard,
    MinuteClass,
    filled_grid,
    minute_table,
)
from pacepipe.signals.file_minutes import with_file_minutes, worn_at

MINUTE_MS = 60_000
NOTHING = np.zeros(0, dtype=np.int64)
NO_FLOATS = np.zeros(0)


def live(*classes: MinuteClass) -> ClassedMinutes:
    minute_ms = np.arange(len(classes), dtype=np.int64) * MINUTE_MS
    return ClassedMinutes(minute_ms, classes, np.full(len(classes), 0.5))


def of_file(*seconds: int, rr_s: float = 0.0) -> Heard:
    """Readings at these seconds, and with `rr_s` one interval before each."""
    at_ms = np.array(seconds, dtype=np.int64) * 1000
    beats = at_ms if rr_s else NOTHING
    return Heard(
        hr_at_ms=at_ms,
        is_ok=np.ones(len(at_ms), dtype=np.bool_),
        is_off=np.zeros(len(at_ms), dtype=np.bool_),
        beat_at_ms=beats,
        rr_ms=np.full(len(beats), rr_s * 1000),
    )


def told(found) -> list[tuple[int, str, bool]]:
    return [
        (minute_ms // MINUTE_MS, which.value, is_imported)
        for minute_ms, which, is_imported in zip(
            found.classed.minute_ms.tolist(),
            found.classed.minute_class,
            found.is_imported.tolist(),
            strict=True,
        )
    ]


@pytest.mark.parametrize(
    "heard", [MinuteClass.NOT_WORN, MinuteClass.WORN_GOOD, MinuteClass.WORN_POOR]
)
def test_what_was_heard_live_stays(heard: MinuteClass) -> None:
    found = with_file_minutes(live(heard), [of_file(*range(60))], NOTHING)
    assert told(found) == [(0, heard.value, False)]
    assert found.classed.rr_coverage_frac.tolist() == [0.5]


@pytest.mark.parametrize(
    "silent",
    [
        MinuteClass.HELD_ELSEWHERE,
        MinuteClass.OUT_OF_RANGE,
        MinuteClass.STATION_DOWN,
    ],
)
def test_silence_was_worn_where_a_file_has_a_heart_rate(silent: MinuteClass) -> None:
    found = with_file_minutes(live(silent, silent), [of_file(*range(60))], NOTHING)
    assert told(found) == [(0, "worn_good", True), (1, silent.value, False)]


def test_a_silent_minute_of_a_file_says_nothing() -> None:
    files = [of_file(*range(30), *range(120, 150))]
    assert [row[0] for row in told(with_file_minutes(live(), files, NOTHING))] == [0, 2]


def test_few_intervals_make_a_minute_poor() -> None:
    found = with_file_minutes(live(), [of_file(*range(60), rr_s=0.5)], NOTHING)
    assert told(found) == [(0, "worn_poor", True)]
    assert found.classed.rr_coverage_frac.tolist() == [0.5]


def test_a_heart_rate_of_a_moment_is_worn_and_poor_unless_more_is_known() -> None:
    moments = np.array([5_000, 65_000], dtype=np.int64)
    found = with_file_minutes(live(), [of_file(*range(60))], moments)
    assert told(found) == [(0, "worn_good", True), (1, "worn_poor", True)]


def test_a_moment_makes_its_minute_worn_and_measures_nothing() -> None:
    grid = filled_grid(np.arange(60, dtype=np.int64), np.full(60, 70.0))
    table = minute_table(grid, CadenceGrid(NOTHING, NO_FLOATS, NO_FLOATS), NOTHING)
    found = worn_at(table, np.array([5_000, 125_000], dtype=np.int64))
    assert found.minute_ms.tolist() == [0, 2 * MINUTE_MS]
    assert found.is_worn.tolist() == [True, True]
    assert found.hr_measured_s.tolist() == [60, 0]
    assert np.isnan(found.hr_bpm).tolist() == [False, True]
    assert np.isnan(found.step_count).all()
