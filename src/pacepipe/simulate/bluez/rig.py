"""The private bus and the fake bluetoothd together, and what a test can do to them.

Both run beside the caller (the daemon in a process, bluetoothd in a thread), so
that the code under test has its event loop to itself. Every order has taken
effect when it returns.
"""

import asyncio
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from pacepipe.simulate.bluez.bus import PrivateBus
from pacepipe.simulate.bluez.service import FakeBluez
from pacepipe.simulate.bluez.wire import BluezError
from pacepipe.simulate.peripheral import VirtualPeripheral
from pacepipe.simulate.played import AirLedger

BUS_VARIABLE: Final = "DBUS_SYSTEM_BUS_ADDRESS"
ORDER_S: Final = 10.0
_Result = TypeVar("_Result")


class BluezRig:
    """A system bus with a fake `org.bluez`, for as long as the block runs.

    Inside the block `DBUS_SYSTEM_BUS_ADDRESS` leads there, for this process and
    for those that it starts.

    Parameters
    ----------
    peripherals : iterable of VirtualPeripheral
        They play in real time; the first second is when the block begins.
    hang_up_s : float
        How long Disconnect takes; BlueZ takes about 2 s.
    options : float
        The others of `FakeBluez`.

    Raises
    ------
    RuntimeError
        Where dbus-daemon is not installed.
    """

    def __init__(
        self,
        peripherals: Iterable[VirtualPeripheral],
        *,
        hang_up_s: float = 0.0,
        **options: float,
    ) -> None:
        self._peripherals = tuple(peripherals)
        self._options = {"hang_up_s": hang_up_s, **options}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bluez")

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="bluez"))
        self._bus = PrivateBus(self._folder)
        self._before = os.environ.get(BUS_VARIABLE)
        self._thread.start()
        try:
            self._bus.start()
            os.environ[BUS_VARIABLE] = self._bus.address
            self._bluez = FakeBluez(
                self._bus.address, self._peripherals, **self._options
            )
            self._run(self._bluez.start())
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if hasattr(self, "_bluez"):
            self._run(self._bluez.kill())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._bus.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._before is None:
            os.environ.pop(BUS_VARIABLE, None)
        else:
            os.environ[BUS_VARIABLE] = self._before

    def ledger(self, address: str) -> AirLedger:
        """What really happened to the strap that has this address now."""
        return self._do(lambda: self._bluez.device(address).strap.ledger)

    def call_count(self, member: str) -> int:
        """How often a D-Bus method was called."""
        return self._do(lambda: self._bluez.calls[member])

    def is_linked(self, address: str) -> bool:
        """Whether the adapter holds a link to a strap."""
        return self._do(lambda: self._bluez.device(address).is_connected)

    def drop_link(self, address: str) -> None:
        """Break the link to a strap."""
        self._do(lambda: self._bluez.drop(self._bluez.device(address)))

    def ask_for_parameters(self, address: str) -> None:
        """Let a linked strap ask for slower parameters, as most do after 3 to 5 s."""
        self._do(lambda: self._bluez.ask(self._bluez.device(address)))

    def mute(self, address: str, is_mute: bool = True) -> None:
        """Let nothing come over the link, which stays up."""
        self._set(address, "is_mute", is_mute)

    def take_away(self, address: str, is_away: bool = True) -> None:
        """Carry a strap out of range, or back; its link breaks."""
        self._set(address, "is_away", is_away)
        self.drop_link(address)

    def hold_elsewhere(self, address: str, is_held: bool = True) -> None:
        """Let a phone take the strap, or give it back."""

        def hold() -> None:
            strap = self._bluez.device(address).strap
            if is_held:
                strap.link(lambda: None)
            else:
                strap.unlink()

        self._do(hold)

    def leave_connected(self, address: str) -> None:
        """Be connected for a client that was killed."""
        self._do(lambda: self._bluez.hold(self._bluez.device(address)))

    def forget(self, address: str) -> None:
        """Remove the Device1 of a strap."""
        self._do(lambda: self._bluez.forget(self._bluez.device(address)))

    def rotate_address(self, address: str, new_address: str) -> None:
        """Let a strap take another address."""
        self._do(lambda: self._bluez.rotate(self._bluez.device(address), new_address))

    def move_handles(self, address: str, first_handle: int) -> None:
        """Lay its GATT database out anew at the next link: other firmware."""
        self._set(address, "first_handle", first_handle)

    def power(self, is_on: bool) -> None:
        """Switch the adapter off or on."""
        self._do(lambda: self._bluez.power(is_on))

    def plug(self, is_in: bool) -> None:
        """Pull the adapter out or put it in."""
        self._do(lambda: self._bluez.plug(is_in))

    def is_powered(self) -> bool:
        """Whether the adapter is on."""
        return self._do(lambda: self._bluez.is_powered)

    def stall_discovery(self, is_stalled: bool = True) -> None:
        """Let scans hear nothing, without an error."""

        def stall() -> None:
            self._bluez.is_stalled = is_stalled

        self._do(stall)

    def refuse(self, member: str, times: int, error: str, text: str = "") -> None:
        """Answer the next calls of a D-Bus method with an error."""
        faults = [BluezError(error, text) for _ in range(times)]
        self._do(lambda: self._bluez.faults[member].extend(faults))

    def kill_bluetoothd(self) -> None:
        """End it without a signal on the bus."""
        self._run(self._bluez.kill())

    def start_bluetoothd(self) -> None:
        """Start it again; it knows no device yet."""
        self._run(self._bluez.start())

    def restart_bus(self) -> None:
        """Stop the D-Bus daemon and start it, and bluetoothd, again."""
        self._bus.stop()
        self._run(self._bluez.kill())
        self._bus.start()
        self._run(self._bluez.start())

    def _set(self, address: str, name: str, value: Any) -> None:
        self._do(lambda: setattr(self._bluez.device(address), name, value))

    def _do(self, order: Callable[[], _Result]) -> _Result:
        async def work() -> _Result:
            return order()

        return self._run(work())

    def _run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ORDER_S)
