"""What is written on the end of a link: how long it lived, and what it last knew.

Stored in the detail of the `lost` or `closed` event, as compact JSON without a
radio address. Older ends hold words alone, and are read as those.
"""

import json
from dataclasses import dataclass
from enum import StrEnum

from pacepipe.domain.digest import canonical_json


class Ending(StrEnum):
    """Why a link is over."""

    DROP = "drop"
    SILENCE = "silence"
    REFUSAL = "refusal"
    FAILURE = "failure"
    HELD_ELSEWHERE = "held_elsewhere"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Epitaph:
    """The last that is known of a link; None means unknown.

    Attributes
    ----------
    ending : Ending
    why : str
        In words, where there are more.
    uptime_s : float or None
        From the connection to its end, by the monotonic clock.
    frame_count : int or None
    rssi_dbm : int or None
        Of the last advertisement before the link; there is none within it.
    contact : str or None
        ok, lost or unsupported, as last sent.
    battery_pct : int or None
    """

    ending: Ending
    why: str = ""
    uptime_s: float | None = None
    frame_count: int | None = None
    rssi_dbm: int | None = None
    contact: str | None = None
    battery_pct: int | None = None

    def as_text(self) -> str:
        """The epitaph as it is stored.

        Examples
        --------
        >>> Epitaph.read(Epitaph(Ending.DROP, rssi_dbm=-88).as_text()).rssi_dbm
        -88
        """
        return canonical_json(self)

    @classmethod
    def read(cls, detail: str) -> "Epitaph":
        """An epitaph from the detail of any end; words alone stay words.

        Examples
        --------
        >>> Epitaph.read("asked who it is").why
        'asked who it is'
        """
        try:
            stored = json.loads(detail)
            return cls(**{**stored, "ending": Ending(stored["ending"])})
        except (ValueError, TypeError, KeyError, RecursionError):
            return cls(Ending.UNKNOWN, why=detail)
