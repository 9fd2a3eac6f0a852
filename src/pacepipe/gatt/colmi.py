"""The protocol of the Colmi R0x rings: 16-byte frames, requests and answers.

A frame is ``command u8 | 14 bytes | checksum u8``, the checksum being the sum of
the first 15 bytes, less whole 256s. An answer carries the command it answers; bit
7 of it says that the ring refuses. Step days and heart-rate days come in several
frames, put together by `RingReader`, which does no input or output of its own:
hand it payloads with `receive`, ask it with `next_event`.

A ring's times are those of its clock, which pacepipe sets to UTC and which it
cannot read back: no read command is documented. What the clock believes shows in
the dates of today's step rows; judging that is for `signals`.

References
----------
tahnok/colmi_r02_client (MIT), set_time.py, battery.py, hr.py, steps.py,
real_time.py; Gadgetbridge, ColmiR0xConstants (facts only). No ring was connected
here: the layouts are theirs.
"""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import NumberReadings, RejectReason
from pacepipe.gatt.frame_bytes import FrameBytes, judge

FRAME_BYTES: Final = 16
_BODY_BYTES: Final = 14
_ERROR_BIT: Final = 0x80

SET_TIME: Final = 0x01
BATTERY: Final = 0x03
HEART_RATE_LOG: Final = 0x15
STEP_DAY: Final = 0x43
RING_SAYS: Final = 0x73

SLOTS_A_DAY: Final = 96
"""Step bins of 15 minutes."""
SLOT_MIN: Final = 15
HEART_RATE_VALUES_A_DAY: Final = 288
"""Values of a heart-rate day at the usual 5 minutes."""
_DAY_MIN: Final = 1440

_ENGLISH: Final = 1
_NOTHING: Final = 0xFF
_HEADER: Final = 0xF0
_FIRST_HEART_RATES: Final = 9
_MORE_HEART_RATES: Final = 13
_FULL_PCT: Final = 100
_BCD_MAX: Final = 9


@dataclass(frozen=True, slots=True)
class StepBin:
    """Steps of 15 minutes, by the ring's clock.

    Attributes
    ----------
    day_date : date
        Day as the ring dates it.
    slot : int, 0 to 95
        Quarter of an hour of that day.
    step_count : int
    distance_m : int
    """

    day_date: date
    slot: int
    step_count: int
    distance_m: int


@dataclass(frozen=True, slots=True)
class StepDay:
    """Every step bin of one day; empty where the ring has none."""

    bins: tuple[StepBin, ...]


@dataclass(frozen=True, slots=True)
class HeartRateDay:
    """A day of periodic heart rates; no values where the ring has none.

    Attributes
    ----------
    midnight_s : int or None
        Begin of the day, as the ring repeats it from the request, s since
        1970-01-01; None where the ring has nothing.
    interval_min : int
        Minutes between values.
    hr_bpm : tuple of int
        One an interval from midnight on, as sent; 0 is "no measurement".
    """

    midnight_s: int | None
    interval_min: int
    hr_bpm: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RingBattery:
    """Charge of the ring."""

    battery_pct: int
    is_charging: bool


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The ring took the time; it does not say which."""


@dataclass(frozen=True, slots=True)
class RingSays:
    """Something the ring said unasked; `topic` is its second byte."""

    topic: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The ring set the error bit on an answer to `command`."""

    command: int


@dataclass(frozen=True, slots=True)
class Aborted:
    """A transfer that did not come whole; nothing of it is used.

    `frame_count` is how many of its frames had come.
    """

    command: int
    frame_count: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A payload that is no frame, or one whose command is not known."""

    reason: RejectReason


RingEvent = (
    StepDay
    | HeartRateDay
    | RingBattery
    | ClockSet
    | RingSays
    | Refused
    | Aborted
    | Unread
)


def frame(command: int, body: bytes = b"") -> bytes:
    """One frame: padded with zeros, its checksum added.

    Raises
    ------
    ValueError
        Where the body does not fit: a mistake of the caller.

    Examples
    --------
    >>> frame(0x03).hex()
    '03000000000000000000000000000003'
    """
    if len(body) > _BODY_BYTES:
        raise ValueError(f"the body has {len(body)} bytes; a frame holds 14")
    whole = bytes([command]) + body.ljust(_BODY_BYTES, b"\0")
    return whole + bytes([sum(whole) & 0xFF])


def set_time_request(at: datetime) -> bytes:
    """Set the ring's clock, in UTC; to a second, and not before 2000.

    Examples
    --------
    >>> set_time_request(datetime(2026, 3, 2, 18, 30, 5, tzinfo=UTC))[:8].hex(" ")
    '01 26 03 02 18 30 05 01'
    """
    if at.tzinfo is None:
        raise ValueError("the time has no zone")
    utc = at.astimezone(UTC)
    fields = (utc.year % 100, utc.month, utc.day, utc.hour, utc.minute, utc.second)
    return frame(SET_TIME, bytes([*map(_to_bcd, fields), _ENGLISH]))


def battery_request() -> bytes:
    """Ask for the charge."""
    return frame(BATTERY)


def step_day_request(days_ago: int) -> bytes:
    """Ask for the step bins of a day; 0 is the ring's today.

    Examples
    --------
    >>> step_day_request(0)[:6].hex(" ")
    '43 00 0f 00 5f 01'
    """
    # Slots 0 to 95 are asked for, in this order of bytes by every client known.
    return frame(STEP_DAY, bytes([days_ago, 0x0F, 0x00, 0x5F, 0x01]))


def heart_rate_day_request(day_date: date) -> bytes:
    """Ask for the heart rates of a day of the ring's clock.

    Examples
    --------
    >>> heart_rate_day_request(date(2026, 3, 2))[:5].hex(" ")
    '15 00 d3 a4 69'
    """
    midnight = datetime(day_date.year, day_date.month, day_date.day, tzinfo=UTC)
    return frame(HEART_RATE_LOG, int(midnight.timestamp()).to_bytes(4, "little"))


def colmi_frame(batch: FrameBatch) -> NumberReadings:
    """Command of each sound frame; what frames mean together is `RingReader`'s.

    Parameters
    ----------
    batch : FrameBatch
        Payloads to or from a ring, of any content.

    Returns
    -------
    NumberReadings
        The first byte, error bit included. A payload that does not have 16 bytes
        is EMPTY, TRUNCATED or has TRAILING_BYTES; one whose sum is wrong is
        BAD_CHECKSUM.

    Examples
    --------
    >>> whole = bytes.fromhex("03400000000000000000000000000043")
    >>> colmi_frame(FrameBatch.from_payloads([whole, whole[:5]])).value.tolist()
    [3]
    """
    frames = FrameBytes.of(batch)
    verdict = judge(
        len(batch),
        (frames.length == 0, RejectReason.EMPTY),
        (frames.length < FRAME_BYTES, RejectReason.TRUNCATED),
        (frames.length > FRAME_BYTES, RejectReason.TRAILING_BYTES),
        (_sum_is_wrong(frames), RejectReason.BAD_CHECKSUM),
    )
    return NumberReadings(
        frame_index=verdict.accepted,
        value=frames.u8(0)[verdict.accepted],
        rejects=verdict.rejects,
    )


def _sum_is_wrong(frames: FrameBytes) -> BoolArray:
    total = np.zeros(len(frames.length), dtype=np.int64)
    for position in range(FRAME_BYTES - 1):
        total += frames.u8(position)
    wrong: BoolArray = total & 0xFF != frames.u8(FRAME_BYTES - 1)
    return wrong


def _unsound(whole: bytes) -> RejectReason | None:
    """The verdict of `colmi_frame` on one frame, without arrays."""
    if len(whole) == FRAME_BYTES:
        is_sound = sum(whole[:-1]) & 0xFF == whole[-1]
        return None if is_sound else RejectReason.BAD_CHECKSUM
    if len(whole) > FRAME_BYTES:
        return RejectReason.TRAILING_BYTES
    return RejectReason.TRUNCATED if whole else RejectReason.EMPTY


class RingReader:
    """Puts a ring's frames together; never raises, whatever comes.

    A transfer that is cut short yields `Aborted` and nothing else, and leaves no
    trace in the next one: every transfer begins with an empty slate.

    Examples
    --------
    >>> reader = RingReader()
    >>> reader.receive(bytes.fromhex("03400100000000000000000000000044"))
    >>> reader.next_event()
    RingBattery(battery_pct=64, is_charging=True)
    >>> reader.next_event() is None
    True
    """

    def __init__(self) -> None:
        self._events: deque[RingEvent] = deque()
        self._steps: _StepTransfer | None = None
        self._heart: _HeartRateTransfer | None = None

    def next_event(self) -> RingEvent | None:
        """The oldest thing that was understood and not yet told, or None."""
        return self._events.popleft() if self._events else None

    def receive(self, payload: bytes) -> None:
        """Take one notification."""
        whole = bytes(payload)
        if (reason := _unsound(whole)) is not None:
            self._tell(Unread(reason))
            return
        command = whole[0]
        if command & _ERROR_BIT:
            self._refused(command & ~_ERROR_BIT)
        elif command == STEP_DAY:
            self._step_frame(whole)
        elif command == HEART_RATE_LOG:
            self._heart_rate_frame(whole)
        else:
            self._tell(_single(whole))

    def abandon(self) -> None:
        """Give up the transfers under way: the rest will not come."""
        if self._steps is not None:
            self._tell(Aborted(STEP_DAY, self._steps.frame_count))
        if self._heart is not None:
            self._tell(Aborted(HEART_RATE_LOG, self._heart.frame_count))
        self._steps = self._heart = None

    def _tell(self, event: RingEvent) -> None:
        self._events.append(event)

    def _refused(self, command: int) -> None:
        if command == STEP_DAY:
            self._steps = None
        elif command == HEART_RATE_LOG:
            self._heart = None
        self._tell(Refused(command))

    def _step_frame(self, whole: bytes) -> None:
        begun, self._steps = self._steps, None
        kind = whole[1]
        if begun is not None and (
            kind in {_NOTHING, _HEADER} or not begun.is_next(whole)
        ):
            self._tell(Aborted(STEP_DAY, begun.frame_count))
            begun = None
        if kind == _NOTHING:
            self._tell(StepDay(()))
            return
        if kind == _HEADER:
            self._steps = _StepTransfer()
            return
        transfer = begun if begun is not None else _StepTransfer()
        if not transfer.take(whole):
            self._tell(Aborted(STEP_DAY, transfer.frame_count))
        elif transfer.is_whole:
            self._tell(StepDay(tuple(transfer.bins)))
        else:
            self._steps = transfer

    def _heart_rate_frame(self, whole: bytes) -> None:
        begun, self._heart = self._heart, None
        number = whole[1]
        if begun is not None and number != begun.frame_count:
            self._tell(Aborted(HEART_RATE_LOG, begun.frame_count))
            begun = None
        if number == _NOTHING:
            self._tell(HeartRateDay(None, 0, ()))
            return
        if number == 0:
            self._heart = _HeartRateTransfer.begun(whole)
            if self._heart is None:
                self._tell(Aborted(HEART_RATE_LOG, 0))
            return
        if begun is None:
            self._tell(Aborted(HEART_RATE_LOG, 0))
            return
        begun.take(whole)
        if begun.frame_count == begun.frame_total:
            self._tell(begun.day())
        else:
            self._heart = begun


class _StepTransfer:
    """Rows of one step day so far; the header is not one of them."""

    def __init__(self) -> None:
        self.bins: list[StepBin] = []
        self.total: int | None = None

    @property
    def frame_count(self) -> int:
        return len(self.bins)

    @property
    def is_whole(self) -> bool:
        return len(self.bins) == self.total

    def is_next(self, whole: bytes) -> bool:
        return whole[5] == len(self.bins) and self.total in {None, whole[6]}

    def take(self, whole: bytes) -> bool:
        """Add a row; False where it cannot belong here or says nonsense."""
        row = _step_bin(whole)
        if row is None or not self.is_next(whole) or whole[6] <= whole[5]:
            return False
        self.bins.append(row)
        self.total = whole[6]
        return True


@dataclass(slots=True)
class _HeartRateTransfer:
    frame_total: int
    interval_min: int
    frame_count: int
    midnight_s: int
    hr_bpm: list[int]

    @classmethod
    def begun(cls, whole: bytes) -> "_HeartRateTransfer | None":
        """By a header; None where it announces nothing that can come."""
        total, interval_min = whole[2], whole[3]
        if total <= 1 or interval_min == 0:
            return None
        return cls(total, interval_min, 1, 0, [])

    def take(self, whole: bytes) -> None:
        if self.frame_count == 1:
            self.midnight_s = int.from_bytes(whole[2:6], "little")
            self.hr_bpm += whole[6 : 6 + _FIRST_HEART_RATES]
        else:
            self.hr_bpm += whole[2 : 2 + _MORE_HEART_RATES]
        self.frame_count += 1

    def day(self) -> HeartRateDay:
        # The last frame is padded with zeros beyond midnight.
        values = tuple(self.hr_bpm[: _DAY_MIN // self.interval_min])
        return HeartRateDay(self.midnight_s, self.interval_min, values)


def _single(whole: bytes) -> RingEvent:
    match whole[0]:
        case 0x01:
            return ClockSet()
        case 0x03 if whole[1] <= _FULL_PCT:
            return RingBattery(whole[1], whole[2] != 0)
        case 0x03:
            return Unread(RejectReason.OUT_OF_RANGE)
        case 0x73:
            return RingSays(whole[1])
        case _:
            return Unread(RejectReason.UNKNOWN_CHARACTERISTIC)


def _step_bin(whole: bytes) -> StepBin | None:
    """Row of a step day.

    The frame ``43 23 08 13 14 01 05 b6 18 aa 04 69 03 00 00 83``: 2023-08-13,
    slot 0x14 = 20 (05:00), row 1 of 5, energy 0x18b6, 0x04aa = 1194 steps, 0x0369
    = 873 m.
    """
    fields = [_from_bcd(byte) for byte in whole[1:4]]
    year, month, day = (-1 if field is None else field for field in fields)
    slot = whole[4]
    if min(year, month, day) < 0 or slot >= SLOTS_A_DAY:
        return None
    try:
        day_date = date(2000 + year, month, day)
    except ValueError:
        return None
    return StepBin(
        day_date=day_date,
        slot=slot,
        step_count=int.from_bytes(whole[9:11], "little"),
        distance_m=int.from_bytes(whole[11:13], "little"),
    )


def _to_bcd(value: int) -> int:
    return value // 10 << 4 | value % 10


def _from_bcd(byte: int) -> int | None:
    tens, ones = byte >> 4, byte & 0x0F
    return None if max(tens, ones) > _BCD_MAX else 10 * tens + ones
