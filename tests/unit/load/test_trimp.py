"""Training impulse: only where the clinic says that a heart rate may be read."""

from dataclasses import replace

import numpy as np
import pytest

from pacepipe.load import HeartFacts, NoTrimp, trimp
from pacepipe.load.trimp import COVERAGE_MIN_FRAC, hr_reserve_frac

READABLE = HeartFacts(
    hr_rest_bpm=60.0,
    hr_max_bpm=160.0,
    weighting="women",
    on_beta_blocker=False,
    has_pacemaker=False,
    has_atrial_fibrillation=False,
)
HALF = np.full(600, 110.0)


def test_ten_minutes_at_half_of_the_reserve() -> None:
    told = trimp(HALF, 1.0, READABLE)
    assert told.trimp_au == pytest.approx(10 * 0.5 * 0.86 * np.exp(1.67 * 0.5))
    men = trimp(HALF, 1.0, replace(READABLE, weighting="men"))
    assert men.trimp_au == pytest.approx(10 * 0.5 * 0.64 * np.exp(1.92 * 0.5))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"on_beta_blocker": True}, NoTrimp.RATE_LIMITING),
        ({"on_beta_blocker": None}, NoTrimp.NO_LIMITS),
        ({"has_pacemaker": True}, NoTrimp.PACEMAKER),
        ({"has_pacemaker": None}, NoTrimp.NO_LIMITS),
        ({"has_atrial_fibrillation": True}, NoTrimp.IRREGULAR),
        ({"has_atrial_fibrillation": None}, NoTrimp.NO_LIMITS),
        ({"hr_max_bpm": None}, NoTrimp.NO_LIMITS),
        ({"weighting": None}, NoTrimp.NO_LIMITS),
    ],
)
def test_what_is_not_known_or_stands_against_it_gives_no_number(
    changes, reason
) -> None:
    told = trimp(HALF, 1.0, replace(READABLE, **changes))
    assert (told.trimp_au, told.null_reason) == (None, reason)


def test_a_walk_half_measured_has_no_load() -> None:
    assert trimp(HALF, 0.7, READABLE).null_reason is NoTrimp.NOT_MEASURED
    assert trimp(np.zeros(0), 1.0, READABLE).null_reason is NoTrimp.NOT_MEASURED


def test_a_walk_measured_just_enough_has_a_load() -> None:
    assert trimp(HALF, COVERAGE_MIN_FRAC, READABLE).null_reason is None


def test_a_heart_rate_beyond_rest_or_maximum_is_at_the_end_of_the_reserve() -> None:
    shares = hr_reserve_frac(np.array([50.0, 60.0, 160.0, 190.0]), 60.0, 160.0)
    assert shares.tolist() == [0.0, 0.0, 1.0, 1.0]
