"""The air between virtual straps and bleak.

Hand its two classes to bleak by the public `backend=` argument and everything
above runs unmodified. It does not know D-Bus, and so cannot show its faults.
"""

from collections.abc import Iterable, Mapping

from bleak.exc import BleakBluetoothNotAvailableReason

from pacepipe.simulate.backend import client_class, scanner_class
from pacepipe.simulate.peripheral import VirtualPeripheral
from pacepipe.simulate.played import AirLedger, AirTime, VirtualStrap


class VirtualAir:
    """Virtual straps within reach of one in-process radio.

    Strap time begins at the first scan or connection, on the loop that runs
    then: ordinary or accelerated. A strap takes one central at a time.

    Parameters
    ----------
    peripherals : iterable of VirtualPeripheral
        Each address at most once.
    unavailable : BleakBluetoothNotAvailableReason or None
        Why no scan begins: a machine without an adapter, without permission.

    Attributes
    ----------
    scanner, client : classes
        For ``BleakScanner(backend=air.scanner)`` and
        ``BleakClient(..., backend=air.client)``.
    """

    def __init__(
        self,
        peripherals: Iterable[VirtualPeripheral],
        *,
        unavailable: BleakBluetoothNotAvailableReason | None = None,
    ) -> None:
        self._time = AirTime()
        self._straps: Mapping[str, VirtualStrap] = {
            peripheral.address: VirtualStrap(peripheral, self._time)
            for peripheral in peripherals
        }
        self.scanner = scanner_class(self._straps, self._time, unavailable)
        self.client = client_class(self._straps)

    def ledger(self, address: str) -> AirLedger:
        """What really happened to the strap at `address`."""
        return self._straps[address].ledger

    def now_s(self) -> float:
        """Strap time, in seconds; begins now if it has not begun yet."""
        return self._time.now_s()
