"""Steps or strides, once for a device; cadence against the counter."""

import numpy as np
import pytest

from pacepipe.domain.profile import CadenceUnit
from pacepipe.signals.rsc_steps import cadence_mismatch, cadence_unit


@pytest.mark.parametrize(
    ("speed_mps", "cadence", "unit"),
    [
        (1.2, 104.0, CadenceUnit.STEPS),
        (1.2, 52.0, CadenceUnit.STRIDES),
        # a slow walk of 50 steps a minute: 0.6 m a step
        (0.5, 50.0, CadenceUnit.STEPS),
        (0.9, 45.0, CadenceUnit.STRIDES),
    ],
)
def test_the_length_of_a_step_tells_what_a_pod_counts(
    speed_mps: float, cadence: float, unit: CadenceUnit
) -> None:
    told = cadence_unit(np.full(100, speed_mps), np.full(100, cadence))
    assert told is unit


def test_runs_and_rests_decide_nothing() -> None:
    speed_mps = np.array([3.5] * 500 + [0.0] * 500 + [1.2] * 59)
    assert cadence_unit(speed_mps, np.full(len(speed_mps), 80.0)) is None


def test_single_odd_readings_decide_nothing() -> None:
    cadence = np.array([104.0] * 80 + [40.0] * 20)
    assert cadence_unit(np.full(100, 1.2), cadence) is CadenceUnit.STEPS


@pytest.mark.parametrize(
    ("by_cadence", "by_counter", "is_mismatch"),
    [
        (90.0, 100.0, False),
        (110.0, 100.0, False),
        (89.0, 100.0, True),
        (200.0, 100.0, True),
        (100.0, 0.0, True),
        (5.0, 40.0, False),
        (np.nan, 100.0, False),
        (100.0, np.nan, False),
    ],
)
def test_cadence_and_counter_within_a_tenth_agree(
    by_cadence: float, by_counter: float, *, is_mismatch: bool
) -> None:
    told = cadence_mismatch(np.array([by_cadence]), np.array([by_counter]))
    assert told.tolist() == [is_mismatch]
