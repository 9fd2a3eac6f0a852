"""Talking to a Polar H10 about its own recording, over a link that stands.

Bytes first: what is asked and every packet of an answer are journalled before they
are used. A recording is removed from the strap only after its bytes are durable; one
that a cut link left there is fetched again, and is the same by name and digest. The
protocol gives a file whole or not at all (research/ble.md section 2: GET, PUT, MERGE
and REMOVE, and no part of a file), so a fetch resumes by file: what was taken before
the cut is not asked for again, and the file that was cut is, from its beginning. What
somebody else recorded, with no time of ours in its name, is refused and left alone.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic

from pacepipe.collect.link_log import LinkLog
from pacepipe.collect.radio import LinkFailed, radio_errors
from pacepipe.domain.characteristic import (
    POLAR_PSFTP_H2D,
    POLAR_PSFTP_MTU,
    uuid_of,
)
from pacepipe.gatt import polar_psftp, polar_recording
from pacepipe.gatt.polar_psftp import (
    Operation,
    Query,
    ResultCode,
    Transfer,
    TransferFailed,
)
from pacepipe.gatt.polar_recording import RecordingStatus
from pacepipe.gatt.polar_transcript import StoredRecording, digest_of
from pacepipe.journal import FrameJournal

ANSWER_S: Final = 10.0
"""Longest silence within an answer (ours; packets are some ten ms apart)."""
PAYLOAD_BYTES: Final = 20
"""Of a packet, at the smallest ATT MTU: messages to the strap are short."""
_NAME: Final = "PP%Y%m%dT%H%M%SZ"


class Unusable(StrEnum):
    """Why a recording on the strap is left there."""

    UNDATABLE = "undatable"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class LeftOnStrap:
    """A recording that was not taken."""

    name: str
    reason: Unusable


@dataclass(frozen=True, slots=True)
class StrapClock:
    """A strap's clock as read back.

    `offset` is the strap's time less the station's; None where the strap has lost
    its clock, and nothing that it dates can be believed.
    """

    said: datetime | None
    offset: timedelta | None


def recording_name(started_at: datetime) -> str:
    """Name of a recording, which is the only date that it will have.

    Examples
    --------
    >>> recording_name(datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
    'PP20260302T080000Z'
    """
    return started_at.astimezone(UTC).strftime(_NAME)


def started_at_of(name: str) -> datetime | None:
    """When a recording of ours was started; None for one of somebody else.

    Examples
    --------
    >>> started_at_of("PP20260302T080000Z").isoformat()
    '2026-03-02T08:00:00+00:00'
    >>> started_at_of("WALK") is None
    True
    """
    try:
        return datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


class PolarRecorder:
    """One conversation, one question at a time. Open it with `open`.

    Every method raises LinkFailed where the link or the strap fails it; what the
    strap holds is then as it was, and the next link can go on.
    """

    def __init__(
        self,
        client: BleakClient,
        log: LinkLog,
        journal: FrameJournal,
        channel: BleakGATTCharacteristic,
    ) -> None:
        self._client = client
        self._log = log
        self._journal = journal
        self._channel = channel
        self._transfer = Transfer()
        self._heard = asyncio.Event()

    @classmethod
    async def open(
        cls, client: BleakClient, log: LinkLog, journal: FrameJournal
    ) -> "PolarRecorder":
        """Begin to listen for answers."""
        channel = client.services.get_characteristic(uuid_of(POLAR_PSFTP_MTU))
        if channel is None:
            raise LinkFailed("the strap keeps no recordings")
        recorder = cls(client, log, journal, channel)
        with radio_errors():
            await client.start_notify(channel, recorder._on_packet)
        return recorder

    async def status(self) -> RecordingStatus:
        """Whether the strap records."""
        body = await self._ask(polar_psftp.query(Query.RECORDING_STATUS))
        status = polar_recording.read_status(body)
        if status is None:
            raise LinkFailed("the strap's status cannot be read")
        return status

    async def start(self, started_at: datetime) -> str:
        """Start to record RR intervals; the name of the recording.

        The strap holds one recording: sync first. It refuses while one is there.
        """
        name = recording_name(started_at)
        parameters = polar_recording.start_parameters(
            polar_recording.SAMPLE_TYPE_RR, 1, name
        )
        await self._ask(polar_psftp.query(Query.START_RECORDING, parameters))
        return name

    async def stop(self) -> None:
        """Stop the recording; it stays on the strap."""
        await self._ask(polar_psftp.query(Query.STOP_RECORDING))

    async def names(self) -> tuple[str, ...]:
        """Names of the recordings on the strap."""
        body = await self._ask(polar_psftp.request(Operation.GET, "/"))
        entries = polar_recording.read_folder(body)
        if entries is None:
            raise LinkFailed("the strap's folder cannot be read")
        return tuple(e.name.rstrip("/") for e in entries if e.name.endswith("/"))

    async def sync(self) -> tuple[StoredRecording | LeftOnStrap, ...]:
        """Take every recording of ours, and then remove it from the strap.

        Returns
        -------
        tuple of StoredRecording or LeftOnStrap
            What is stored is durable in the journal.

        Raises
        ------
        LinkFailed
            A recording that was not removed is there for the next sync.
        DiskTrouble
            Where its bytes could not be made durable; it stays on the strap.
        """
        return tuple([await self._take(name) for name in await self.names()])

    async def set_clock(self, moment: datetime) -> None:
        """Set the strap's clock to a moment with its zone."""
        parameters = polar_recording.clock_parameters(moment)
        await self._ask(polar_psftp.query(Query.SET_LOCAL_TIME, parameters))

    async def read_clock(self, now: datetime) -> StrapClock:
        """The strap's clock, beside the station's."""
        said = polar_recording.read_clock(
            await self._ask(polar_psftp.query(Query.GET_LOCAL_TIME))
        )
        is_known = said is not None and polar_recording.is_clock_believable(said)
        offset = said - now if said is not None and is_known else None
        return StrapClock(said=said, offset=offset)

    async def _take(self, name: str) -> StoredRecording | LeftOnStrap:
        if started_at_of(name) is None:
            return LeftOnStrap(name, Unusable.UNDATABLE)
        path = f"/{name}/{polar_recording.SAMPLES_FILE}"
        body = await self._ask(polar_psftp.request(Operation.GET, path))
        recording = polar_recording.read_recording(body)
        if recording is None:
            return LeftOnStrap(name, Unusable.UNREADABLE)
        await asyncio.to_thread(self._journal.flush)
        await self._ask(polar_psftp.request(Operation.REMOVE, path))
        return StoredRecording(name, digest_of(body), recording)

    async def _ask(self, message: bytes) -> bytes:
        """The strap's answer to one message."""
        self._transfer = Transfer()
        self._log.keep(POLAR_PSFTP_H2D, message)
        with radio_errors():
            for packet in polar_psftp.packets(message, PAYLOAD_BYTES):
                await self._client.write_gatt_char(self._channel, packet, response=True)
            while not self._transfer.is_over:
                self._heard.clear()
                async with asyncio.timeout(ANSWER_S):
                    await self._heard.wait()
        event = self._transfer.next_event()
        if isinstance(event, polar_psftp.Answered):
            return event.body
        raise LinkFailed(_refusal(event))

    def _on_packet(self, _: BleakGATTCharacteristic, data: bytearray) -> None:
        packet = bytes(data)
        self._log.keep(POLAR_PSFTP_MTU, packet)
        self._transfer.receive(packet)
        self._heard.set()


def _refusal(event: TransferFailed | None) -> str:
    if event is None:
        return "the strap's answer broke off"
    if event.code == ResultCode.NOT_PERMITTED:
        return "the strap refused: it records, or holds a recording, already"
    code = "" if event.code is None else f" {event.code}"
    return f"the strap's answer cannot be used: {event.trouble.value}{code}"
