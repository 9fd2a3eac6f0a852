"""Of two sources one is believed; a mean never is."""

import numpy as np
import pytest

from pacepipe.signals.hr_lag import carried_lag_s, lags_s
from pacepipe.signals.hr_sources import NO_SOURCE, ChosenHr, TwoSources, choose_hr
from pacepipe.signals.hr_trust import Placement, trust_scores


def _chosen(one: np.ndarray, other: np.ndarray, *trust: float) -> ChosenHr:
    epochs = -(-len(one) // 10)
    by_source = np.array([np.full(epochs, value) for value in trust])
    return choose_hr(TwoSources(0, np.array([one, other], dtype=float), by_source))


def test_the_source_with_more_trust_is_taken_and_nothing_is_averaged() -> None:
    told = _chosen(np.full(60, 80.0), np.full(60, 88.0), 0.6, 1.0)
    assert (told.hr_bpm == 88).all()
    assert (told.chosen == 1).all()
    assert (told.n_sources == 2).all()
    assert (told.difference_bpm == 8).all()
    assert told.disagree_s == 0


def test_thirty_seconds_more_than_ten_apart_are_a_disagreement() -> None:
    other = np.full(120, 80.0)
    other[20:49] = 91
    other[70:100] = 91
    told = _chosen(np.full(120, 80.0), other, 1.0, 0.3)
    assert np.flatnonzero(told.is_disagreement).tolist() == list(range(70, 100))
    assert (told.hr_bpm == 80).all()


def test_equals_that_contradict_each_other_are_both_not_believed() -> None:
    told = _chosen(np.full(60, 80.0), np.full(60, 95.0), 0.6, 0.6)
    assert np.isnan(told.hr_bpm).all()
    assert (told.chosen == NO_SOURCE).all()
    assert told.disagree_s == 60


def test_a_source_that_is_alone_speaks_with_its_own_trust() -> None:
    one = np.full(60, np.nan)
    told = choose_hr(
        TwoSources(
            0,
            np.array([one, np.full(60, 70.0)]),
            np.array([np.zeros(6), np.full(6, 0.3)]),
        )
    )
    assert (told.hr_bpm == 70).all()
    assert (told.n_sources == 1).all()


def test_a_change_of_source_waits_ten_seconds() -> None:
    trust = np.array([[0.6] * 6, [0.5, 0.5, 0.7, 0.5, 0.7, 0.7]])
    told = choose_hr(
        TwoSources(0, np.array([np.full(60, 80.0), np.full(60, 83.0)]), trust)
    )
    # better for one epoch changes nothing; for a second one in a row it does
    assert told.chosen.tolist() == [0] * 50 + [1] * 10


def test_single_missing_seconds_are_filled_from_a_source_that_agreed() -> None:
    one = np.full(60, 80.0)
    one[30:33] = np.nan
    assert _chosen(one, np.full(60, 84.0), 1.0, 0.6).hr_bpm[30:33].tolist() == [84] * 3
    far = _chosen(one, np.full(60, 86.0), 1.0, 0.6)
    assert np.isnan(far.hr_bpm[30:33]).all()
    assert np.isfinite(np.delete(far.hr_bpm, slice(30, 33))).all()


@pytest.mark.parametrize("lag", [-15, -4, 0, 7, 15])
def test_the_lag_of_a_late_source_is_found_in_a_block_that_moves(lag: int) -> None:
    second = np.arange(-20, 640)
    truth = 90 + 15 * np.sin(second / 30) + 4 * np.sin(second / 7)
    one, other = truth[20:620], truth[20 - lag : 620 - lag]
    assert (lags_s(one, other) == lag).all()


def test_a_heart_that_does_not_move_tells_no_lag() -> None:
    quiet = 70 + 3 * np.sin(np.arange(600) / 30)
    assert np.isnan(lags_s(quiet, quiet)).all()


def test_the_lag_is_kept_and_no_value_is_moved_in_time() -> None:
    second = np.arange(600)
    one = 90 + 15 * np.sin(second / 30)
    other = 90 + 15 * np.sin((second - 8) / 30)
    told = _chosen(one, other, 0.3, 0.7)
    assert (told.lag_s == 8).all()
    assert told.hr_bpm.tolist() == other.tolist()
    assert np.nanmax(np.abs(told.difference_bpm)) < 1e-9


def test_until_a_lag_is_told_the_last_one_holds() -> None:
    told = np.array([np.nan, 3.0, np.nan, 5.0, np.nan])
    assert carried_lag_s(told).tolist() == [0, 3, 3, 5, 5]


def test_trust_and_seconds_must_belong_together() -> None:
    with pytest.raises(ValueError, match="whole epochs"):
        choose_hr(TwoSources(5_000, np.zeros((2, 10)), np.zeros((2, 1))))


@pytest.mark.parametrize(
    ("placement", "has_rr", "is_moving", "trust"),
    [
        (Placement.CHEST_ECG, True, True, 1.0),
        (Placement.CHEST_ECG, False, True, 0.8),
        (Placement.UPPER_ARM, False, False, 0.7),
        (Placement.UPPER_ARM, False, True, 0.5),
        (Placement.WRIST, True, False, 0.6),
        (Placement.WRIST, False, True, 0.3),
    ],
)
def test_trust_by_kind_and_motion(
    placement: Placement, *, has_rr: bool, is_moving: bool, trust: float
) -> None:
    every = np.ones(10, dtype=bool)
    told = trust_scores(
        placement,
        np.arange(10) * 1000,
        epoch_ms=np.array([0, 10_000]),
        is_usable=every,
        has_rr=every & has_rr,
        is_moving=every & is_moving,
    )
    assert told.tolist() == [trust, 0.0]
