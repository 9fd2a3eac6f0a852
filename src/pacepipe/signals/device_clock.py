"""Whether what a device stored can be dated, by what its clock was seen to believe.

A row that cannot be dated is refused with a reason, and never moved to where it
might belong: steps of yesterday shown as today's would make a plan wrong.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

OFFSET_LIMIT: Final = timedelta(minutes=5)
"""A clock that is further off dates nothing to a bin of 5 minutes (ours)."""
AHEAD_LIMIT: Final = timedelta(minutes=1)
"""Clocks of this kind drift by seconds a day (ours: a week of that, and a margin)."""
NEXT_DAY: Final = timedelta(days=1)
"""How far a row may lie from the day asked for, by a clock seen to be right (ours)."""
OLDEST: Final = date(2015, 1, 1)
"""No such wearable is older: research/signal.md 3(j)."""


class DeviceClock(StrEnum):
    """What is known of a device's clock at a sync.

    UNREAD means that nothing it stored today shows its date: no fault by itself.
    """

    GOOD = "good"
    UNREAD = "unread"
    WRONG = "wrong"


class Undatable(StrEnum):
    """Why a stored row is refused."""

    CLOCK_WRONG = "clock_wrong"
    OTHER_DAY = "other_day"
    FROM_THE_FUTURE = "from_the_future"
    TOO_OLD = "too_old"


def clock_of_offset(offset: timedelta) -> DeviceClock:
    """Verdict on a clock that could be read; `offset` is device less station.

    Examples
    --------
    >>> clock_of_offset(timedelta(hours=1)).value
    'wrong'
    """
    return DeviceClock.GOOD if abs(offset) <= OFFSET_LIMIT else DeviceClock.WRONG


def clock_of_today(
    said_days: Sequence[date], latest: datetime | None, now: datetime
) -> DeviceClock:
    """Verdict on a clock that cannot be read, by the rows of its today.

    Parameters
    ----------
    said_days : sequence of date
        Dates of the rows that the device has for its today.
    latest : datetime, aware, or None
        Begin of the latest of them.
    now : datetime, aware
        Of the station.

    Notes
    -----
    The newest date shows the clock's: another than the station's (UTC, a minute
    around midnight is either day) is a clock in another zone, stopped or never set;
    a row from the future is a clock ahead. An older date beside it is a day that
    the device begins at another hour. A clock that is behind by less than the time
    since midnight cannot be told from a person at rest.

    Examples
    --------
    >>> now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> clock_of_today([date(2026, 3, 1)], None, now).value
    'wrong'
    >>> clock_of_today([], None, now).value
    'unread'
    """
    if not said_days:
        return DeviceClock.UNREAD
    near = {(now + off).astimezone(UTC).date() for off in (-AHEAD_LIMIT, AHEAD_LIMIT)}
    is_ahead = latest is not None and latest > now + AHEAD_LIMIT
    if is_ahead or max(said_days) not in near:
        return DeviceClock.WRONG
    return DeviceClock.GOOD


def undatable(
    began: datetime, *, asked_day: date, clock: DeviceClock, now: datetime
) -> Undatable | None:
    """Why a stored row is refused, or None where its own time may be believed.

    Parameters
    ----------
    began : datetime, aware
        As the device dates it.
    asked_day : date
        Day (UTC) that the device was asked for.
    clock : DeviceClock
        What its clock was seen to be before it was set anew.
    now : datetime, aware
        Of the station.

    Notes
    -----
    What a device has for a day may reach past midnight, and a sync may. A row of the
    day before or after is of its own day where the clock was seen to be right; where
    nothing showed the date, only rows of the day asked for are believed.
    """
    if clock is DeviceClock.WRONG:
        return Undatable.CLOCK_WRONG
    if began > now + AHEAD_LIMIT:
        return Undatable.FROM_THE_FUTURE
    day = began.astimezone(UTC).date()
    if day < OLDEST:
        return Undatable.TOO_OLD
    reach = NEXT_DAY if clock is DeviceClock.GOOD else timedelta(0)
    return Undatable.OTHER_DAY if abs(day - asked_day) > reach else None
