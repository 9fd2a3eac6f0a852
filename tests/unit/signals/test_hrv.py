"""Variability: which pairs count, what is enough, and why there is none."""

import numpy as np
import pytest

from pacepipe.signals import (
    HRV_STATES,
    RR_FLAGS,
    HrvState,
    HrvWindows,
    JudgedRr,
    RrFlag,
    evenness,
    hrv_windows,
    night_hrv,
    rmssd,
    spot_hrv,
)

ECTOPIC = RR_FLAGS.index(RrFlag.ECTOPIC)


def _even(count: int, flagged: int = 0) -> JudgedRr:
    """Beats of 790 and 810 ms in turn: every step is 20 ms."""
    rr_ms = 800.0 + 10.0 * (-1) ** np.arange(count)
    code = np.zeros(count, dtype=np.int64)
    code[5 : 5 + 2 * flagged : 2] = ECTOPIC
    return JudgedRr(rr_ms, code, np.arange(count) == 0)


def _window(judged: JudgedRr, length_ms: float) -> tuple[float, HrvState]:
    group = np.zeros(len(judged.rr_ms), dtype=np.int64)
    told = hrv_windows(judged, group, np.array([length_ms]))
    return float(told.ln_rmssd[0]), HRV_STATES[int(told.state[0])]


def test_steps_of_20_ms_have_an_rmssd_of_20() -> None:
    value, pairs = rmssd(_even(300), np.zeros(300, dtype=np.int64), 1)
    assert value.tolist() == [20.0]
    assert pairs.tolist() == [299]


def test_a_pair_across_a_break_or_two_windows_does_not_count() -> None:
    judged = _even(6)
    judged.is_break[3] = True
    group = np.array([0, 0, 0, 0, 1, 1])
    assert rmssd(judged, group, 2)[1].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("flagged", "length_ms", "state"),
    [
        (0, 300_000.0, HrvState.OK),
        (18, 300_000.0, HrvState.OK),  # 18 of 370: 4.9 %
        (19, 300_000.0, HrvState.LOW),  # 5.1 %
        (74, 300_000.0, HrvState.LOW),  # 20.0 %
        (75, 300_000.0, HrvState.IRREGULAR),  # 20.3 %
        (0, 370_001.0, HrvState.GAPS),  # 296 s explained of 370.001: below 80 %
        (0, 370_000.0, HrvState.OK),
    ],
)
def test_what_a_window_must_hold(
    flagged: int, length_ms: float, state: HrvState
) -> None:
    value, found = _window(_even(370, flagged), length_ms)
    assert found is state
    has_value = state in {HrvState.OK, HrvState.LOW}
    assert np.isnan(value) != has_value
    assert not has_value or value == pytest.approx(np.log(20.0))


def test_119_pairs_are_too_few_and_120_enough() -> None:
    assert _window(_even(120), 96_000.0)[1] is HrvState.FEW_PAIRS
    assert _window(_even(121), 96_800.0)[1] is HrvState.OK


def test_equal_intervals_have_no_logarithm() -> None:
    still = JudgedRr(np.full(370, 800.0), np.zeros(370, dtype=int), np.arange(370) == 0)
    assert _window(still, 300_000.0)[1] is HrvState.FEW_PAIRS


def test_uneven_beats_are_irregular_even_if_none_was_flagged() -> None:
    # in turn 700 and 900: steps of 29 and 22 %
    rr_ms = 800.0 + 100.0 * (-1) ** np.arange(370)
    judged = JudgedRr(rr_ms, np.zeros(370, dtype=np.int64), np.arange(370) == 0)
    assert _window(judged, 300_000.0)[1] is HrvState.IRREGULAR
    told = evenness(judged, np.zeros(370, dtype=np.int64), 1)
    assert told.uneven_frac().tolist() == [1.0]
    assert told.flagged_frac().tolist() == [0.0]


def test_a_window_without_beats_has_gaps_and_no_share() -> None:
    told = hrv_windows(
        _even(370), np.zeros(370, dtype=np.int64), np.array([300_000.0, 300_000.0])
    )
    assert HRV_STATES[int(told.state[1])] is HrvState.GAPS
    assert np.isnan(told.flagged_frac[1])
    assert np.isnan(told.rmssd_ms[1])
    assert told.coverage_frac[1] == 0.0


def _windows(states: list[HrvState], ln_rmssd: float = 3.0) -> HrvWindows:
    count = len(states)
    code = np.array([HRV_STATES.index(state) for state in states], dtype=np.int64)
    heard = np.where(code == HRV_STATES.index(HrvState.GAPS), 0.1, 1.0)
    nothing = np.zeros(count)
    return HrvWindows(
        ln_rmssd=np.where(code <= 1, ln_rmssd, np.nan),
        rmssd_ms=nothing,
        pairs=np.full(count, 300),
        coverage_frac=heard,
        flagged_frac=nothing,
        uneven_frac=nothing,
        state=code,
    )


OK, IRREGULAR, GAPS = HrvState.OK, HrvState.IRREGULAR, HrvState.GAPS


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ([OK] * 6, HrvState.OK),
        ([OK] * 5, HrvState.LOW),
        ([OK] * 3, HrvState.LOW),
        ([OK] * 2, HrvState.TOO_SHORT),
        ([OK] * 2 + [GAPS] * 40, HrvState.GAPS),
        ([OK] * 8 + [IRREGULAR] * 2, HrvState.OK),
        ([OK] * 8 + [IRREGULAR] * 3, HrvState.IRREGULAR),
        ([], HrvState.TOO_SHORT),
    ],
)
def test_what_a_night_must_hold(states: list[HrvState], state: HrvState) -> None:
    told = night_hrv(_windows(states), np.ones(len(states), dtype=bool))
    assert told.state is state
    assert told.parts == states.count(OK)
    has_value = state in {HrvState.OK, HrvState.LOW}
    assert told.rmssd_ms == (pytest.approx(np.exp(3.0)) if has_value else None)


def test_only_windows_of_the_night_count() -> None:
    windows = _windows([OK] * 10)
    assert night_hrv(windows, np.arange(10) < 2).state is HrvState.TOO_SHORT


def _ends_ms(judged: JudgedRr) -> np.ndarray:
    return np.rint(np.cumsum(judged.rr_ms)).astype(np.int64)


@pytest.mark.parametrize(
    ("sitting_s", "state", "ln_se"),
    [
        (119, HrvState.TOO_SHORT, None),
        (120, HrvState.OK, 0.15),
        (180, HrvState.OK, 0.11),
        (300, HrvState.OK, 0.11),
    ],
)
def test_a_spot_is_told_with_its_error(
    sitting_s: int, state: HrvState, ln_se: float | None
) -> None:
    judged = _even(375)
    told = spot_hrv(judged, _ends_ms(judged), (0, 1000 * sitting_s))
    assert (told.state, told.ln_se) == (state, ln_se)
    assert told.rmssd_ms == (20.0 if ln_se else None)


def test_the_first_minute_of_a_spot_is_left_out() -> None:
    judged = _even(375)
    judged.rr_ms[:50] += np.linspace(300, 0, 50)
    judged.rr_ms[:50:3] += 60
    told = spot_hrv(judged, _ends_ms(judged), (0, 180_000))
    assert told.rmssd_ms == 20.0


def test_a_spot_with_a_hole_is_not_told() -> None:
    judged = _even(375)
    ends_ms = _ends_ms(judged)
    kept = (ends_ms < 80_000) | (ends_ms > 120_000)
    holed = JudgedRr(judged.rr_ms[kept], judged.code[kept], judged.is_break[kept])
    told = spot_hrv(holed, ends_ms[kept], (0, 180_000))
    assert (told.rmssd_ms, told.state) == (None, HrvState.GAPS)
