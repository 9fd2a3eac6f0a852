"""What was measured in one session."""

import numpy as np
import pytest

from pacepipe.domain.session import SessionLabel, SessionSpan, Span
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.signals import CadenceGrid, SecondGrid, cadence_grid, measure

M = 60_000
NO_CADENCE = CadenceGrid(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))
TEN_MIN = SessionSpan(0, 10 * M, SessionLabel.USER)


def _heart_rate(hr_bpm: list[float], filled: int = 0) -> SecondGrid:
    count = len(hr_bpm)
    is_interpolated = np.arange(count) >= count - filled
    return SecondGrid(
        np.arange(count, dtype=np.int64) * 1000, np.array(hr_bpm), is_interpolated
    )


def _cadence(spm: list[float]) -> CadenceGrid:
    at_ms = np.arange(len(spm), dtype=np.int64) * 1000
    return cadence_grid(at_ms, np.array(spm), np.where(np.array(spm) > 0, 1.0, 0.0))


def test_heart_rate_is_measured_over_the_session_and_not_beyond() -> None:
    grid = _heart_rate([100.0] * 600 + [180.0] * 600)
    found = measure(TEN_MIN, grid, NO_CADENCE, hr_ceiling_bpm=120)
    assert found.hr_mean_bpm == 100.0
    assert found.hr_median_bpm == 100.0
    assert found.hr_p95_bpm == 100.0
    assert found.hr_coverage_frac == 1.0
    assert found.above_limit_min == 0.0
    assert found.duration_min == 10.0


def test_time_above_the_limit_counts_measured_seconds_over_it() -> None:
    # 90 s at 121, the rest at the limit itself, which is not above it: 1.5 min
    grid = _heart_rate([121.0] * 90 + [120.0] * 510)
    found = measure(TEN_MIN, grid, NO_CADENCE, hr_ceiling_bpm=120)
    assert found.above_limit_min == 1.5


def test_without_a_limit_time_above_it_is_unknown() -> None:
    grid = _heart_rate([121.0] * 600)
    assert (
        measure(TEN_MIN, grid, NO_CADENCE, hr_ceiling_bpm=None).above_limit_min is None
    )


def test_below_half_measured_heart_rate_is_unknown_with_its_coverage() -> None:
    found = measure(TEN_MIN, _heart_rate([100.0] * 299), NO_CADENCE, hr_ceiling_bpm=90)
    assert found.hr_coverage_frac == pytest.approx(299 / 600)
    assert found.hr_mean_bpm is None
    assert found.hr_median_bpm is None
    assert found.hr_p95_bpm is None
    assert found.above_limit_min is None


def test_filled_seconds_are_not_measured_ones() -> None:
    grid = _heart_rate([100.0] * 300 + [200.0] * 4, filled=4)
    found = measure(TEN_MIN, grid, NO_CADENCE, hr_ceiling_bpm=150)
    assert found.hr_coverage_frac == 0.5
    assert found.hr_mean_bpm == 100.0
    assert found.above_limit_min == 0.0


def test_steps_are_unknown_without_cadence_and_0_when_standing() -> None:
    none = measure(TEN_MIN, _heart_rate([]), NO_CADENCE, hr_ceiling_bpm=None)
    assert none.step_count is None
    assert none.step_coverage_frac == 0.0
    assert none.cadence_median_spm is None
    still = measure(
        TEN_MIN, _heart_rate([]), _cadence([0.0] * 601), hr_ceiling_bpm=None
    )
    assert still.step_count == 0.0
    assert still.step_coverage_frac == 1.0
    assert still.cadence_median_spm is None


def test_a_walk_with_a_rest_is_shorter_than_its_length_by_the_rest() -> None:
    # 4 min at 80 spm, 2 min rest, 4 min at 80 spm: 640 steps, 8 active minutes
    cadence = _cadence([80.0] * 240 + [0.0] * 120 + [80.0] * 241)
    found = measure(TEN_MIN, _heart_rate([]), cadence, hr_ceiling_bpm=None)
    assert found.active_min == pytest.approx(8.0)
    assert found.pause_count == 1
    assert found.step_count == pytest.approx(640.0, abs=2.0)
    assert found.cadence_median_spm == pytest.approx(80.0)


def test_standing_before_and_after_the_walk_is_no_pause_but_not_active_either() -> None:
    cadence = _cadence([0.0] * 120 + [80.0] * 360 + [0.0] * 121)
    found = measure(TEN_MIN, _heart_rate([]), cadence, hr_ceiling_bpm=None)
    assert found.pause_count == 0
    assert found.active_min == pytest.approx(6.0)


def test_unmeasured_time_of_a_marked_session_is_not_rest() -> None:
    found = measure(TEN_MIN, _heart_rate([]), NO_CADENCE, hr_ceiling_bpm=None)
    assert found.active_min == 10.0
    assert found.pause_count == 0


def test_chair_work_is_not_called_a_pause_by_a_still_foot() -> None:
    chair = SessionSpan(0, 10 * M, SessionLabel.USER, ActivityKind.CHAIR)
    cadence = _cadence([50.0] * 60 + [0.0] * 541)
    found = measure(chair, _heart_rate([]), cadence, hr_ceiling_bpm=None)
    assert found.active_min == 10.0


def test_a_detected_session_has_the_active_time_that_was_seen() -> None:
    seen = Span(0, 10 * M, active_s=420, pause_count=2)
    session = SessionSpan(0, 10 * M, SessionLabel.DETECTED, detected=(seen,))
    found = measure(session, _heart_rate([]), NO_CADENCE, hr_ceiling_bpm=None)
    assert found.active_min == 7.0
    assert found.pause_count == 2
