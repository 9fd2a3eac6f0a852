"""When a heart rate that stands still is suspected, and when it is a hold."""

import numpy as np
import pytest

from pacepipe.signals.hr_hold import Holds, holds
from pacepipe.signals.hr_rhythm import period_ms


def _held(
    hr_bpm: list[int],
    *,
    every_ms: int = 1000,
    has_rr: list[bool] | None = None,
    cadence_spm: list[float] | None = None,
    at_ms: np.ndarray | None = None,
) -> Holds:
    count = len(hr_bpm)
    at = np.arange(count, dtype=np.int64) * every_ms if at_ms is None else at_ms
    source = np.zeros(count, dtype=np.int64)
    return holds(
        at,
        source,
        np.array(hr_bpm),
        period_ms(at, source),
        has_rr=np.array(has_rr or [False] * count),
        cadence_spm=np.array(cadence_spm or [np.nan] * count),
    )


@pytest.mark.parametrize(
    ("every_ms", "limit_s"), [(1_000, 120), (5_000, 300), (60_000, 1800)]
)
def test_suspicion_begins_in_the_rhythm_of_the_source(
    every_ms: int, limit_s: int
) -> None:
    needed = limit_s * 1000 // every_ms + 1
    shorter = _held([80] * (needed - 1) + [81], every_ms=every_ms)
    assert not shorter.is_suspect.any()
    longer = _held([79] + [80] * needed + [81], every_ms=every_ms)
    assert longer.is_suspect.tolist() == [False] + [True] * needed + [False]
    assert longer.hold_s.max() == limit_s
    assert not longer.is_hold.any()


def test_a_steady_heart_whose_intervals_go_on_is_no_hold() -> None:
    assert not _held([80] * 100, has_rr=[True] * 100).is_hold.any()


def test_a_source_that_never_sends_intervals_has_not_stopped() -> None:
    assert not _held([80] * 100).is_hold.any()


def test_heart_rate_that_goes_on_without_its_intervals_is_a_hold() -> None:
    held = _held([75, 80] + [80] * 80, has_rr=[True, True] + [False] * 80)
    assert held.is_hold.tolist() == [False, False] + [True] * 80


def test_less_than_a_minute_without_intervals_is_no_hold() -> None:
    assert not _held([80] * 60, has_rr=[True] + [False] * 59).is_hold.any()


def test_a_walk_that_changes_pace_under_a_standing_heart_rate_is_a_hold() -> None:
    pace = [60.0] * 40 + [100.0] * 40
    assert _held([80] * 80, cadence_spm=pace).is_hold.all()


def test_a_steady_walk_under_a_standing_heart_rate_is_none() -> None:
    pace = [90.0, 100.0] * 40
    assert not _held([80] * 80, cadence_spm=pace).is_hold.any()


def test_one_wrong_cadence_is_no_change_of_pace() -> None:
    pace = [90.0] * 79 + [0.0]
    assert not _held([80] * 80, cadence_spm=pace).is_hold.any()


def test_silence_is_no_time_that_stood_still() -> None:
    at_ms = np.concatenate((np.arange(60), np.arange(60) + 85)) * 1000
    held = _held([80] * 120, at_ms=at_ms)
    # 59 s on each side, and three periods of the 26 s between
    assert held.hold_s.max() == 59 + 59 + 3
    assert (
        not _held([80] * 120, at_ms=at_ms + (at_ms > 70_000) * 30_000).hold_s.max() > 59
    )


def test_nothing_in_nothing_out() -> None:
    assert _held([]).hold_s.tolist() == []


def test_a_band_that_froze_for_three_hours_is_suspected_through_lost_samples() -> None:
    """As one wrist band did: 594 equal samples in 3 h 7 min of a sensor of 5 s."""
    rng = np.random.default_rng(4)
    steady = np.arange(1200) * 5
    frozen = steady[-1] + 5 + np.cumsum(rng.choice([5, 10, 15, 20, 25, 30], 594))
    hr_bpm = [70 + second % 7 for second in steady.tolist()] + [88] * 594
    held = _held(hr_bpm, at_ms=np.concatenate((steady, frozen)) * 1000)
    assert held.is_suspect.tolist() == [False] * 1200 + [True] * 594
    assert held.hold_s.max() > 2 * 3600
