"""The screen loses nothing: with it the same flags as with a threshold everywhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals import judge_rr
from pacepipe.signals.lipponen_tarvainen import bounded_thresholds, changes, classify
from pacepipe.signals.rr_judge import flags_of_classes
from pacepipe.signals.rr_screen import lowest_medians, screen
from pacepipe.signals.rr_windows import chains, running_quantiles
from support.rr_series import series

FEW_AND_MANY = ["afdb03665", "mitdb100", "mmash_s4", "nsr004", "whrv_kyto"]
LONG_ENOUGH = 20


def _plainly(rr_ms: np.ndarray, is_break: np.ndarray) -> np.ndarray:
    """Flags with a threshold for every interval; chains of 20 and more."""
    of = chains(is_break)
    compared = bounded_thresholds(rr_ms, of)
    codes = flags_of_classes(rr_ms, of, compared, classify(rr_ms, compared, of))
    return np.where(rr_ms < 300, 1, codes)


def _same(rr_ms: np.ndarray, is_break: np.ndarray) -> np.ndarray:
    is_long = chains(is_break).lengths() >= LONG_ENOUGH
    found = judge_rr(rr_ms, is_break)
    assert found[is_long].tolist() == _plainly(rr_ms, is_break)[is_long].tolist()
    return found


@pytest.mark.parametrize("name", FEW_AND_MANY)
def test_a_recording_has_the_flags_of_a_threshold_everywhere(name: str) -> None:
    rr_ms = series(name)[:20_000]
    assert _same(rr_ms, np.arange(len(rr_ms)) == 0).any()


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(LONG_ENOUGH, 700),
    spread_ms=st.sampled_from([0.0, 4.0, 15.0, 40.0, 120.0]),
    odd_frac=st.sampled_from([0.0, 0.01, 0.1, 0.5]),
    break_frac=st.sampled_from([0.0, 0.005, 0.03]),
    quantum_ms=st.sampled_from([1000 / 1024, 1.0, 25.0, 200.0]),
)
def test_any_heart_has_the_flags_of_a_threshold_everywhere(
    *,
    seed: int,
    count: int,
    spread_ms: float,
    odd_frac: float,
    break_frac: float,
    quantum_ms: float,
) -> None:
    chance = np.random.default_rng(seed)
    rr_ms = 800.0 + np.cumsum(chance.normal(0, spread_ms / 4, count))
    rr_ms += chance.normal(0, spread_ms, count)
    factor = chance.choice([0.0, 0.4, 0.6, 0.93, 1.07, 1.4, 2.0, 3.0, 6.0], count)
    rr_ms = np.where(chance.random(count) < odd_frac, rr_ms * factor, rr_ms)
    rr_ms = quantum_ms * np.rint(np.maximum(rr_ms, 0.0) / quantum_ms)
    _same(rr_ms, chance.random(count) < break_frac)


def test_zeros_are_judged_as_with_a_threshold_everywhere() -> None:
    rr_ms = np.where(np.arange(300) // 60 % 2, 0.0, 800.0)
    rr_ms[::17] = 900.0
    _same(rr_ms, np.arange(300) == 0)


def test_no_median_is_below_its_bound_and_most_are_near() -> None:
    rr_ms = series("nsr004")[:20_000]
    of = chains(np.random.default_rng(3).random(len(rr_ms)) < 1 / 300)
    (median,) = running_quantiles(rr_ms, of.first, of.last, 91, (0.5,))
    bound = lowest_medians(rr_ms, of)
    assert (bound <= median).all()
    here = np.arange(len(rr_ms))
    whole = (here - of.first >= 45) & (of.last - here >= 45)
    assert np.median((bound / median)[whole]) > 0.93


def test_a_quiet_heart_is_hardly_looked_at() -> None:
    rr_ms = series("nsr004")[:20_000]
    of = chains(np.arange(len(rr_ms)) == 0)
    asked = screen(rr_ms, changes(rr_ms, of), of, rr_ms > 2000)
    assert len(asked.place) < 0.1 * len(rr_ms)
    assert (np.diff(asked.place) > 0).all()


@pytest.mark.parametrize("size", [11, 91])
@pytest.mark.parametrize("step", [1, 40])
def test_quantiles_at_some_places_are_those_of_everywhere(size: int, step: int) -> None:
    random = np.random.default_rng(5)
    values = random.integers(0, 40, 2000).astype(float)
    of = chains(random.random(2000) < 0.01)
    places = np.arange(0, 2000, step)
    fracs = (0.25, 0.5)
    everywhere = running_quantiles(values, of.first, of.last, size, fracs)
    some = running_quantiles(values, of.first, of.last, size, fracs, places=places)
    for of_some, of_all in zip(some, everywhere, strict=True):
        assert of_some.tolist() == of_all[places].tolist()
