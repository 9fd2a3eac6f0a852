"""Steps of a usual day: from whole days of signed windows, and the lowest of them."""

import pytest

from pacepipe.stages.usual_steps import lowest_median

WEEK = [3000.0, 3200.0, 3400.0, 3600.0, 9000.0]


@pytest.mark.parametrize(
    ("windows", "steps"),
    [
        ([], None),
        ([WEEK], 3400.0),
        ([WEEK[:4]], None),
        ([WEEK, [day + 800 for day in WEEK]], 3400.0),
        ([WEEK, [day - 800 for day in WEEK]], 2600.0),
        ([WEEK, [100.0] * 4], 3400.0),
    ],
    ids=[
        "no_window",
        "one",
        "too_few_days",
        "more_steps_later_are_not_usual",
        "fewer_later_are",
        "a_window_with_too_few_days_says_nothing",
    ],
)
def test_the_lowest_median_of_the_windows_with_enough_days(
    windows: list[list[float]], steps: float | None
) -> None:
    assert lowest_median(windows, 5) == steps
