"""How much a session, a day and a week were, from felt effort and moved time.

Every function is pure. A load that cannot be said is None with a reason, never
0. `METHOD_VERSION` goes into the method digest of what is derived here.
"""

from typing import Final

from pacepipe.load.day import DayLoad, NoLoad, SessionFacts, day_totals
from pacepipe.load.srpe import srpe_au
from pacepipe.load.trimp import HeartFacts, NoTrimp, Trimp, trimp
from pacepipe.load.week import DayFacts, WeekTotals, week_totals

METHOD_VERSION: Final = "load-2"

__all__ = [
    "METHOD_VERSION",
    "DayFacts",
    "DayLoad",
    "HeartFacts",
    "NoLoad",
    "NoTrimp",
    "SessionFacts",
    "Trimp",
    "WeekTotals",
    "day_totals",
    "srpe_au",
    "trimp",
    "week_totals",
]
