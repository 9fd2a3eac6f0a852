"""The trend of comparable walks is the person's own, or it is not said."""

import numpy as np
import pytest

from pacepipe.signals.chronotropic import HrTrend, NoTrend, hr_trend

WEEKS = 8
DAYS = np.arange(0, 7 * WEEKS, 2)


def trend(
    hr_bpm: np.ndarray, cadence_spm: np.ndarray | float = 95.0, days: np.ndarray = DAYS
) -> HrTrend:
    return hr_trend(days, hr_bpm, np.broadcast_to(cadence_spm, days.shape).copy())


@pytest.mark.parametrize("per_week", [-1.5, 0.0, 0.75])
def test_the_slope_of_the_weeks_is_found(per_week: float) -> None:
    found = trend(104 + per_week * DAYS / 7)
    assert found.slope_bpm_per_week == pytest.approx(per_week)
    assert (found.walk_count, found.span_days, found.null_reason) == (28, 54, None)


def test_a_few_feverish_walks_do_not_bend_it() -> None:
    hr_bpm = 104 - 1.0 * DAYS / 7
    hr_bpm[-4:] += 25
    assert trend(hr_bpm).slope_bpm_per_week == pytest.approx(-1.0, abs=0.35)
    assert np.polyfit(DAYS / 7, hr_bpm, 1)[0] > 0


def test_walking_faster_is_not_a_heart_that_answers_more() -> None:
    # every other walk from the fifth week on is 25 spm faster and 20 bpm higher
    hr_bpm, cadence_spm = np.full(28, 100.0), np.full(28, 90.0)
    hr_bpm[14::2], cadence_spm[14::2] = 120.0, 115.0
    found = trend(hr_bpm, cadence_spm)
    assert (found.slope_bpm_per_week, found.walk_count) == (0.0, 21)
    assert found.cadence_spm == 90.0


@pytest.mark.parametrize("aside_spm", [-10.0, 10.0])
def test_ten_steps_a_minute_aside_is_still_comparable(aside_spm: float) -> None:
    cadence_spm = np.full(28, 90.0)
    cadence_spm[3] += aside_spm
    assert trend(np.full(28, 100.0), cadence_spm).walk_count == 28
    cadence_spm[3] += 0.1 * np.sign(aside_spm)
    assert trend(np.full(28, 100.0), cadence_spm).walk_count == 27


def test_what_is_not_known_is_no_walk() -> None:
    hr_bpm, cadence_spm = np.full(28, 100.0), np.full(28, 90.0)
    hr_bpm[:10], cadence_spm[10:20] = np.nan, np.nan
    assert trend(hr_bpm, cadence_spm).walk_count == 8


def test_four_walks_are_no_trend_and_five_are() -> None:
    days = np.array([0, 10, 20, 30, 40])
    few = trend(np.full(4, 100.0), days=days[:4])
    assert few == HrTrend(None, 95.0, 4, 30, NoTrend.TOO_FEW)
    assert trend(np.full(5, 100.0), days=days).slope_bpm_per_week == 0.0


def test_under_three_weeks_is_no_trend() -> None:
    days = np.array([0, 5, 10, 15, 20])
    short = trend(np.full(5, 100.0), days=days)
    assert (short.slope_bpm_per_week, short.null_reason) == (None, NoTrend.TOO_SHORT)
    days[-1] = 21
    assert trend(np.full(5, 100.0), days=days).null_reason is None


def test_a_heart_that_a_machine_paces_has_no_trend() -> None:
    paced = hr_trend(DAYS, np.full(28, 70.0), np.full(28, 90.0), is_interpreted=False)
    assert paced.null_reason is NoTrend.NOT_INTERPRETED
    assert paced.slope_bpm_per_week is None


def test_no_walk_at_all_has_a_reason() -> None:
    nothing = np.zeros(0)
    found = hr_trend(np.zeros(0, dtype=np.int64), nothing, nothing)
    assert found == HrTrend(None, None, 0, 0, NoTrend.TOO_FEW)
