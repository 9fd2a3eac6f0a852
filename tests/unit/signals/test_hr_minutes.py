"""Slow sources, reasons by minute, and shares of a stretch."""

import numpy as np
import pytest

from pacepipe.signals.grid import second_grid
from pacepipe.signals.heart_rate import HR_FLAGS, HrFlag
from pacepipe.signals.hr_minutes import flagged_seconds, sample_minutes, shares


def _yes(count: int) -> np.ndarray:
    return np.ones(count, dtype=bool)


def test_a_source_of_one_sample_a_minute_keeps_each_with_its_time() -> None:
    told = sample_minutes(
        np.array([5_000, 65_000, 185_000]), np.array([70, 72, 74]), _yes(3), 60_000
    )
    assert told.minute_ms.tolist() == [0, 60_000, 180_000]
    assert told.hr_bpm.tolist() == [70, 72, 74]
    assert told.hr_at_ms.tolist() == [5_000, 65_000, 185_000]


def test_a_sample_is_never_repeated_into_the_next_minute() -> None:
    told = sample_minutes(np.array([0, 600_000]), np.array([70, 75]), _yes(2), 600_000)
    assert told.minute_ms.tolist() == [0, 600_000]


@pytest.mark.parametrize(("samples", "is_told"), [(5, False), (6, True)])
def test_half_of_the_samples_that_fit_make_a_minute(
    samples: int, *, is_told: bool
) -> None:
    at_ms = np.arange(samples) * 5000
    told = sample_minutes(at_ms, 70 + np.arange(samples), _yes(samples), 5000)
    assert told.hr_bpm.tolist() == ([72.5] if is_told else [])


def test_a_flagged_second_counts_once_under_one_reason_and_only_if_not_measured() -> (
    None
):
    at_ms = np.array([0, 1_000, 3_000, 3_500, 61_000])
    code = np.array(
        [
            HR_FLAGS.index(flag)
            for flag in (
                HrFlag.OK,
                HrFlag.SPIKE,
                HrFlag.SENTINEL,
                HrFlag.SPIKE,
                HrFlag.HOLD,
            )
        ]
    )
    measured = second_grid(np.array([0]), np.array([70]), _yes(1))
    table = flagged_seconds(measured, at_ms, code, np.array([0, 60_000]))
    by_name = [
        {HR_FLAGS[c].value: int(n) for c, n in enumerate(row) if n} for row in table
    ]
    # second 1 is held by the reading of second 0
    assert by_name == [{"spike": 1}, {"hold": 1}]


def test_shares_of_a_stretch_and_the_rest_is_silence() -> None:
    at_ms = np.array([0, 1_000, 6_000])
    grid = second_grid(at_ms, np.array([70, 70, 75]), _yes(3))
    told = shares(grid, np.array([9_200, 9_400, 6_100]), 0, 20_000)
    assert told.measured_frac == 5 / 20
    assert told.filled_frac == 3 / 20
    assert told.flagged_frac == 1 / 20


def test_a_stretch_without_a_whole_second_has_no_shares() -> None:
    grid = second_grid(np.array([0]), np.array([70]), _yes(1))
    with pytest.raises(ValueError, match="no whole second"):
        shares(grid, np.zeros(0, dtype=np.int64), 100, 900)
