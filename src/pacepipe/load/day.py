"""What the sessions of one day amount to.

The same totals are counted by SQL in the warehouse; these functions say what
they mean, and a test holds the two together.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class NoLoad(StrEnum):
    """Why a day has no session load."""

    NO_SESSION = "no_session"
    EFFORT_MISSING = "effort_missing"


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What a total needs to know of one session.

    Attributes
    ----------
    active_min : float, minutes
    srpe_au : float or None
        None without a felt effort.
    above_limit_min : float or None, minutes
        None where it could not be judged.
    """

    active_min: float
    srpe_au: float | None
    above_limit_min: float | None


@dataclass(frozen=True, slots=True)
class DayLoad:
    """Totals of the sessions that start on one day.

    Attributes
    ----------
    session_count : int
    active_min : float, minutes
        0 without a session: nothing was recorded or told, which is not the same
        as rest; see the wear time beside it.
    srpe_au : float or None
        None unless every session of the day has a felt effort.
    srpe_null_reason : NoLoad or None
        Why `srpe_au` is None; None where it is not.
    above_limit_min : float or None, minutes
        Over the sessions that could be judged; None where none could.
    """

    session_count: int
    active_min: float
    srpe_au: float | None
    srpe_null_reason: NoLoad | None
    above_limit_min: float | None


def sum_of_known(values: Iterable[float | None]) -> float | None:
    """Sum of the values that are there; None where none is.

    Rounded only once, so that the order of the values changes nothing.
    """
    known = [value for value in values if value is not None]
    return math.fsum(known) if known else None


def srpe_total(sessions: Sequence[SessionFacts]) -> float | None:
    """Sum of the session loads; None unless each one is known and there is one.

    A sum over some of the sessions would pass for a light day.
    """
    if any(session.srpe_au is None for session in sessions):
        return None
    return sum_of_known(session.srpe_au for session in sessions)


def day_totals(sessions: Sequence[SessionFacts]) -> DayLoad:
    """Totals of one day.

    Parameters
    ----------
    sessions : sequence of SessionFacts
        All that start on the day, in any order.

    Returns
    -------
    DayLoad

    Examples
    --------
    >>> day_totals([SessionFacts(10.0, 30.0, None), SessionFacts(5.0, None, 0.5)])
    DayLoad(session_count=2, active_min=15.0, srpe_au=None, \
srpe_null_reason=<NoLoad.EFFORT_MISSING: 'effort_missing'>, above_limit_min=0.5)
    """
    srpe_au = srpe_total(sessions)
    reason = NoLoad.EFFORT_MISSING if sessions else NoLoad.NO_SESSION
    return DayLoad(
        session_count=len(sessions),
        active_min=math.fsum(session.active_min for session in sessions),
        srpe_au=srpe_au,
        srpe_null_reason=reason if srpe_au is None else None,
        above_limit_min=sum_of_known(s.above_limit_min for s in sessions),
    )
