"""How the field usually decides: the policies to be better than, and an oracle.

Written from their published descriptions, each as a person would use it: nobody
walks with a fever, and none of them knows anything that a patient would not tell.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray
from pacepipe.simulate.cohort.body import Body
from pacepipe.simulate.cohort.outcome import OVER_POINTS
from pacepipe.simulate.cohort.seen import Seen
from pacepipe.simulate.cohort.trial import RUN_IN_DAYS, WEEK, Setting, WeekPolicy

DAYS_OF: Final = {3: (0, 2, 4), 4: (0, 2, 4, 5), 5: (0, 1, 3, 4, 5)}
START_MIN: Final = 8.0
SHORTEST_MIN: Final = 4.0
LONGEST_MIN: Final = 60.0


SEVERE, MODERATE = 7, 4
EFFORT_HARD, EFFORT_EASY = 6, 4


def spread(minutes: FloatArray, sessions: int) -> FloatArray:
    """The same session on each of its days, (n, 7)."""
    week = np.zeros((len(minutes), WEEK))
    week[:, DAYS_OF[sessions]] = minutes[:, None]
    return week


class _Unchanged:
    """Asks on the day for what the week said."""

    def today(self, seen: Seen, day: int, planned: FloatArray) -> FloatArray:
        """The plan, whatever yesterday was like."""
        del seen, day
        return planned


class Constant(_Unchanged):
    """The same every week."""

    def __init__(self, session_min: float, sessions: int) -> None:
        self._session_min = session_min
        self._sessions = sessions

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        """The same."""
        del first_day
        return spread(np.full(len(seen.done_min), self._session_min), self._sessions)


class FixedRise(_Unchanged):
    """Five minutes more a week, to three times thirty.

    The fatigue dose of Campbell (2019, doi:10.1249/MSS.0000000000002116), reached in
    steps.
    """

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        """10 minutes, then 15, 20, 25, 30."""
        number = (first_day - RUN_IN_DAYS) // WEEK
        minutes = min(10.0 + 5.0 * number, 30.0)
        return spread(np.full(len(seen.done_min), minutes), 3)


class TenPercent(_Unchanged):
    """A tenth more each week, five days a week."""

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        """8 minutes and a tenth more a week, to 60."""
        number = (first_day - RUN_IN_DAYS) // WEEK
        minutes = min(START_MIN * 1.1**number, LONGEST_MIN)
        return spread(np.full(len(seen.done_min), minutes), 5)


@dataclass(slots=True)
class _Stepwise:
    """Keeps each person's session length between weeks."""

    session_min: FloatArray | None = None

    def _now(self, seen: Seen) -> FloatArray:
        if self.session_min is None:
            self.session_min = np.full(len(seen.done_min), START_MIN)
        return self.session_min

    def today(self, seen: Seen, day: int, planned: FloatArray) -> FloatArray:
        """The plan, whatever yesterday was like."""
        del seen, day
        return planned


class AcuteChronic(_Stepwise):
    """Load of the week at 1.25 times that of the last four.

    The upper edge of the "safe" band of the acute:chronic workload ratio.
    """

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        """The first four weeks rise by a tenth, then by the band."""
        before = seen.done_min[:, max(first_day - 28, RUN_IN_DAYS) : first_day]
        weeks = before.shape[1] / WEEK
        if weeks < 1:
            return spread(self._now(seen), 5)
        chronic = before.sum(axis=1) / weeks
        wish = np.clip(1.25 * chronic / 5, START_MIN, LONGEST_MIN)
        self.session_min = np.maximum(wish, START_MIN)
        return spread(self.session_min, 5)


class Stoplight(_Stepwise):
    """Below 4 points longer, 4 to 6 the same, 7 and more shorter.

    (Severity bands of Selby 2010, doi:10.1016/j.jpainsymman.2009.06.010).
    """

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        """2 minutes up or a quarter down, by the mean tiredness of the week."""
        now = self._now(seen)
        week = slice(max(first_day - 1 - WEEK, 0), first_day - 1)
        tiredness = _mean(seen.items["tiredness"][:, week])
        factor = np.where(tiredness >= SEVERE, 0.75, 1.0)
        more = np.where(tiredness < MODERATE, 2.0, 0.0)
        self.session_min = np.clip(now * factor + more, SHORTEST_MIN, LONGEST_MIN)
        return spread(self.session_min, 5)


class EffortAutoregulation(_Stepwise):
    """Longer while a session is rated 4 or less, shorter from 6 on.

    Rated effort as the regulator (Foster 2001).
    """

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        """2 minutes up, the same, or a quarter down."""
        now = self._now(seen)
        week = slice(max(first_day - 1 - WEEK, 0), first_day - 1)
        effort = _mean(seen.effort_cr10[:, week])
        factor = np.where(effort >= EFFORT_HARD, 0.75, 1.0)
        more = np.where(effort <= EFFORT_EASY, 2.0, 0.0)
        self.session_min = np.clip(now * factor + more, SHORTEST_MIN, LONGEST_MIN)
        return spread(self.session_min, 5)


class Oracle(_Unchanged):
    """Knows each body, and asks for the longest session that does no harm.

    Five days a week, no day over tolerance in this week or the next days. Lighter days
    are its own too.

    It does not know what people will overdo, leave out, or catch.
    """

    MARGIN: Final = 0.55
    """Of the tolerated points: people walk a little longer than they are asked."""

    def __init__(self, setting: Setting, margin: float = MARGIN) -> None:
        self._body = setting.body
        self._count = len(setting.people)
        self._points = margin * OVER_POINTS

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        """The longest that does no harm."""
        del seen
        return spread(self.longest_min(first_day), 5)

    def longest_min(self, first_day: int) -> FloatArray:
        """From 4 to 60 minutes for each person, (n,); 0 where there is none."""
        count = self._count
        fine = np.full(count, SHORTEST_MIN - 1)
        not_fine = np.full(count, LONGEST_MIN + 1)
        for _ in range(int(LONGEST_MIN).bit_length()):
            tried = np.floor((fine + not_fine) / 2)
            is_fine = self._worst(spread(tried, 5), first_day) < self._points
            fine = np.where(is_fine, tried, fine)
            not_fine = np.where(is_fine, not_fine, tried)
        return np.where(fine >= SHORTEST_MIN, fine, 0.0)

    def _worst(self, week: FloatArray, first_day: int) -> FloatArray:
        body: Body = self._body.copy()
        rest = np.zeros((len(week), 3))
        worst = np.zeros(len(week))
        for offset, minutes in enumerate(np.hstack([week, rest]).T):
            worst = np.maximum(worst, body.live(minutes, first_day + offset))
        return worst


def _mean(values: FloatArray) -> FloatArray:
    """Mean of what was said, (n,); NaN where nothing was."""
    said = ~np.isnan(values)
    total = np.where(said, values, 0.0).sum(axis=1)
    mean: FloatArray = np.where(
        said.any(axis=1), total / np.maximum(said.sum(axis=1), 1), np.nan
    )
    return mean


USUAL: Final[Mapping[str, Callable[[], WeekPolicy]]] = MappingProxyType(
    {
        "constant_8x5": lambda: Constant(8, 5),
        "constant_10x5": lambda: Constant(10, 5),
        "constant_10x3": lambda: Constant(10, 3),
        "fixed_rise": FixedRise,
        "ten_percent": TenPercent,
        "acute_chronic": AcuteChronic,
        "stoplight": Stoplight,
        "effort_autoregulation": EffortAutoregulation,
    }
)
