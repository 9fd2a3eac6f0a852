"""Setting the clock of a watch, and reading it back: Current Time, 0x2A2B."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bleak import BleakClient

from pacepipe.collect.clock import Clock
from pacepipe.collect.identity import offered
from pacepipe.collect.link_log import LinkLog
from pacepipe.collect.radio import LinkFailed, radio_errors
from pacepipe.domain.characteristic import CURRENT_TIME
from pacepipe.domain.frame import FrameBatch
from pacepipe.gatt.current_time import current_time, current_time_value

_EPOCH: Final = datetime.fromtimestamp(0, UTC).replace(tzinfo=None)
CLOSE_ENOUGH: Final = timedelta(seconds=2)
"""A clock that is nearer than this is left alone (ours: twice what it can show)."""


@dataclass(frozen=True, slots=True)
class WatchClock:
    """A watch's clock, read before and after it was set.

    Attributes
    ----------
    offset_before, offset_after : timedelta or None
        The watch's wall time less the station's in `zone`; None where the watch did
        not say a time that exists.
    was_set : bool
        False where it was near enough.
    """

    offset_before: timedelta | None
    offset_after: timedelta | None
    was_set: bool


async def set_current_time(
    client: BleakClient, log: LinkLog, clock: Clock, zone: str
) -> WatchClock:
    """Set a watch to the wall time of a zone where it is off, and read it back.

    What is read is journalled, before and after.

    Raises
    ------
    LinkFailed, BluetoothUnavailable
        The watch has no such clock, or did not answer.
    """
    target = offered(client, "write").get(CURRENT_TIME)
    if target is None:
        raise LinkFailed("it has no clock that can be set")
    with radio_errors():
        before = await _read(client, log, clock, zone)
        if before is not None and abs(before) < CLOSE_ENOUGH:
            return WatchClock(before, before, was_set=False)
        value = current_time_value(_wall(clock, zone))
        await client.write_gatt_char(target, value, response=True)
        return WatchClock(before, await _read(client, log, clock, zone), was_set=True)


def _wall(clock: Clock, zone: str) -> datetime:
    return datetime.fromtimestamp(clock.utc_us() / 1e6, ZoneInfo(zone))


async def _read(
    client: BleakClient, log: LinkLog, clock: Clock, zone: str
) -> timedelta | None:
    source = offered(client, "read").get(CURRENT_TIME)
    if source is None:
        raise LinkFailed("its clock cannot be read")
    payload = bytes(await client.read_gatt_char(source))
    log.keep(CURRENT_TIME, payload)
    said = current_time(FrameBatch.from_payloads([payload]))
    if len(said.value) == 0:
        return None
    wall = _wall(clock, zone).replace(tzinfo=None)
    shown = _EPOCH + timedelta(milliseconds=int(said.value[0]))
    return shown - wall
