"""What speaks against the steps of a day."""

from dataclasses import replace

import numpy as np
import pytest

from pacepipe.signals import CadenceGrid, ChosenMinutes, StepSource
from pacepipe.stages.intervals import DayIntervals
from pacepipe.stages.step_doubts import pod_disagrees, repeated_minutes

NOTHING = np.zeros(0, dtype=np.int64)
NO_MINUTES = ChosenMinutes(NOTHING, np.zeros(0), NOTHING, NOTHING)


def intervals(source: StepSource, *counts: float, length_ms: int = 60_000):
    """Intervals of one device, end to end from 0."""
    number = len(counts)
    started = np.arange(number) * length_ms
    return DayIntervals(
        started_ms=started,
        ended_ms=started + length_ms,
        station_id=[None] * number,
        seq=[None] * number,
        strap_id=["a"] * number,
        source=np.full(number, int(source)),
        step_count=np.array(counts, dtype=np.float64),
        flag_code=np.zeros(number, dtype=np.int64),
        is_lower_bound=np.zeros(number, dtype=np.bool_),
        own_ms=np.zeros(number, dtype=np.int64),
        chosen_step_count=np.zeros(number),
        hr_rows=NOTHING,
        import_no=[None] * number,
        place=[None] * number,
        placed=NO_MINUTES,
        spread=NO_MINUTES,
    )


def walked(second_count: int, step_count: float) -> CadenceGrid:
    steps = np.full(second_count, step_count / second_count)
    return CadenceGrid(np.arange(second_count) * 1000, 60 * steps, steps)


@pytest.mark.parametrize(
    ("counted", "told"), [(95.0, False), (105.0, False), (80.0, True), (125.0, True)]
)
def test_a_pod_and_a_counter_may_be_ten_percent_apart(counted, told) -> None:
    pod = walked(60, 100.0)
    counter = intervals(StepSource.COUNTER, counted)
    assert pod_disagrees(counter, pod, np.ones(60, dtype=np.bool_)) is told


def test_only_time_that_both_heard_whole_is_compared() -> None:
    pod = walked(30, 50.0)
    counter = intervals(StepSource.COUNTER, 100.0)
    assert pod_disagrees(counter, pod, np.ones(30, dtype=np.bool_)) is None
    whole = walked(60, 100.0)
    of_a_file = np.zeros(60, dtype=np.bool_)
    assert pod_disagrees(counter, whole, of_a_file) is None
    ring = intervals(StepSource.STORED, 10.0)
    assert pod_disagrees(ring, whole, ~of_a_file) is None


def test_one_total_in_five_minutes_is_suspect_in_a_file_alone() -> None:
    counts = (287.0,) * 5 + (12.0,)
    assert repeated_minutes(intervals(StepSource.IMPORTED, *counts)) == 5
    assert repeated_minutes(intervals(StepSource.COUNTER, *counts)) == 0
    assert repeated_minutes(intervals(StepSource.IMPORTED)) == 0


def test_a_minute_told_by_two_files_is_not_a_run_of_two() -> None:
    one = intervals(StepSource.IMPORTED, *(287.0,) * 4)
    doubled = {
        name: np.concatenate((getattr(one, name),) * 2)
        for name in ("started_ms", "ended_ms", "source", "step_count")
    }
    both = replace(one, **doubled, strap_id=["a"] * 4 + ["b"] * 4)
    assert repeated_minutes(both) == 0
