"""Worn minutes, bands on tables, and days of steps."""

import numpy as np
import pytest

from pacepipe.signals.wear import (
    STEP_DAY_VALIDITIES,
    WEAR_STATES,
    StepDayValidity,
    WearState,
    step_days,
    wear,
)


def _states(measured: list[int], steps: list[float] | None = None) -> list[str]:
    measured_s = np.array([measured]) * 60
    hr_bpm = np.where(measured_s > 0, 70.0 + np.arange(len(measured)) % 5, np.nan)
    step_count = np.array([steps if steps is not None else [0.0] * len(measured)])
    return [
        WEAR_STATES[code].value
        for code in wear(measured_s, hr_bpm, step_count).state[0]
    ]


def test_short_gaps_are_closed_and_longer_ones_are_not_known() -> None:
    closed = [1, 0, 0, 0, 0, 0, 1]
    assert _states(closed) == ["worn"] * 7
    open_ = [1, 0, 0, 0, 0, 0, 0, 1]
    assert _states(open_) == ["worn"] + ["unknown"] * 6 + ["worn"]


@pytest.mark.parametrize(("minutes", "state"), [(29, "unknown"), (30, "not_worn")])
def test_half_an_hour_without_heart_rate_is_not_worn(minutes: int, state: str) -> None:
    assert _states([1] + [0] * minutes + [1])[1:-1] == [state] * minutes


def test_steps_count_as_worn_only_near_a_heart_rate() -> None:
    steps = [0.0] + [30.0] * 12
    told = _states([1] + [0] * 12, steps)
    assert told == ["worn"] * 6 + ["unknown"] * 7


def test_the_edges_of_what_is_known_are_not_closed() -> None:
    assert _states([0, 0, 1, 0, 0]) == ["unknown"] * 2 + ["worn"] + ["unknown"] * 2


def test_people_beside_each_other_are_apart() -> None:
    measured_s = np.array([[0] * 20 + [60] * 10, [60] * 10 + [0] * 20])
    told = wear(measured_s, np.full((2, 30), np.nan), np.full((2, 30), np.nan))
    worn = WEAR_STATES.index(WearState.WORN)
    assert ((told.state == worn) == (measured_s > 0)).all()


def test_an_hour_of_one_heart_rate_without_a_step_may_be_a_table() -> None:
    hr_bpm = np.full((1, 120), 66.0)
    hr_bpm[0, :40] = 70.0 + np.arange(40) % 7
    still = np.zeros((1, 120))
    told = wear(np.full((1, 120), 60), hr_bpm, still)
    assert np.flatnonzero(told.is_offbody_suspect[0]).tolist() == list(range(40, 120))
    still[0, 80] = 12.0
    assert not wear(np.full((1, 120), 60), hr_bpm, still).is_offbody_suspect.any()


def test_a_sleeping_heart_is_no_table() -> None:
    hr_bpm = (58.0 + np.array([0, 1, 0, 1, 1, 2] * 40))[None, :]
    told = wear(np.full((1, 240), 60), hr_bpm, np.zeros((1, 240)))
    assert not told.is_offbody_suspect.any()


@pytest.mark.parametrize(
    ("worn_min", "validity", "step_count"),
    [
        (359, StepDayValidity.TOO_LITTLE_WEAR, None),
        (360, StepDayValidity.PARTIAL, 360.0),
        (599, StepDayValidity.PARTIAL, 599.0),
        (600, StepDayValidity.VALID, 600.0),
    ],
)
def test_a_day_of_steps_is_a_day_by_its_worn_waking_hours(
    worn_min: int, validity: StepDayValidity, step_count: float | None
) -> None:
    place = np.arange(1440)
    worn = WEAR_STATES.index(WearState.WORN)
    not_worn = WEAR_STATES.index(WearState.NOT_WORN)
    is_awake = (place >= 420) & (place < 1320)
    state = np.where((place >= 420) & (place < 420 + worn_min), worn, not_worn)
    told = step_days(np.full(1440, 7), is_awake, state, np.ones(1440))
    assert STEP_DAY_VALIDITIES[told.validity[0]] is validity
    known = None if np.isnan(told.step_count[0]) else told.step_count[0]
    assert known == step_count
    assert told.unworn_step_count[0] == 1440 - worn_min


def test_a_worn_day_whose_steps_nobody_told_has_none_and_not_zero() -> None:
    worn = WEAR_STATES.index(WearState.WORN)
    told = step_days(
        np.zeros(700, dtype=np.int64),
        np.ones(700, dtype=bool),
        np.full(700, worn),
        np.full(700, np.nan),
    )
    assert np.isnan(told.step_count).all()
    assert STEP_DAY_VALIDITIES[told.validity[0]] is StepDayValidity.NO_STEPS
