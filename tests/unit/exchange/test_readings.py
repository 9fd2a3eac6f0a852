"""Counters of a file, from their midnight on."""

import numpy as np

from pacepipe.domain.imported import ImportSource, PlaceUnit
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.exchange.gathering import Gathering, joined
from pacepipe.signals import RR_FLAGS
from support.imported import judged

NOON_MS = 1_767_096_000_000  # 2025-12-30 12:00 UTC
HOUR_MS = 3_600_000


def a_file() -> Gathering:
    return Gathering(FileFormat.FIT, PlaceUnit.BYTE)


def test_a_counter_stood_at_zero_at_midnight() -> None:
    found = a_file()
    source, counter = found.source(ImportSource()), found.counter("walking")
    found.total(NOON_MS, 900, counter, 7, source)
    readings = judged(found.take())
    assert readings.steps.step_count.tolist() == [900]
    assert readings.steps.start_ms.tolist() == [NOON_MS - 12 * HOUR_MS]
    assert readings.is_unplaced.tolist() == [True]
    assert readings.steps.place.tolist() == [7]


def test_two_counters_of_one_device_are_differenced_apart() -> None:
    found = a_file()
    source = found.source(ImportSource())
    for minute, walking, running in ((0, 100, 0), (1, 150, 20), (2, 150, 60)):
        at_ms = NOON_MS + 60_000 * minute
        found.total(at_ms, walking, found.counter("walking"), minute, source)
        found.total(at_ms, running, found.counter("running"), minute, source)
    steps = judged(found.take()).steps
    assert np.nansum(steps.step_count) == 150 + 60


def test_a_counter_that_starts_again_is_never_negative() -> None:
    found = a_file()
    source, counter = found.source(ImportSource()), found.counter("walking")
    for minute, total in enumerate((500, 520, 4, 10)):
        found.total(NOON_MS + 60_000 * minute, total, counter, minute, source)
    readings = judged(found.take())
    assert readings.steps.step_count.tolist() == [500, 20, 4, 6]
    # the first is a total since midnight, over a silence of hours
    assert readings.is_lower_bound.tolist() == [True, False, True, False]


def test_intervals_are_judged_like_those_of_a_strap() -> None:
    found = a_file()
    source = found.source(ImportSource())
    for beat, rr_ms in enumerate((800, 810, 4000, 805)):
        found.rr(NOON_MS + 800 * beat, rr_ms, 0, beat, source)
    codes = judged(found.take()).rr_code
    assert [RR_FLAGS[code].value for code in codes] == ["ok", "ok", "oor", "ok"]


def test_batches_together_are_the_whole_file() -> None:
    found = a_file()
    source = found.source(ImportSource())
    batches = []
    for second in range(3):
        found.hr(NOON_MS + 1000 * second, 70 + second, second, source)
        batches.append(found.take())
    assert joined(batches).hr.hr_bpm.tolist() == [70, 71, 72]
    assert joined(batches).row_count == 3
