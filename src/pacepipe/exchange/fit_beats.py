"""When the beats of a FIT file ended: its RR intervals have no time of their own.

They stand between the records of the seconds in which they came. A chain starts at
the last record before it and goes on by its own intervals, so that not one of them
is moved; where it falls behind the records, beats were lost and a new segment starts.
"""

from typing import Final

from pacepipe.exchange.fit_messages import FitMessage

BEHIND_S: Final = 5.0
"""Beats that end so long before the last record did not follow the ones before (ours:
above the buffering seen in open files, 1 to 4 s, below a gap that matters)."""
_TIME: Final = 0


class BeatClock:
    """Beats in the order of the file, each with the end of its interval.

    Attributes
    ----------
    rows : list of (at_s, rr_ms, segment, place)
        `at_s` in FIT seconds, None where no record came before.
    """

    def __init__(self) -> None:
        self.rows: list[tuple[float | None, float, int, int]] = []
        self._record_s: int | None = None
        self._end_s: float | None = None
        self._segment = 0

    def at(self, record_s: int) -> None:
        """A record of this second was read."""
        self._record_s = record_s

    def stop(self) -> None:
        """The timer stopped: what follows is another stretch."""
        self._end_s = None
        self._segment += 1

    def add(self, message: FitMessage) -> None:
        """Take in the intervals of one message, thousandths of a second."""
        value = message.values.get(_TIME)
        for rr_ms in value if isinstance(value, tuple) else (value,):
            if not isinstance(rr_ms, int) or rr_ms <= 0:
                continue
            self._start_again_where_behind(rr_ms / 1000)
            if self._end_s is not None:
                self._end_s += rr_ms / 1000
            row = (self._end_s, float(rr_ms), self._segment, message.place)
            self.rows.append(row)

    def _start_again_where_behind(self, rr_s: float) -> None:
        if self._record_s is None:
            return
        if self._end_s is None:
            self._end_s = self._record_s - rr_s
        elif self._end_s + rr_s < self._record_s - BEHIND_S:
            self._end_s = self._record_s - rr_s
            self._segment += 1
