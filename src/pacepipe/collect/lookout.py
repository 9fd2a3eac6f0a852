"""Looking for straps: one scanner for everybody who waits for one.

BlueZ refuses a second scan from the same process, so links share a lookout. It
also keeps the list of which address is whose, so that one link never tries the
strap that another one holds.
"""

import asyncio
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

RENEW_SCAN_S: Final = 60.0
"""A scan can die without an error (adapter off and on, BlueZ issue 1554), so an
older one is started anew."""


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

    def __init__(self, radio: Radio) -> None:
        self.radio = radio
        self.connecting = asyncio.Lock()
        """Held while a link is made: one at a time (bleak, two_devices example)."""
        self._watchers: dict[object, Callable[[Sighting], None]] = {}
        self._scanner: BleakScanner | None = None
        self._scanning_since_s = 0.0
        self._turn = asyncio.Lock()
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
            now_s = asyncio.get_running_loop().time()
            if self._scanner is not None:
                if now_s - self._scanning_since_s < RENEW_SCAN_S:
                    return
                await self._stop()
            chosen: dict[str, Any] = (
                {}
                if self.radio.scanner_backend is None
                else {"backend": self.radio.scanner_backend}
            )
            with radio_errors():
                scanner = BleakScanner(self._heard, **chosen)
                await scanner.start()
            self._scanner, self._scanning_since_s = scanner, now_s

    async def _rest(self) -> None:
        async with self._turn:
            if not self._watchers:
                await self._stop()

    async def _stop(self) -> None:
        scanner, self._scanner = self._scanner, None
        if scanner is None:
            return
        try:
            with radio_errors():
                await scanner.stop()
        except LinkFailed:
            # An adapter that was switched off has stopped the scan by itself.
            return

    def _heard(self, device: BLEDevice, advert: AdvertisementData) -> None:
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
