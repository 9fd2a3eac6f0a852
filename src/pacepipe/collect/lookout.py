"""Looking for straps: one scanner for everybody who waits for one.

BlueZ refuses a second scan from the same process, so links share a lookout. It
also keeps the list of which address is whose, so that one link never tries the
strap that another one holds.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bleak import BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from pacepipe import devices
from pacepipe.collect.radio import LinkFailed, Radio, already_connected, radio_errors
from pacepipe.domain.characteristic import number_of
from pacepipe.domain.profile import DeviceProfile
from pacepipe.errors import BluetoothUnavailable

_LOG: Final = logging.getLogger("pacepipe.collect")

RENEW_SCAN_S: Final = 60.0
"""A scan can die without an error (adapter off and on, BlueZ issue 1554), so an
older one is started anew."""
SCAN_SILENCE_S: Final = 5.0
"""A scan that hears nothing for so long is started anew at once. Straps advertise
every 0.1 to 1 s; where none is near, a new scan costs nothing."""
CALM_S: Final = 5.0
"""How long after one link the next is not begun. Meanwhile a strap asks for slower
parameters, some 3 to 5 s after connecting (Core 5.4, vol. 3 C, 9.3.12: at least 5 s).
Where Linux 6.1 answers it while it makes another link, it forgets that it waits for
that one, cancels it after 4 s though it stands, and never hangs it up again:
docs/bluez.md."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A device that was heard, or that the system is already connected to.

    `rssi_dbm` is None where there was no advertisement; `profile` is None where
    no profile recognises the device, or nobody asked.
    """

    address: str
    name: str | None
    services: frozenset[int]
    rssi_dbm: int | None
    device: BLEDevice = field(repr=False, compare=False)
    profile: DeviceProfile | None = None


class Lookout:
    """One radio, shared by every link of a process."""

    def __init__(
        self,
        radio: Radio,
        *,
        silence_s: float = SCAN_SILENCE_S,
        calm_s: float = CALM_S,
    ) -> None:
        self.radio = radio
        self.heard_count = 0
        """Advertisements so far, of whomever: whether the radio hears at all."""
        self.delivering: set[str] = set()
        """Straps that send now: no process is restarted under them."""
        self._watchers: dict[object, Callable[[Sighting], None]] = {}
        self._scanner: BleakScanner | None = None
        self._scanning_since_s = 0.0
        self._silence_s = silence_s
        self._watchdog: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._linking = asyncio.Lock()
        self._calm_s = calm_s if radio.is_platform else 0.0
        self._calm_at_s: dict[str, float] = {}
        self._address_of: dict[str, str] = {}

    def claim(self, strap_id: str, address: str | None) -> bool:
        """Say that an address is this strap's; False where it is another's."""
        if address is None:
            self._address_of.pop(strap_id, None)
            return True
        if self.is_taken(strap_id, address):
            return False
        self._address_of[strap_id] = address
        return True

    def is_taken(self, strap_id: str, address: str) -> bool:
        """Whether another strap than this one claims the address."""
        return any(
            claimed == address and owner != strap_id
            for owner, claimed in self._address_of.items()
        )

    @asynccontextmanager
    async def connecting(self, strap_id: str) -> AsyncIterator[None]:
        """Make a link in the block: one at a time (bleak, two_devices example).

        It begins once every other strap's link is `CALM_S` old; a strap that is
        alone, or that comes back to links of long standing, waits for nothing.
        """
        loop = asyncio.get_running_loop()
        async with self._linking:
            others = (at for owner, at in self._calm_at_s.items() if owner != strap_id)
            await asyncio.sleep(max(0.0, max(others, default=0.0) - loop.time()))
            yield
            self._calm_at_s[strap_id] = loop.time() + self._calm_s

    @asynccontextmanager
    async def watch(
        self, on_sighting: Callable[[Sighting], None]
    ) -> AsyncIterator[None]:
        """Scan while the block runs, and hand over every advertisement.

        Raises
        ------
        BluetoothUnavailable, LinkFailed
        """
        token = object()
        self._watchers[token] = on_sighting
        try:
            await self._scan()
            yield
        finally:
            del self._watchers[token]
            await self._rest()

    async def _scan(self) -> None:
        async with self._turn:
            if self._scanner is not None:
                now_s = asyncio.get_running_loop().time()
                if now_s - self._scanning_since_s < RENEW_SCAN_S:
                    return
                await self._stop()
            await self._start()
            if self._watchdog is None:
                self._watchdog = asyncio.create_task(self._guard())

    async def _start(self) -> None:
        chosen: dict[str, Any] = (
            {}
            if self.radio.scanner_backend is None
            else {"backend": self.radio.scanner_backend}
        )
        with radio_errors():
            scanner = BleakScanner(self._heard, **chosen)
            await scanner.start()
        self._scanner = scanner
        self._scanning_since_s = asyncio.get_running_loop().time()

    async def _rest(self) -> None:
        async with self._turn:
            if not self._watchers:
                watchdog, self._watchdog = self._watchdog, None
                if watchdog is not None:
                    watchdog.cancel()
                await self._stop()

    async def renew(self) -> None:
        """Start the scan anew, if there is one."""
        async with self._turn:
            await self._stop()
            if self._watchers:
                await self._start()

    async def _guard(self) -> None:
        """The watchdog on the scan: BlueZ lets one die without a word."""
        while True:
            heard_before = self.heard_count
            await asyncio.sleep(self._silence_s)
            if self.heard_count != heard_before:
                continue
            _LOG.info("the scan heard nothing for %g s: anew", self._silence_s)
            try:
                await self.renew()
            except (BluetoothUnavailable, LinkFailed) as error:
                # Whoever scans next is told; here it is tried again.
                _LOG.info("no scan: %s", type(error).__name__)

    async def _stop(self) -> None:
        scanner, self._scanner = self._scanner, None
        if scanner is None:
            return
        try:
            with radio_errors():
                await scanner.stop()
        except (LinkFailed, BluetoothUnavailable):
            # An adapter that was switched off has stopped the scan by itself, and
            # a bluetoothd that is gone holds none.
            return

    def _heard(self, device: BLEDevice, advert: AdvertisementData) -> None:
        self.heard_count += 1
        numbers = (number_of(uuid) for uuid in advert.service_uuids)
        sighting = Sighting(
            address=device.address,
            name=advert.local_name if advert.local_name is not None else device.name,
            services=frozenset(n for n in numbers if n is not None),
            rssi_dbm=advert.rssi,
            device=device,
        )
        for watcher in tuple(self._watchers.values()):
            watcher(sighting)


def merged(earlier: Sighting | None, later: Sighting) -> Sighting:
    """What two advertisements of one device say together.

    A name or a service may come in one packet and be missing from the next.
    """
    if earlier is None:
        return later
    return replace(
        later,
        name=later.name if later.name is not None else earlier.name,
        services=later.services | earlier.services,
    )


async def scan(
    radio: Radio, profiles: Sequence[DeviceProfile], duration_s: float
) -> tuple[Sighting, ...]:
    """Devices nearby that a profile recognises, the strongest first.

    Parameters
    ----------
    radio : Radio
    profiles : sequence of DeviceProfile, sorted by priority
    duration_s : float
        How long to listen, in seconds.

    Returns
    -------
    tuple of Sighting
        Each with its profile. Devices that the system is already connected to
        come first, without a signal strength.

    Raises
    ------
    BluetoothUnavailable
        No adapter, switched off, or no permission.
    """
    known = tuple(profiles)
    found: dict[str, Sighting] = {}

    def heard(sighting: Sighting) -> None:
        found[sighting.address] = merged(found.get(sighting.address), sighting)

    for profile in known:
        for device in await already_connected(radio, frozenset(profile.services)):
            found[device.address] = connected_sighting(device, profile)
    async with Lookout(radio).watch(heard):
        await asyncio.sleep(duration_s)
    recognised = (_recognised(sighting, known) for sighting in found.values())
    return tuple(
        sorted(
            (sighting for sighting in recognised if sighting.profile is not None),
            key=lambda s: (s.rssi_dbm is not None, -(s.rssi_dbm or 0), s.address),
        )
    )


def connected_sighting(device: BLEDevice, profile: DeviceProfile) -> Sighting:
    """A device that the system holds, taken to offer what it was asked for."""
    return Sighting(
        address=device.address,
        name=device.name,
        services=frozenset(profile.services),
        rssi_dbm=None,
        device=device,
    )


def _recognised(sighting: Sighting, profiles: tuple[DeviceProfile, ...]) -> Sighting:
    profile = devices.recognise(
        profiles, services=sighting.services, name=sighting.name
    )
    return replace(sighting, profile=profile)
