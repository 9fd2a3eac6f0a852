"""What is worn counts before what is carried."""

import numpy as np
import pytest

from pacepipe.domain.imported import ImportSource, PlaceUnit
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.exchange.gathering import Gathering
from pacepipe.exchange.ranking import step_ranks, steps_once
from support.imported import judged

NOON_MS = 1_767_096_000_000
MINUTE_MS = 60_000
PHONE = ImportSource("iPhone of P", "Apple Inc.", "iPhone14,2")
WATCH = ImportSource("Watch of P", "Apple Inc.", "Watch6,2")
APP = ImportSource("Some diary")


def a_day(*rows: tuple[ImportSource, int, int, int]):
    """Source, first minute, minutes, steps."""
    found = Gathering(FileFormat.APPLE_HEALTH, PlaceUnit.BYTE)
    for place, (source, since, length, count) in enumerate(rows):
        start_ms = NOON_MS + since * MINUTE_MS
        end_ms = start_ms + length * MINUTE_MS
        found.steps(start_ms, end_ms, count, place, found.source(source))
    return judged(found.take())


def test_a_watch_is_before_a_phone_and_a_phone_before_an_app() -> None:
    assert step_ranks([APP, PHONE, WATCH]).tolist() == [2, 1, 0]


def test_two_tables_of_one_band_are_one_source() -> None:
    parts = [ImportSource("Ring", "Yawell", "R02", part=part) for part in ("A", "B")]
    assert step_ranks(parts).tolist() == [0, 0]


def test_the_phone_counts_only_while_the_watch_says_nothing() -> None:
    readings = a_day((PHONE, 0, 10, 1000), (WATCH, 2, 10, 1100), (PHONE, 30, 10, 50))
    assert steps_once(readings).tolist() == pytest.approx([200, 1100, 50])


def test_a_watch_that_counted_nothing_is_not_a_watch_that_was_not_worn() -> None:
    readings = a_day((PHONE, 0, 10, 300), (WATCH, 0, 10, 0))
    assert steps_once(readings).tolist() == [0, 0]


def test_the_same_row_twice_counts_once() -> None:
    readings = a_day((WATCH, 0, 10, 300), (WATCH, 0, 10, 300))
    assert np.nansum(steps_once(readings)) == 300


def test_a_file_without_steps_has_none() -> None:
    assert len(steps_once(a_day())) == 0
