"""Steps from the cadence of a pod."""

import numpy as np
import pytest

from pacepipe.signals import CadenceGrid, cadence_grid


def _grid(
    at_s: list[float], cadence_spm: list[float], speed_mps: list[float] | float = 1.0
) -> CadenceGrid:
    at_ms = np.rint(np.array(at_s) * 1000).astype(np.int64)
    speed = np.broadcast_to(np.array(speed_mps, dtype=float), at_ms.shape)
    return cadence_grid(at_ms, np.array(cadence_spm, dtype=float), speed)


def test_a_minute_of_90_spm_is_90_steps() -> None:
    grid = _grid([float(s) for s in range(61)], [90.0] * 61)
    assert len(grid.second_ms) == 60
    assert grid.step_count.sum() == pytest.approx(90.0)
    assert grid.cadence_spm.tolist() == pytest.approx([90.0] * 60)


def test_steps_between_readings_are_the_trapezoid_under_the_cadence() -> None:
    # 60 to 120 spm over 2 s: mean 90 a minute for 2 s = 3 steps;
    # first second 60..90 = 75/60, second one 90..120 = 105/60
    grid = _grid([0, 2], [60.0, 120.0])
    assert grid.step_count.tolist() == pytest.approx([1.25, 1.75])


def test_a_gap_over_3_s_yields_no_seconds_rather_than_no_steps() -> None:
    grid = _grid([0, 1, 5, 6], [90.0] * 4)
    assert (grid.second_ms // 1000).tolist() == [0, 5]
    assert grid.step_count.sum() == pytest.approx(3.0)


def test_readings_3_s_apart_bound_a_measured_stretch() -> None:
    assert len(_grid([0, 3], [90.0, 90.0]).second_ms) == 3


def test_standing_still_is_measured_and_has_no_steps() -> None:
    grid = _grid([0, 1, 2], [0.0] * 3, 0.0)
    assert grid.step_count.tolist() == [0.0, 0.0]


def test_a_cadence_repeated_at_speed_0_counts_for_3_s_only() -> None:
    # believed at 0, 1, 2, 3 s; 0 from 4 s on: 3 s of 60 spm, then 60 to 0 in 1 s
    grid = _grid([float(s) for s in range(61)], [60.0] * 61, 0.0)
    assert grid.step_count.sum() == pytest.approx(3.5)
    assert len(grid.second_ms) == 60


def test_a_steady_cadence_with_speed_counts_in_full() -> None:
    grid = _grid([float(s) for s in range(61)], [60.0] * 61, 0.9)
    assert grid.step_count.sum() == pytest.approx(60.0)


def test_less_than_half_a_second_is_not_a_measured_second() -> None:
    # from 0.6 s on: 0.4 s of second 0 is too little, second 1 is whole
    grid = _grid([0.6, 1.6, 2.0], [60.0] * 3)
    assert (grid.second_ms // 1000).tolist() == [1]


def test_no_readings_are_no_seconds() -> None:
    assert len(_grid([], []).second_ms) == 0
    assert len(_grid([4.0], [80.0]).second_ms) == 0
