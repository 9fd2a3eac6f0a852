"""How the heart comes down after a walk."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from pacepipe.signals import (
    CadenceGrid,
    RecoveryNullReason,
    ResponseNullReason,
    SecondGrid,
    SpeedGrid,
    hr_before_bpm,
    recovery,
    response,
)
from support.fit_records import fit_records
from support.shared import shared

WALK_S, REST_S, BEFORE_S = 600, 300, 300


def curve(tau_s: float = 60.0, rise: float = 40.0, rest: float = 70.0) -> SecondGrid:
    """Five quiet minutes, ten of walking, five of coming down."""
    after = np.arange(REST_S)
    up = rest + rise * (1 - np.exp(-np.arange(WALK_S) / 40.0))
    hr = np.concatenate(
        (np.full(BEFORE_S, rest), up, rest + rise * np.exp(-after / tau_s))
    )
    return SecondGrid(np.arange(len(hr)) * 1000, hr, np.zeros(len(hr), dtype=np.bool_))


def steps(spm_after: float = 0.0, spm: float = 90.0) -> CadenceGrid:
    cadence = np.concatenate(
        (np.zeros(BEFORE_S), np.full(WALK_S, spm), np.full(REST_S, spm_after))
    )
    return CadenceGrid(np.arange(len(cadence)) * 1000, cadence, cadence / 60)


START, END = BEFORE_S * 1000, (BEFORE_S + WALK_S) * 1000


def test_an_exponential_fall_is_read_with_its_time_constant() -> None:
    told = recovery(START, END, curve(), steps(), hr_pre_bpm=70.0)
    assert told.hrr60_bpm == pytest.approx(40 * (1 - np.exp(-1)), abs=1.0)
    assert told.hrr30_bpm < told.hrr60_bpm < told.hrr120_bpm
    assert told.tau_off_s == pytest.approx(60, rel=0.05)
    assert told.t_return_s == pytest.approx(60 * np.log(8) + 15, abs=12)
    assert (told.is_return_censored, told.null_reason) == (False, None)


def test_a_fall_that_is_not_over_is_said_to_be_longer() -> None:
    told = recovery(START, END, curve(tau_s=280.0), steps(), hr_pre_bpm=70.0)
    assert told.is_return_censored
    assert told.t_return_s == pytest.approx(REST_S, abs=10)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"hr_pre_bpm": None}, RecoveryNullReason.NO_REST_BEFORE),
        ({"hr_pre_bpm": 105.0}, RecoveryNullReason.NO_RISE),
        ({"is_interpretable": False}, RecoveryNullReason.NOT_INTERPRETED),
        ({"cadence": steps(spm_after=60.0)}, RecoveryNullReason.NOT_STILL),
        ({"next_start_ms": END + 40_000}, RecoveryNullReason.NOT_STILL),
        ({"start_ms": END - 120_000}, RecoveryNullReason.TOO_SHORT),
    ],
    ids=lambda each: str(each)[:24],
)
def test_without_true_rest_there_is_a_reason_and_no_number(changes, reason) -> None:
    given = {
        "start_ms": START,
        "end_ms": END,
        "seconds": curve(),
        "cadence": steps(),
        "hr_pre_bpm": 70.0,
        **changes,
    }
    told = recovery(**given)
    assert (told.hrr60_bpm, told.null_reason) == (None, reason)
    assert told.t_return_s is None or reason is RecoveryNullReason.NOT_STILL


def test_each_fall_has_a_reason_of_its_own() -> None:
    told = recovery(
        START, END, curve(), steps(), hr_pre_bpm=70.0, next_start_ms=END + 80_000
    )
    assert told.hrr30_bpm is not None
    assert told.hrr60_bpm is not None
    assert (told.hrr30_null_reason, told.null_reason) == (None, None)
    assert told.hrr120_bpm is None
    assert told.hrr120_null_reason is RecoveryNullReason.NOT_STILL


def test_a_walk_without_a_rise_has_no_fall_at_any_time() -> None:
    told = recovery(START, END, curve(), steps(), hr_pre_bpm=105.0)
    assert {told.hrr30_null_reason, told.null_reason, told.hrr120_null_reason} == {
        RecoveryNullReason.NO_RISE
    }


@pytest.mark.parametrize("known_s", [0, 1, 40])
def test_unknown_steps_are_not_rest(known_s) -> None:
    full = steps()
    kept = (full.second_ms < END) | (full.second_ms < END + known_s * 1000)
    cadence = CadenceGrid(
        full.second_ms[kept], full.cadence_spm[kept], full.step_count[kept]
    )
    told = recovery(START, END, curve(), cadence, hr_pre_bpm=70.0)
    assert told.null_reason is RecoveryNullReason.STILLNESS_UNKNOWN
    assert told.t_return_s is None


@pytest.mark.parametrize("shift_ms", [0, 1, 500, 999])
@pytest.mark.parametrize("length_s", [61, 75, 200, 601])
def test_edges_between_two_seconds_and_short_spans_are_read(shift_ms, length_s) -> None:
    start, end = START + shift_ms, START + length_s * 1000 + 7
    recovery(start, end, curve(), steps(), hr_pre_bpm=70.0)
    response(start, end, curve(), steps(), hr_rest_bpm=70.0)


def test_a_hole_after_the_end_is_not_read_across() -> None:
    grid = curve()
    kept = (grid.second_ms < END + 20_000) | (grid.second_ms > END + 50_000)
    cut = SecondGrid(
        grid.second_ms[kept], grid.hr_bpm[kept], grid.is_interpolated[kept]
    )
    told = recovery(START, END, cut, steps(), hr_pre_bpm=70.0)
    assert told.null_reason is RecoveryNullReason.NOT_MEASURED


def test_filled_seconds_are_not_measured_ones() -> None:
    grid = curve()
    filled = replace(grid, is_interpolated=grid.second_ms > END + 5_000)
    told = recovery(START, END, filled, steps(), hr_pre_bpm=70.0)
    assert told.null_reason is RecoveryNullReason.NOT_MEASURED


def test_five_quiet_minutes_are_the_rate_before_and_steps_are_not_quiet() -> None:
    assert hr_before_bpm(START, curve(), steps()) == 70.0
    assert hr_before_bpm(END, curve(), steps()) is None
    nothing = CadenceGrid(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    assert hr_before_bpm(START, curve(), nothing) is None


def test_a_steady_walk_has_a_cost_and_comes_to_a_plateau() -> None:
    told = response(START, END, curve(), steps(), hr_rest_bpm=70.0)
    assert told.hr_steady_bpm == pytest.approx(110, abs=0.5)
    assert told.cost_per_step_bpm == pytest.approx(40 / 90, rel=0.02)
    assert told.t_plateau_s == pytest.approx(105, abs=31)
    assert told.cadence_cv == pytest.approx(0.0)
    assert abs(told.drift_bpm_per_min) < 0.5
    assert told.hr_cadence_slope is None


def speed(mps: float = 1.2, until_s: int = BEFORE_S + WALK_S) -> SpeedGrid:
    second = np.arange(BEFORE_S, until_s)
    return SpeedGrid(second * 1000, np.full(len(second), mps))


def test_what_a_metre_costs_is_told_where_a_speed_is() -> None:
    told = response(START, END, curve(), steps(), hr_rest_bpm=70.0, speed=speed())
    assert told.speed_steady_mps == pytest.approx(1.2)
    assert told.pci_beats_per_m == pytest.approx(40 / (1.2 * 60), rel=0.02)
    assert told.pci_null_reason is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"speed": speed(until_s=BEFORE_S + WALK_S - 60)}, ResponseNullReason.NO_SPEED),
        ({"hr_rest_bpm": None}, ResponseNullReason.NO_REST_BEFORE),
        ({"end_ms": START + 150_000}, ResponseNullReason.NOT_STEADY),
    ],
    ids=["no speed", "no rest", "short"],
)
def test_without_all_of_it_a_metre_has_no_cost(changes, reason) -> None:
    given = {
        "start_ms": START,
        "end_ms": END,
        "seconds": curve(),
        "cadence": steps(),
        "hr_rest_bpm": 70.0,
        "speed": speed(),
        **changes,
    }
    told = response(**given)
    assert (told.pci_beats_per_m, told.pci_null_reason) == (None, reason)


def test_the_rise_at_the_start_has_its_time_constant() -> None:
    told = response(START, END, curve(), steps(), hr_rest_bpm=70.0)
    assert told.tau_on_s == pytest.approx(40, rel=0.05)
    assert told.tau_on_null_reason is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"end_ms": START + 150_000}, ResponseNullReason.TOO_SHORT),
        ({"is_interpretable": False}, ResponseNullReason.NOT_INTERPRETED),
        ({"cadence": steps(spm=20.0)}, ResponseNullReason.NOT_STEADY),
        ({"seconds": curve(rise=0.0)}, ResponseNullReason.NO_FIT),
        ({"seconds": curve(rise=-30.0)}, ResponseNullReason.NO_FIT),
        (
            {"seconds": replace(curve(), is_interpolated=np.ones(1200, np.bool_))},
            ResponseNullReason.NOT_MEASURED,
        ),
    ],
    ids=["short", "pacemaker", "paused", "level", "falling", "filled"],
)
def test_a_rise_that_cannot_be_read_has_a_reason(changes, reason) -> None:
    given = {
        "start_ms": START,
        "end_ms": END,
        "seconds": curve(),
        "cadence": steps(),
        "hr_rest_bpm": 70.0,
        **changes,
    }
    told = response(**given)
    assert (told.tau_on_s, told.tau_on_null_reason) == (None, reason)


def test_the_slope_of_heart_rate_over_cadence_is_found_with_its_lag() -> None:
    seconds = np.arange(1500)
    spm = 70 + 20 * np.sin(seconds / 120.0)
    hr = 60 + 0.5 * np.concatenate((np.full(60, spm[0]), spm[:-60]))
    told = response(
        0,
        1_500_000,
        SecondGrid(seconds * 1000, hr, np.zeros(1500, dtype=np.bool_)),
        CadenceGrid(seconds * 1000, spm, spm / 60),
        hr_rest_bpm=60.0,
    )
    assert told.hr_cadence_slope == pytest.approx(0.5, abs=0.03)
    assert told.hr_cadence_lag_s == 60


def test_without_cadence_nothing_is_said_of_steps() -> None:
    nothing = CadenceGrid(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    told = response(START, END, curve(), nothing, hr_rest_bpm=70.0)
    assert told.cost_per_step_bpm is None
    assert told.beats_per_step is None


def test_the_reference_ride_comes_down_as_its_reference_says() -> None:
    """One stop of a recorded ride; hrr_stops.csv of the reference."""
    with shared("reference/open/hrr_stops.csv").open(encoding="utf-8") as file:
        (expected,) = list(csv.DictReader(file))
    ride = fit_records(shared("data/fit_sweat") / expected["file"])
    known = ride["hr_bpm"] > 0
    second = ride["second"][known] - ride["second"][0]
    grid = SecondGrid(
        second * 1000,
        ride["hr_bpm"][known].astype(np.float64),
        np.zeros(len(second), dtype=np.bool_),
    )
    stop_ms = int(float(expected["t_stop_s"])) * 1000
    nothing = CadenceGrid(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    told = recovery(
        stop_ms - 600_000, stop_ms, grid, nothing, hr_pre_bpm=100.0, was_still=True
    )
    assert told.hr_end_bpm == pytest.approx(float(expected["hr_end"]), abs=1.0)
    for name in ("hrr30", "hrr60", "hrr120"):
        value = getattr(told, f"{name}_bpm")
        assert value == pytest.approx(float(expected[name]), abs=2.0)
