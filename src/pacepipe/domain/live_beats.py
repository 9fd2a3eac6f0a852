"""How well the beats of this moment can be read: a few, kept while somebody looks.

It decides what the live words say and nothing that is stored; the night judges
every interval again with all of its neighbours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

RR_TICKS_PER_MS: Final = 1.024
"""Resolution of an RR interval in 0x2A37: Bluetooth Heart Rate Service 1.0."""
RR_MS_RANGE: Final = (300.0, 2000.0)
"""Believable interval, ms: research/signal.md 3(a) A2, as in `signals.beats`."""
HR_BPM_RANGE: Final = (30, 220)
"""Believable heart rate, bpm: as in `signals.heart_rate`."""
NEIGHBOUR_FRAC: Final = 0.20
"""Largest believable step to the next interval: Karlsson et al. 2012, there with
both neighbours; the next one is not known yet here."""
KEPT: Final = 31
"""Intervals that evenness is judged by: 30 pairs, about half a minute (ours)."""


@dataclass(frozen=True, slots=True)
class LiveBeats:
    """The last intervals of one link.

    Attributes
    ----------
    recent_ms : tuple of float, ms
        At most 31, oldest first.
    clean_count : int
        Believable beats in a row, up to now. From a strap that sends no
        intervals a believable heart rate counts as one.
    has_rr : bool
        Whether this link ever sent an interval.
    """

    recent_ms: tuple[float, ...] = ()
    clean_count: int = 0
    has_rr: bool = False

    def after(self, hr_bpm: int, rr_raw: Iterable[int]) -> "LiveBeats":
        """The same after one readable heart-rate frame.

        Examples
        --------
        >>> LiveBeats().after(60, [1024, 1000]).after(60, [1010]).clean_count
        3
        >>> LiveBeats().after(60, [1024, 1000]).after(60, [300]).clean_count
        0
        """
        recent = list(self.recent_ms)
        clean, has_rr = self.clean_count, self.has_rr
        for raw in rr_raw:
            rr_ms = raw / RR_TICKS_PER_MS
            has_rr = True
            is_even = not recent or _is_near(recent[-1], rr_ms)
            is_clean = RR_MS_RANGE[0] <= rr_ms <= RR_MS_RANGE[1] and is_even
            clean = clean + 1 if is_clean else 0
            recent.append(rr_ms)
        if not has_rr:
            is_clean = HR_BPM_RANGE[0] <= hr_bpm <= HR_BPM_RANGE[1]
            clean = clean + 1 if is_clean else 0
        return LiveBeats(tuple(recent[-KEPT:]), clean, has_rr)

    def uneven_frac(self) -> float | None:
        """Share of neighbours over 20 % apart; None with fewer than 30 pairs."""
        if len(self.recent_ms) < KEPT:
            return None
        pairs = list(pairwise(self.recent_ms))
        return sum(not _is_near(a, b) for a, b in pairs) / len(pairs)


def _is_near(earlier_ms: float, later_ms: float) -> bool:
    return abs(later_ms - earlier_ms) <= NEIGHBOUR_FRAC * earlier_ms
