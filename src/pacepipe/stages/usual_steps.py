"""How much a person walks in a usual day, from the days that a baseline rests on."""

from collections.abc import Sequence
from datetime import date
from statistics import median

from pacepipe.domain.events import BaselineLocked
from pacepipe.domain.history import PersonHistory
from pacepipe.stages.together import rows_of
from pacepipe.store import Source


def usual_step_count(
    source: Source, history: PersonHistory, *, before: date, days_needed: int
) -> float | None:
    """Steps of a usual day: the lowest of the medians of the baselines' windows.

    The lowest, so that walks that a plan asked for never become usual by themselves.

    Parameters
    ----------
    source : Source
        With `mart.day`; only whole days of steps count, a day of a device that lay in
        a drawer is none.
    history : PersonHistory
    before : date
        Baselines whose window reaches this day are left out.
    days_needed : int
        Whole days of steps in a window, at least.

    Returns
    -------
    float or None, steps a day
        None where no window has enough of them.
    """
    windows = [
        (locked.window_start, locked.window_end)
        for _, locked in history.of(BaselineLocked)
        if locked.window_end < before
    ]
    if not windows:
        return None
    days = rows_of(
        source,
        "flag_steps",
        history.patient_id,
        first_date=min(first for first, _ in windows),
        last_date=max(last for _, last in windows),
    )
    of_windows = [
        [row["step_count"] for row in days if first <= row["day_date"] <= last]
        for first, last in windows
    ]
    return lowest_median(of_windows, days_needed)


def lowest_median(windows: Sequence[Sequence[float]], days_needed: int) -> float | None:
    """The lowest median of the windows that have enough days; None without one.

    Examples
    --------
    >>> lowest_median([[3000, 4000, 5000], [3500, 3600, 9000], [10]], 3)
    3600.0
    """
    medians = [float(median(days)) for days in windows if len(days) >= days_needed]
    return min(medians, default=None)
