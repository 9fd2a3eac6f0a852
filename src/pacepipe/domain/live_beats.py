"""The last intervals of one link as they came, kept while somebody looks.

They are judged for the live words (`signals.live_heart`) and never stored; the night
judges every interval again with all of its neighbours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

RR_TICKS_PER_MS: Final = 1.024
"""Resolution of an RR interval in 0x2A37: Bluetooth Heart Rate Service 1.0."""
HR_BPM_RANGE: Final = (30, 220)
"""Believable heart rate, bpm: as in `signals.heart_rate`."""
NEIGHBOUR_FRAC: Final = 0.20
"""Largest believable step to the next interval: Karlsson et al. 2012, there with
both neighbours; the next one is not known yet here."""
EVEN_BEATS: Final = 31
"""Intervals that evenness is judged by: 30 pairs, about half a minute (ours)."""
KEPT: Final = 400
"""Intervals that are kept: two minutes at 200 bpm (ours). Of those that the words
rest on, a minute, each has the 91 before it that it is compared with."""


@dataclass(frozen=True, slots=True)
class LiveBeats:
    """The last intervals of one link.

    Attributes
    ----------
    recent_ms : tuple of float, ms
        At most 400, oldest first.
    arrived_ns : tuple of int, ns
        Arrival of the frame that each came in, by a monotonic clock.
    hr_count : int
        Believable heart rates in a row, up to now, from a strap that sends no
        intervals; 0 from another.
    has_rr : bool
        Whether this link ever sent an interval.
    """

    recent_ms: tuple[float, ...] = ()
    arrived_ns: tuple[int, ...] = ()
    hr_count: int = 0
    has_rr: bool = False

    def after(self, boot_ns: int, hr_bpm: int, rr_raw: Iterable[int]) -> "LiveBeats":
        """The same after one readable heart-rate frame.

        Examples
        --------
        >>> LiveBeats().after(0, 60, [1024, 512]).after(5, 60, [1024]).arrived_ns
        (0, 0, 5)
        >>> LiveBeats().after(0, 60, []).after(1, 61, []).hr_count
        2
        """
        came_ms = tuple(raw / RR_TICKS_PER_MS for raw in rr_raw)
        if came_ms or self.has_rr:
            recent_ms = self.recent_ms + came_ms
            arrived_ns = self.arrived_ns + (boot_ns,) * len(came_ms)
            return LiveBeats(recent_ms[-KEPT:], arrived_ns[-KEPT:], 0, has_rr=True)
        is_clean = HR_BPM_RANGE[0] <= hr_bpm <= HR_BPM_RANGE[1]
        return LiveBeats(hr_count=self.hr_count + 1 if is_clean else 0)

    def uneven_frac(self) -> float | None:
        """Share of neighbours over 20 % apart; None with fewer than 30 pairs."""
        last_ms = self.recent_ms[-EVEN_BEATS:]
        if len(last_ms) < EVEN_BEATS:
            return None
        return sum(not _is_near(a, b) for a, b in pairwise(last_ms)) / (
            len(last_ms) - 1
        )


def _is_near(earlier_ms: float, later_ms: float) -> bool:
    return abs(later_ms - earlier_ms) <= NEIGHBOUR_FRAC * earlier_ms
