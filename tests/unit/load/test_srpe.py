"""Session load from felt effort."""

import pytest

from pacepipe.errors import InputRejected
from pacepipe.load import srpe_au


def test_load_is_effort_times_minutes() -> None:
    assert srpe_au(4, 7.5) == 30.0


def test_an_effort_of_0_is_a_load_of_0_and_no_effort_is_no_load() -> None:
    assert srpe_au(0, 30) == 0.0
    assert srpe_au(None, 30) is None


def test_the_ends_of_both_scales_are_still_on_them() -> None:
    assert srpe_au(10, 0.5) == 5.0
    assert srpe_au(3, 0) == 0.0


@pytest.mark.parametrize("effort_cr10", [-0.5, 10.5, float("nan")])
def test_an_effort_off_the_scale_is_refused(effort_cr10: float) -> None:
    with pytest.raises(InputRejected, match="0 to 10"):
        srpe_au(effort_cr10, 10)


@pytest.mark.parametrize("duration_min", [-1, float("nan")])
def test_a_length_that_cannot_be_is_refused(duration_min: float) -> None:
    with pytest.raises(InputRejected):
        srpe_au(3, duration_min)
