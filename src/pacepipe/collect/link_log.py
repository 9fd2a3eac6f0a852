"""The journal's side of one link: its connection, its events, its frames.

Every row is stamped with both clocks here, at the moment it is handed over.
"""

import asyncio
from typing import Final

from pacepipe.collect.clock import Clock
from pacepipe.collect.live import ContactWord, LiveStatus
from pacepipe.collect.lookout import Sighting
from pacepipe.domain.characteristic import BATTERY_LEVEL, HEART_RATE_MEASUREMENT
from pacepipe.domain.epitaph import Ending, Epitaph
from pacepipe.domain.frame import Frame, LinkEvent, LinkEventKind
from pacepipe.journal import FrameJournal

_REMEMBERED: Final = frozenset({HEART_RATE_MEASUREMENT, BATTERY_LEVEL})


class LinkLog:
    """The journal's rows of one connection. Open it with `open`.

    Attributes
    ----------
    connection_id : int
    frame_count : int
        Frames handed over so far, read values included.
    """

    def __init__(self, connection_id: int, journal: FrameJournal, clock: Clock) -> None:
        self.connection_id = connection_id
        self.frame_count = 0
        self._journal = journal
        self._clock = clock
        self._opened_boot_ns = clock.boot_ns()
        self._last: dict[int, Frame] = {}

    @classmethod
    async def open(
        cls,
        profile_id: str,
        sighting: Sighting,
        journal: FrameJournal,
        clock: Clock,
        because: str = "",
    ) -> "LinkLog":
        """Journal that a link is open; durable on return.

        `because` says what the ladder did before it.

        Raises
        ------
        DiskTrouble
            Where the disk does not take it.
        """
        connection_id = await asyncio.to_thread(
            journal.open_connection,
            profile_id=profile_id,
            address=sighting.address,
            advertised_name=sighting.name,
            boot_id=clock.boot_id,
            boot_ns=clock.boot_ns(),
            utc_us=clock.utc_us(),
        )
        log = cls(connection_id, journal, clock)
        log.note(LinkEventKind.OPENED, because)
        return log

    def note(self, kind: LinkEventKind, detail: str = "") -> None:
        """Journal what happened to the link; `detail` holds no address."""
        self._journal.note(
            LinkEvent(
                connection_id=self.connection_id,
                kind=kind,
                boot_ns=self._clock.boot_ns(),
                utc_us=self._clock.utc_us(),
                detail=detail,
            )
        )

    def keep(self, characteristic: int, payload: bytes) -> Frame:
        """Stamp bytes with both clocks and journal them, verbatim."""
        frame = Frame(
            connection_id=self.connection_id,
            characteristic=characteristic,
            boot_ns=self._clock.boot_ns(),
            utc_us=self._clock.utc_us(),
            payload=payload,
        )
        self._journal.append(frame)
        self.frame_count += 1
        if characteristic in _REMEMBERED:
            self._last[characteristic] = frame
        return frame

    def epitaph(self, ending: Ending, why: str, rssi_dbm: int | None) -> str:
        """What is written on the end of this link, now.

        Parameters
        ----------
        ending : Ending
        why : str
            In words, without a radio address.
        rssi_dbm : int or None
            Of the last advertisement; None where there was none.
        """
        last = LiveStatus().after(tuple(self._last.values()))
        is_said = last.contact is not ContactWord.UNKNOWN
        return Epitaph(
            ending=ending,
            why=why,
            uptime_s=round((self._clock.boot_ns() - self._opened_boot_ns) / 1e9, 1),
            frame_count=self.frame_count,
            rssi_dbm=rssi_dbm,
            contact=last.contact.value if is_said else None,
            battery_pct=last.battery_pct,
        ).as_text()
