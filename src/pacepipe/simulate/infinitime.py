"""A virtual watch with InfiniTime: steps, heart rate, a clock, and its quirks.

The step total starts again at midnight of its clock; for a while it may go on
sending yesterday's (issue 1270). Its heart rate is ``00 hr``; after the sensor
stopped, a read still gives the last value, or 0 (issue 682).

References
----------
InfiniTime, doc/MotionService.md and src/components/ble (facts only).
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pacepipe.domain.characteristic import (
    CURRENT_TIME,
    CURRENT_TIME_SERVICE,
    DEVICE_INFORMATION_SERVICE,
    HEART_RATE_MEASUREMENT,
    HEART_RATE_SERVICE,
    INFINITIME_MOTION_SERVICE,
    INFINITIME_STEP_COUNT,
    MANUFACTURER_NAME,
    MODEL_NUMBER,
)
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral

_LAYOUT = struct.Struct("<HBBBBBBBB")


@dataclass(slots=True, kw_only=True)
class InfiniTimeWatch:
    """The inside of one watch.

    Attributes
    ----------
    born : datetime, aware
        Station's time at strap time 0.
    steps : tuple of (at_s, total)
        What its counter shows from a moment on, restarts and all.
    heart_rates : tuple of (at_s, hr_bpm)
        What its sensor measures; nothing after the last: it was stopped.
    keeps_last_heart_rate : bool
        A read of a stopped sensor gives the last value; else 0.
    clock_offset : timedelta
        What its clock is ahead, until it is set.
    """

    born: datetime
    steps: tuple[tuple[float, int], ...] = ()
    heart_rates: tuple[tuple[float, int], ...] = ()
    keeps_last_heart_rate: bool = True
    clock_offset: timedelta = timedelta(0)
    writable: frozenset[int] = frozenset({CURRENT_TIME})
    readable: frozenset[int] = frozenset(
        {CURRENT_TIME, INFINITIME_STEP_COUNT, HEART_RATE_MEASUREMENT}
    )
    notifying: frozenset[int] = frozenset({INFINITIME_STEP_COUNT})

    def write(
        self, at_s: float, characteristic: int, payload: bytes
    ) -> tuple[Notification, ...]:
        """Set the clock; nothing is answered."""
        year, month, day, hour, minute, second, *_ = _LAYOUT.unpack(payload)
        shown = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        self.clock_offset += shown - self.clock(at_s)
        return ()

    def read(self, at_s: float, characteristic: int) -> bytes | None:
        """Value at this moment."""
        if characteristic == CURRENT_TIME:
            now = self.clock(at_s)
            fraction = now.microsecond * 256 // 1_000_000
            return _LAYOUT.pack(
                now.year,
                now.month,
                now.day,
                now.hour,
                now.minute,
                now.second,
                now.isoweekday(),
                fraction,
                0,
            )
        if characteristic == INFINITIME_STEP_COUNT:
            return _latest(self.steps, at_s).to_bytes(4, "little")
        last = _latest(self.heart_rates, at_s)
        is_stopped = not any(then > at_s for then, _ in self.heart_rates)
        shown = 0 if is_stopped and not self.keeps_last_heart_rate else last
        return bytes([0, shown])

    def is_sending(self, characteristic: int) -> bool:
        """Its streams are always on."""
        return True

    def unlinked(self) -> None:
        """Nothing is half said: each answer is whole or cut by the link."""

    def clock(self, at_s: float) -> datetime:
        """What its clock shows."""
        return self.born + timedelta(seconds=at_s) + self.clock_offset


def watch_peripheral(
    watch: InfiniTimeWatch,
    address: str,
    *,
    outages: tuple[tuple[float, float], ...] = (),
) -> VirtualPeripheral:
    """The watch on the air: it advertises the Heart Rate service and its name."""
    said = [
        *(
            Notification(at_s, INFINITIME_STEP_COUNT, total.to_bytes(4, "little"))
            for at_s, total in watch.steps
        ),
        *(
            Notification(at_s, HEART_RATE_MEASUREMENT, bytes([0, hr_bpm]))
            for at_s, hr_bpm in watch.heart_rates
        ),
    ]
    return VirtualPeripheral(
        address=address,
        name="InfiniTime",
        services=(
            HEART_RATE_SERVICE,
            INFINITIME_MOTION_SERVICE,
            CURRENT_TIME_SERVICE,
            DEVICE_INFORMATION_SERVICE,
        ),
        values={MANUFACTURER_NAME: b"PINE64", MODEL_NUMBER: b"PineTime"},
        stream=tuple(sorted(said, key=lambda each: each.at_s)),
        advertises=(HEART_RATE_SERVICE,),
        outages=outages,
        firmware=watch,
    )


def _latest(values: tuple[tuple[float, int], ...], at_s: float) -> int:
    said = [value for then, value in values if then <= at_s]
    return said[-1] if said else 0
