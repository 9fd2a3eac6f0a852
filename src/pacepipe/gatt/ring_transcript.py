"""What a ring had stored, out of a journalled conversation with it.

The station's requests are kept under COLMI_WRITE, the ring's frames under
COLMI_NOTIFY, both in the order they went over the air. An answer that breaks off,
or that nobody asked for, yields nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from pacepipe.domain.characteristic import COLMI_NOTIFY, COLMI_WRITE
from pacepipe.gatt import colmi

_FIRST_VALUES: Final = 9
_MORE_VALUES: Final = 13
_NO_DATE: Final = datetime(1970, 1, 1, tzinfo=UTC)


class RowKind(StrEnum):
    """What a stored row counts or measures."""

    STEPS = "steps"
    HEART_RATE = "heart_rate"


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet of either side, at the station's time."""

    at: datetime
    characteristic: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class RingRow:
    """One value that the ring had stored, as its own clock dates it.

    Attributes
    ----------
    packet_index : int
        The packet it came in.
    kind : RowKind
    began, ended : datetime, UTC
        Of a heart rate both are its moment.
    value : int
        Steps, or beats a minute.
    asked_day : date
        Day (UTC) that the ring was asked for.
    answered_at : datetime
        Arrival of its packet.
    """

    packet_index: int
    kind: RowKind
    began: datetime
    ended: datetime
    value: int
    asked_day: date
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class RingToday:
    """What the ring had for its today before its clock was set.

    `said_days` and `latest` are as `signals.clock_of_today` takes them.
    """

    read_at: datetime
    said_days: tuple[date, ...]
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class RingTranscript:
    """One conversation; `today` is None where the ring did not answer for it."""

    rows: tuple[RingRow, ...]
    today: RingToday | None


def ring_transcript(packets: Sequence[Packet]) -> RingTranscript:
    """Stored rows of one conversation, in the order they came.

    Parameters
    ----------
    packets : sequence of Packet
        Of one link, in order, of any content; others than the ring's two
        characteristics are passed over. A heart rate of 0 is "no measurement" and
        yields no row.
    """
    reading = _Reading()
    for index, packet in enumerate(packets):
        if packet.characteristic == COLMI_WRITE:
            reading.asked(packet)
        elif packet.characteristic == COLMI_NOTIFY:
            reading.came(index, packet)
    return RingTranscript(tuple(reading.rows), reading.today)


class _Reading:
    """The moving parts: what is being asked, and the packets of its answer."""

    def __init__(self) -> None:
        self.rows: list[RingRow] = []
        self.today: RingToday | None = None
        self._is_clock_asked_for = False
        self._request: Packet | None = None
        self._reader = colmi.RingReader()
        self._came: list[tuple[int, Packet]] = []

    def asked(self, packet: Packet) -> None:
        self._reader = colmi.RingReader()
        self._came = []
        self._request = packet
        self._is_clock_asked_for |= packet.payload[:1] == bytes([colmi.SET_TIME])

    def came(self, index: int, packet: Packet) -> None:
        if self._request is None:
            return
        is_header = packet.payload[1:2] == (
            b"\xf0" if packet.payload[:1] == bytes([colmi.STEP_DAY]) else b"\0"
        )
        if is_header:
            self._came = []
        elif packet.payload[:1] == self._request.payload[:1]:
            self._came.append((index, packet))
        self._reader.receive(packet.payload)
        while (event := self._reader.next_event()) is not None:
            if isinstance(event, colmi.StepDay):
                self._step_day(self._request, event)
            elif isinstance(event, colmi.HeartRateDay):
                self._heart_rate_day(self._request, event)

    def _step_day(self, request: Packet, day: colmi.StepDay) -> None:
        asked = request.payload
        if len(asked) != colmi.FRAME_BYTES or asked[0] != colmi.STEP_DAY:
            return
        began = [_began(each) for each in day.bins]
        if asked[1] == 0 and not self._is_clock_asked_for and self.today is None:
            said = tuple(each.day_date for each in day.bins)
            self.today = RingToday(request.at, said, max(began, default=None))
        asked_day = request.at.astimezone(UTC).date() - timedelta(days=asked[1])
        came = self._came[-len(day.bins) :] if day.bins else []
        slot = timedelta(minutes=colmi.SLOT_MIN)
        self.rows += [
            RingRow(
                packet_index=index,
                kind=RowKind.STEPS,
                began=at,
                ended=at + slot,
                value=each.step_count,
                asked_day=asked_day,
                answered_at=packet.at,
            )
            for (index, packet), each, at in zip(came, day.bins, began, strict=False)
        ]

    def _heart_rate_day(self, request: Packet, day: colmi.HeartRateDay) -> None:
        asked = request.payload
        if len(asked) != colmi.FRAME_BYTES or asked[0] != colmi.HEART_RATE_LOG:
            return
        if day.midnight_s is None:
            return
        midnight = _NO_DATE + timedelta(seconds=day.midnight_s)
        asked_s = int.from_bytes(asked[1:5], "little")
        asked_day = (_NO_DATE + timedelta(seconds=asked_s)).date()
        for place, hr_bpm in enumerate(day.hr_bpm):
            if hr_bpm == 0:
                continue
            nth = max(0, (place - _FIRST_VALUES) // _MORE_VALUES + 1)
            index, packet = self._came[min(nth, len(self._came) - 1)]
            at = midnight + timedelta(minutes=place * day.interval_min)
            self.rows.append(
                RingRow(
                    packet_index=index,
                    kind=RowKind.HEART_RATE,
                    began=at,
                    ended=at,
                    value=hr_bpm,
                    asked_day=asked_day,
                    answered_at=packet.at,
                )
            )


def _began(each: colmi.StepBin) -> datetime:
    slot = timedelta(minutes=colmi.SLOT_MIN)
    day = each.day_date
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return midnight + each.slot * slot
