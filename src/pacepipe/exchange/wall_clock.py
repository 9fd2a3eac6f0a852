"""Times as files write them: a wall clock, with or without its offset."""

import re
from datetime import date
from typing import Final

from pacepipe.exchange.refusal import at_line

_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
    r" ?(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_DAY_MS: Final = 86_400_000
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()


class WallClock:
    """Reads times; a day is worked out once, since a file has few of them."""

    def __init__(self) -> None:
        self._day_ms: dict[str, int] = {}

    def read(self, text: str) -> tuple[int, bool] | None:
        """Milliseconds since 1970, and whether that is an instant.

        Without an offset they are those of the wall clock, as if it stood in UTC.
        None where the text is not a time, or one that no clock shows.

        Examples
        --------
        >>> clock = WallClock()
        >>> clock.read("1970-01-02 00:00:01"), clock.read("1970-01-02T01:00:01+01:00")
        ((86401000, False), (86401000, True))
        >>> clock.read("1970-02-30 00:00:00") is None
        True
        """
        found = _TIME.fullmatch(text)
        if found is None:
            return None
        day, hour, minute, second, part, offset = found.groups()
        day_ms = self._of_day(day)
        h, m, s = int(hour), int(minute), int(second or 0)
        if day_ms is None or h > 23 or m > 59 or s > 59:  # noqa: PLR2004
            return None
        at_ms = day_ms + ((h * 60 + m) * 60 + s) * 1000
        if part is not None:
            at_ms += int(part[:3].ljust(3, "0"))
        if offset is None:
            return at_ms, False
        if offset != "Z":
            away_min = int(offset[1:3]) * 60 + int(offset[-2:])
            at_ms -= (away_min if offset[0] == "+" else -away_min) * 60_000
        return at_ms, True

    def local(self, text: str, line: int) -> int:
        """A time without its offset, as if it stood in UTC.

        Raises
        ------
        FileRefused
            Where it is none, or has an offset.
        """
        at = self.read(text)
        if at is None or at[1]:
            raise at_line("the time is not a date and time of day", line)
        return at[0]

    def _of_day(self, text: str) -> int | None:
        day_ms = self._day_ms.get(text)
        if day_ms is None:
            try:
                day = date.fromisoformat(text)
            except ValueError:
                return None
            day_ms = (day.toordinal() - _EPOCH_DAY) * _DAY_MS
            self._day_ms[text] = day_ms
        return day_ms
