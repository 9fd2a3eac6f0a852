"""Which bleak backend is used, and where bleak's errors stop.

Above this module there are only our own errors: `BluetoothUnavailable`, which a
person can act on, and `LinkFailed`, which a retry can. What bleak says may hold a
radio address, so its words are chained for a debugger and never shown or logged.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from bleak import BleakAdapter, BleakClient
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import BaseBleakScanner
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
    BleakGATTProtocolError,
)
from bleak_retry_connector import establish_connection

from pacepipe.domain.characteristic import uuid_of
from pacepipe.errors import BluetoothDenied, BluetoothUnavailable

_LOG: Final = logging.getLogger("pacepipe.collect")

CONNECT_ATTEMPTS: Final = 2
"""Of the retry connector; a strap that is gone is scanned for again instead."""
HANG_UP_S: Final = 10.0
"""BlueZ takes up to 3 s over a graceful disconnect."""


@dataclass(frozen=True, slots=True)
class Radio:
    """The bleak backends in use; None means the platform's own."""

    scanner_backend: type[BaseBleakScanner] | None = None
    client_backend: type[BaseBleakClient] | None = None

    @property
    def is_platform(self) -> bool:
        """Whether this is the radio of the machine, and not a virtual one."""
        return self.scanner_backend is None and self.client_backend is None


class LinkFailed(Exception):
    """A link did not come about or broke while it was set up; try again.

    `reason` holds no radio address.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Words(NamedTuple):
    what: str
    remedy: str


_NO_ADAPTER: Final = _Words(
    what="This machine has no Bluetooth adapter that pacepipe can use.",
    remedy="Plug in a Bluetooth adapter (4.0 or newer), or use a machine that has one.",
)
_NO_SERVICE: Final = _Words(
    what="The Bluetooth service of this machine does not answer.",
    remedy="Start it (on Linux: sudo systemctl start bluetooth); in a container, "
    "mount /run/dbus of the host.",
)
_OFF: Final = _Words(
    what="Bluetooth is switched off.",
    remedy="Switch it on (on Linux: bluetoothctl power on).",
)
_DENIED: Final = _Words(
    what="This program may not use Bluetooth.",
    remedy="Allow it in the system's privacy settings; on Linux, add this user to "
    "the group bluetooth and log in again.",
)
_Reason = BleakBluetoothNotAvailableReason
_WORDS_OF_REASON: Final = {
    _Reason.NO_BLUETOOTH: _NO_ADAPTER,
    _Reason.NO_BLE_CENTRAL_ROLE: _NO_ADAPTER,
    _Reason.POWERED_OFF: _OFF,
    _Reason.DENIED_BY_USER: _DENIED,
    _Reason.DENIED_BY_SYSTEM: _DENIED,
    _Reason.DENIED_BY_UNKNOWN: _DENIED,
    _Reason.UNKNOWN: _NO_SERVICE,
}
_WORDS_OF_DBUS: Final = {
    "org.freedesktop.DBus.Error.ServiceUnknown": _NO_SERVICE,
    "org.freedesktop.DBus.Error.NameHasNoOwner": _NO_SERVICE,
    "org.freedesktop.DBus.Error.AccessDenied": _DENIED,
    "org.bluez.Error.NotReady": _OFF,
}


def _unavailable(words: _Words) -> BluetoothUnavailable:
    kind = BluetoothDenied if words is _DENIED else BluetoothUnavailable
    return kind(
        words.what,
        means="No strap can be heard until that is mended; what was recorded stays.",
        remedy=words.remedy,
    )


@contextmanager
def radio_errors() -> Iterator[None]:
    """Turn what bleak and its transport raise into our own two errors.

    Raises
    ------
    BluetoothUnavailable
        No adapter, switched off, no permission, or no Bluetooth service.
    LinkFailed
        Anything else that the radio could not do.
    """
    try:
        yield
    except BleakBluetoothNotAvailableError as error:
        raise _unavailable(_WORDS_OF_REASON[error.reason]) from error
    except BleakDBusError as error:
        words = _WORDS_OF_DBUS.get(error.dbus_error)
        if words is not None:
            raise _unavailable(words) from error
        raise LinkFailed(error.dbus_error) from error
    except BleakGATTProtocolError as error:
        raise LinkFailed(f"the strap answered {error.code.name}") from error
    # TimeoutError is an OSError, and says nothing about the machine.
    except (BleakError, TimeoutError, EOFError) as error:
        raise LinkFailed(type(error).__name__) from error
    except PermissionError as error:
        raise _unavailable(_DENIED) from error
    except OSError as error:
        raise _unavailable(_NO_SERVICE) from error


async def connect(
    radio: Radio, device: BLEDevice, on_lost: Callable[[], None]
) -> BleakClient:
    """A connected client; `on_lost` is called when the link ends, by whomever.

    Whoever gets it must `disconnect()` it, even after the strap dropped the
    link: bleak 3.1.0 otherwise keeps a D-Bus connection for each drop, and the
    255th connect fails.

    Raises
    ------
    BluetoothUnavailable, LinkFailed
    """
    chosen: dict[str, Any] = (
        {} if radio.client_backend is None else {"backend": radio.client_backend}
    )
    with radio_errors():
        return await establish_connection(
            BleakClient,
            device,
            "strap",
            disconnected_callback=lambda _: on_lost(),
            max_attempts=CONNECT_ATTEMPTS,
            # A strap may have new firmware; its services are found anew each time.
            use_services_cache=False,
            **chosen,
        )


async def hang_up(client: BleakClient) -> None:
    """Disconnect, whether or not the link still stands; never raises our errors."""
    try:
        with radio_errors():
            async with asyncio.timeout(HANG_UP_S):
                await client.disconnect()
    except (LinkFailed, BluetoothUnavailable) as error:
        # A retry would not help: bluetoothd waits for the first answer.
        _LOG.warning(
            "hanging up failed: %s; the link may stand until the strap is out of range",
            type(error).__name__,
        )


async def already_connected(
    radio: Radio, services: frozenset[int]
) -> tuple[BLEDevice, ...]:
    """Devices with one of these services that the system holds a link to.

    A strap that a killed collector left connected does not advertise, and no
    scan would ever find it. A virtual radio holds none, and some platforms
    cannot say.

    Raises
    ------
    BluetoothUnavailable, LinkFailed
    """
    if not radio.is_platform or not services:
        return ()
    try:
        with radio_errors():
            adapter = await BleakAdapter.get()
            devices = await adapter.get_connected_devices(
                [uuid_of(number) for number in sorted(services)]
            )
    except NotImplementedError:
        return ()
    return tuple(devices)
