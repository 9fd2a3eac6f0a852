"""Steps of overlapping records, of intervals in minutes, and repeated totals."""

import numpy as np
import pytest

from pacepipe.signals.step_minutes import chosen_minutes, minute_steps
from pacepipe.signals.step_sources import RecordSteps, record_steps, repeat_suspects

MIN = 60_000


def _told(*records: tuple[int, int, int, int]) -> RecordSteps:
    """Records of (from minute, until minute, steps, priority)."""
    start, end, count, priority = (
        np.array(column) for column in zip(*records, strict=True)
    )
    return record_steps(start * MIN, end * MIN, count, priority)


def test_the_source_of_higher_priority_speaks_and_the_other_adds_nothing() -> None:
    told = _told((0, 10, 900, 1), (0, 10, 1000, 0))
    assert told.step_count.tolist() == [0, 1000]


def test_the_other_source_speaks_for_the_time_that_is_left() -> None:
    told = _told((0, 10, 1000, 1), (5, 10, 450, 0), (20, 30, 100, 1))
    assert told.step_count.tolist() == [500, 450, 100]
    assert told.is_split.tolist() == [True, False, False]


def test_a_record_told_twice_counts_once() -> None:
    assert _told((0, 10, 700, 0), (0, 10, 700, 0)).step_count.sum() == 700


def test_records_of_one_source_that_overlap_count_each_moment_once() -> None:
    told = _told((0, 10, 1000, 0), (5, 15, 1000, 0))
    assert told.step_count.tolist() == [1000, 500]


def test_an_impossible_record_leaves_room_for_the_other_source() -> None:
    told = _told((0, 10, 5000, 0), (0, 10, 900, 1))
    assert np.isnan(told.step_count[0])
    assert told.step_count[1] == 900
    assert told.is_rate_implausible.tolist() == [True, False]


@pytest.mark.parametrize(("count", "is_high"), [(220, False), (221, True), (240, True)])
def test_a_high_rate_is_believed_and_marked(count: int, *, is_high: bool) -> None:
    told = _told((0, 1, count, 0))
    assert told.step_count.tolist() == [count]
    assert told.is_rate_high.tolist() == [is_high]


def test_a_record_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        _told((10, 5, 100, 0))


@pytest.mark.parametrize(
    ("counts", "is_suspect"),
    [
        ([287] * 5, True),
        ([287] * 4, False),
        ([240] * 5, False),
        ([241] * 5, True),
        ([0] * 10, False),
    ],
)
def test_one_total_of_five_minutes_told_five_times(
    counts: list[int], *, is_suspect: bool
) -> None:
    source = np.zeros(len(counts), dtype=np.int64)
    told = repeat_suspects(source, np.arange(len(counts)), np.array(counts))
    assert told.any() == told.all() == is_suspect


def test_minutes_that_do_not_follow_each_other_are_no_repetition() -> None:
    source = np.zeros(6, dtype=np.int64)
    told = repeat_suspects(source, np.array([0, 1, 2, 4, 5, 6]), np.full(6, 287))
    assert not told.any()


def test_steps_of_an_interval_lie_in_its_minutes_by_time() -> None:
    told = minute_steps(
        np.array([30_000, 200_000]), np.array([150_000, 210_000]), np.array([120.0, 9])
    )
    assert told.minute_ms.tolist() == [0, 60_000, 120_000, 180_000]
    assert told.step_count.tolist() == [30, 60, 30, 9]
    assert told.known_ms.tolist() == [30_000, 60_000, 30_000, 10_000]


def test_an_interval_whose_steps_are_not_known_makes_no_minute() -> None:
    told = minute_steps(np.array([0]), np.array([60_000]), np.array([np.nan]))
    assert told.minute_ms.tolist() == []


def test_a_record_speaks_in_pieces_around_a_source_of_higher_priority() -> None:
    told = _told((0, 10, 1000, 1), (4, 6, 210, 0))
    pieces = zip(
        told.piece_record.tolist(),
        (told.piece_from_ms // MIN).tolist(),
        (told.piece_until_ms // MIN).tolist(),
        strict=True,
    )
    assert list(pieces) == [(0, 0, 4), (1, 4, 6), (0, 6, 10)]


def test_a_minute_is_that_of_the_source_that_speaks_for_most_of_it() -> None:
    told = chosen_minutes(
        np.array([0, 20_000, 60_000, 90_000]),
        np.array([20_000, 60_000, 90_000, 120_000]),
        np.array([10.0, 60.0, 5.0, 7.0]),
        np.array([0, 1, 3, 1]),
    )
    assert told.minute_ms.tolist() == [0, MIN]
    assert told.step_count.tolist() == [70.0, 12.0]
    # of equal shares the source that is asked first
    assert told.source.tolist() == [1, 1]
    assert told.known_ms.tolist() == [MIN, MIN]


def test_no_source_makes_no_minute() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert len(chosen_minutes(none, none, np.zeros(0), none).minute_ms) == 0
