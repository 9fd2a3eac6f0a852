"""A virtual Colmi R0x ring: its clock, its memory, its answers, its quirks.

Written from the published protocol descriptions and not from `pacepipe.gatt`, so
that the two check each other.

References
----------
tahnok/colmi_r02_client (MIT); Gadgetbridge, ColmiR0xConstants (facts only).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from pacepipe.domain.characteristic import (
    COLMI_NOTIFY,
    COLMI_SERVICE,
    COLMI_WRITE,
    DEVICE_INFORMATION_SERVICE,
    FIRMWARE_REVISION,
)
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral

ANSWER_S: Final = 0.05
"""Between two notifications; a connection interval or two."""
_SLOT: Final = timedelta(minutes=15)
_HEART_RATE_SLOTS: Final = 288
_HEART_RATE_FRAMES: Final = 24
SLOT: Final = timedelta(minutes=15)
DAY: Final = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class ColmiRing:
    """The inside of one ring.

    Attributes
    ----------
    born : datetime, aware
        Station's time at strap time 0.
    clock_offset : timedelta
        What its clock is ahead, until it is set.
    is_stopped : bool
        Its clock shows what it was last set to, and does not move.
    ignores_set_time : bool
        It answers a set-time request and keeps its own time.
    steps : mapping of (date, slot) to count
        As its clock dated them.
    day_begins : timedelta
        When the days that it tells of begin, after midnight of its clock.
    heart_rates : mapping of date to values
        288 at most, from midnight of its clock; 0 is no measurement.
    refuses : set of int
        Commands that it answers with the error bit, once each.
    cuts_after : dict of command to frame count
        Answers that it breaks off after so many frames, once each.
    battery_pct : int
    """

    born: datetime
    clock_offset: timedelta = timedelta(0)
    is_stopped: bool = False
    ignores_set_time: bool = False
    steps: Mapping[tuple[date, int], int] = field(default_factory=dict)
    day_begins: timedelta = timedelta(0)
    heart_rates: Mapping[date, tuple[int, ...]] = field(default_factory=dict)
    refuses: set[int] = field(default_factory=set)
    cuts_after: dict[int, int] = field(default_factory=dict)
    battery_pct: int = 80
    writable: frozenset[int] = frozenset({COLMI_WRITE})
    readable: frozenset[int] = frozenset()
    notifying: frozenset[int] = frozenset({COLMI_NOTIFY})

    def write(
        self, at_s: float, characteristic: int, payload: bytes
    ) -> tuple[Notification, ...]:
        """Answer one request."""
        command = payload[0]
        if command in self.refuses:
            self.refuses.discard(command)
            frames = [_frame(command | 0x80, b"\xee")]
        else:
            frames = self._answer(at_s, payload)
            frames = frames[: self.cuts_after.pop(command, len(frames))]
        return tuple(
            Notification(at_s + ANSWER_S * (place + 1), COLMI_NOTIFY, frame)
            for place, frame in enumerate(frames)
        )

    def read(self, at_s: float, characteristic: int) -> bytes | None:
        """Nothing: a ring answers by notifications only."""
        return None

    def is_sending(self, characteristic: int) -> bool:
        """Its streams are always on."""
        return True

    def unlinked(self) -> None:
        """Nothing is half said: each answer is whole or cut by the link."""

    def clock(self, at_s: float) -> datetime:
        """What its clock shows."""
        passed = timedelta(0) if self.is_stopped else timedelta(seconds=at_s)
        return self.born + passed + self.clock_offset

    def _answer(self, at_s: float, payload: bytes) -> list[bytes]:
        match payload[0]:
            case 0x01:
                return self._set_clock(at_s, payload)
            case 0x03:
                return [_frame(0x03, bytes([self.battery_pct, 0]))]
            case 0x43:
                day = self.clock(at_s).date() - timedelta(days=payload[1])
                return self._step_day(day)
            case 0x15:
                return self._heart_rate_day(payload[1:5])
            case _:
                return [_frame(payload[0] | 0x80)]

    def _set_clock(self, at_s: float, payload: bytes) -> list[bytes]:
        digits = payload[1:7].hex()
        year, month, day, hour, minute, second = (
            int(digits[place : place + 2]) for place in range(0, 12, 2)
        )
        if not self.ignores_set_time:
            shown = datetime(2000 + year, month, day, hour, minute, second, tzinfo=UTC)
            self.clock_offset += shown - self.clock(at_s)
        return [_frame(0x01, bytes([0, 1, 0, 0x22]))]

    def _step_day(self, day: date) -> list[bytes]:
        began = datetime.combine(day, time()) + self.day_begins
        slots = sorted(
            (on, slot, count)
            for (on, slot), count in self.steps.items()
            if began <= datetime.combine(on, time()) + slot * SLOT < began + DAY
        )
        if not slots:
            return [_frame(0x43, b"\xff")]
        total = len(slots)
        rows = [
            _frame(
                0x43,
                bytes.fromhex(f"{on:%y%m%d}")
                + bytes([slot, place, total, 0, 0])
                + count.to_bytes(2, "little")
                + (count * 7 // 10).to_bytes(2, "little"),
            )
            for place, (on, slot, count) in enumerate(slots)
        ]
        return [_frame(0x43, bytes([0xF0, total, 1])), *rows]

    def _heart_rate_day(self, midnight: bytes) -> list[bytes]:
        began = datetime.fromtimestamp(int.from_bytes(midnight, "little"), UTC)
        values = self.heart_rates.get(began.date())
        if values is None:
            return [_frame(0x15, b"\xff")]
        # 9 in the first, 13 in each of the others; the last is not full.
        body = bytes(values).ljust(9 + 13 * (_HEART_RATE_FRAMES - 2), b"\0")
        parts = [body[:9], *(body[at : at + 13] for at in range(9, len(body), 13))]
        return [
            _frame(0x15, bytes([0, _HEART_RATE_FRAMES, 5])),
            _frame(0x15, b"\x01" + midnight + parts[0]),
            *(
                _frame(0x15, bytes([place]) + part)
                for place, part in enumerate(parts[1:], start=2)
            ),
        ]


def ring_peripheral(
    ring: ColmiRing,
    address: str,
    *,
    name: str = "R02_4A1B",
    outages: tuple[tuple[float, float], ...] = (),
) -> VirtualPeripheral:
    """The ring on the air: it advertises a name and no service."""
    return VirtualPeripheral(
        address=address,
        name=name,
        services=(COLMI_SERVICE, DEVICE_INFORMATION_SERVICE),
        values={FIRMWARE_REVISION: b"R02_3.00.06_240523"},
        advertises=(),
        outages=outages,
        firmware=ring,
    )


def _frame(command: int, body: bytes = b"") -> bytes:
    whole = bytes([command]) + body + bytes(14 - len(body))
    return whole + bytes([sum(whole) % 256])
