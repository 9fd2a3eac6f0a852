"""One thing that somebody should look at, and what it is raised from.

No flag is not "all clear": it says that nothing was seen in what was looked at.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pacepipe.domain.plan import SessionFact, Stop


class FlagKind(StrEnum):
    """What a flag is about; a flag never names an illness."""

    RED_FLAG = "red_flag"
    FEVER = "fever"
    LIMIT_CROSSED = "limit_crossed"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class FlagInputs:
    """All that flags are raised from; time is a field.

    Attributes
    ----------
    patient_id : str
    as_of : datetime, aware
        Nothing entered after it is in here.
    today : date
        The person's local day at `as_of`.
    stops : tuple of Stop
        `about_at` in the person's own zone: its date is the day of the flag.
    sessions : tuple of SessionFact
        Of the last 14 days, in any order.
    hr_ceiling_bpm : int or None
        The clinic's heart-rate limit in force; None means not set.
    last_known_date : date or None
        Newest local day with a diary, a session or worn time; None means none.
    first_known_date : date or None
        Local day from which silence counts where nothing was ever known, for
        instance the day of consent; None means not to count.
    is_paused : bool
    """

    patient_id: str
    as_of: datetime
    today: date
    stops: tuple[Stop, ...]
    sessions: tuple[SessionFact, ...]
    hr_ceiling_bpm: int | None
    last_known_date: date | None
    first_known_date: date | None = None
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class FlagRaised:
    """One flag.

    Attributes
    ----------
    flag_id : str
        From the person, the kind, the day and the cause, so that the same cause
        has the same name every night.
    kind : FlagKind
    tier : int
        1 note, 2 look this week, 3 today.
    about_date : date
        Local day.
    observed_value : float or None
        What was seen, in `observed_unit`; both None where it is no number.
    facts : tuple of (name, value)
        Against what, and how much was looked at, sorted by name.
    """

    flag_id: str
    kind: FlagKind
    tier: int
    about_date: date
    observed_value: float | None
    observed_unit: str | None
    facts: tuple[tuple[str, float | str], ...]
