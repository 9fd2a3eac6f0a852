"""The journal's side of one link: its connection, its events, its frames.

Every row is stamped with both clocks here, at the moment it is handed over.
"""

import asyncio

from pacepipe.collect.clock import Clock
from pacepipe.collect.lookout import Sighting
from pacepipe.domain.frame import Frame, LinkEvent, LinkEventKind
from pacepipe.journal import FrameJournal


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
        return frame
