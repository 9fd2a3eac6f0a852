"""What the journal says of earlier syncs of a ring: when the next is due, since when.

A sync ends with its outcome in words, in the detail of the link's end. Nothing is
held in memory alone: a station that was started anew goes on where it was.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from pacepipe.domain.frame import LinkEvent, LinkEventKind
from pacepipe.journal import FrameReader

SYNC_EVERY: Final = timedelta(hours=4)
"""How often a ring in reach is read (ours): six times within its memory of a day's
five-minute heart rates, and seldom enough for a battery of a week."""
STORED_DAYS: Final = 7
"""A ring keeps a week (research/ble.md 2.2)."""
_ENDS: Final = frozenset({LinkEventKind.LOST, LinkEventKind.CLOSED})
_OUTCOME: Final = re.compile(r"\bunanswered=(\d+)\b")


def outcome_words(unanswered_count: int) -> str:
    """The word of a sync's end that tells how much of it is missing.

    Examples
    --------
    >>> outcome_words(0)
    'unanswered=0'
    """
    return f"unanswered={unanswered_count}"


@dataclass(frozen=True, slots=True)
class RingPast:
    """The last syncs of one ring.

    Attributes
    ----------
    synced_at : datetime or None, UTC
        Begin of the last one that came to an outcome.
    whole_on : date or None
        Day (UTC) of the last one without an unanswered request.
    """

    synced_at: datetime | None = None
    whole_on: date | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to read it again; a clock that jumped back makes it so.

        Examples
        --------
        >>> at = datetime(2026, 3, 2, 8, tzinfo=UTC)
        >>> [RingPast(at).is_due(at + timedelta(hours=h)) for h in (-1, 0, 3, 4)]
        [True, False, False, True]
        """
        if self.synced_at is None:
            return True
        return not self.synced_at <= now < self.synced_at + SYNC_EVERY

    def since(self, today: date) -> date:
        """First day to ask for: of the last whole sync, and at most a week back.

        Examples
        --------
        >>> RingPast(whole_on=date(2026, 3, 1)).since(date(2026, 3, 2)).isoformat()
        '2026-03-01'
        >>> RingPast().since(date(2026, 3, 8)).isoformat()
        '2026-03-02'
        """
        oldest = today - timedelta(days=STORED_DAYS - 1)
        return oldest if self.whole_on is None else max(self.whole_on, oldest)

    def after(self, began_at: datetime, unanswered_count: int) -> "RingPast":
        """The same after one more sync."""
        whole_on = self.whole_on if unanswered_count else began_at.date()
        return RingPast(began_at, whole_on)


def past_of(events: Iterable[LinkEvent], ring_id: str) -> RingPast:
    """What link events, oldest first, say of one ring.

    A link that ended without an outcome was no sync.
    """
    opened: dict[int, datetime] = {}
    own: set[int] = set()
    past = RingPast()
    for event in events:
        link = event.connection_id
        if event.kind is LinkEventKind.OPENED:
            opened[link] = datetime.fromtimestamp(event.utc_us / 1e6, UTC)
        elif event.kind is LinkEventKind.IDENTIFIED and event.detail == ring_id:
            own.add(link)
        elif event.kind in _ENDS and link in own and link in opened:
            outcome = _OUTCOME.search(event.detail)
            if outcome is not None:
                past = past.after(opened[link], int(outcome[1]))
    return past


def read_past(journal: Path, ring_id: str) -> RingPast:
    """What a journal says of one ring. It waits for the disk.

    Raises
    ------
    DatabaseBusy, DiskTrouble, JournalDamaged, SchemaMismatch
    """
    with FrameReader.open(journal) as reader:
        return past_of((event for _, event in reader.link_events_after(0)), ring_id)
