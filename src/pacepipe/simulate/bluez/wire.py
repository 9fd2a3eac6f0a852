"""The fake's end of the bus: messages out, method calls in."""

import select
from collections.abc import Callable, Mapping
from typing import Any, Final

from dbus_fast import Message, MessageFlag, MessageType, Variant
from dbus_fast.aio import MessageBus

BLUEZ: Final = "org.bluez"
ADAPTER: Final = "org.bluez.Adapter1"
DEVICE: Final = "org.bluez.Device1"
SERVICE: Final = "org.bluez.GattService1"
CHARACTERISTIC: Final = "org.bluez.GattCharacteristic1"
PROPERTIES: Final = "org.freedesktop.DBus.Properties"
OBJECTS: Final = "org.freedesktop.DBus.ObjectManager"
DAEMON: Final = "org.freedesktop.DBus"

Typed = Mapping[str, Variant]
WRITE_S: Final = 1.0


class BluezError(Exception):
    """An error reply, by its D-Bus name."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(text)
        self.name = name
        self.text = text


class Wire:
    """A connection that owns the name `org.bluez`.

    Parameters
    ----------
    address : str
    on_call : callable
        Given every method call; it answers through `reply` or `fail`.
    on_gone : callable
        Given the unique name of every client that left the bus.
    """

    def __init__(
        self,
        address: str,
        on_call: Callable[[Message], None],
        on_gone: Callable[[str], None],
    ) -> None:
        self._bus = MessageBus(bus_address=address)
        self._on_call = on_call
        self._on_gone = on_gone

    async def open(self) -> None:
        """Connect, hear of clients that leave, and take the name."""
        await self._bus.connect()
        self._bus.add_message_handler(self._on_message)
        await self._bus.call(
            Message(
                destination=DAEMON,
                path="/org/freedesktop/DBus",
                interface=DAEMON,
                member="AddMatch",
                signature="s",
                body=[f"type='signal',sender='{DAEMON}',member='NameOwnerChanged'"],
            )
        )
        await self._bus.request_name(BLUEZ)

    async def close(self) -> None:
        """Leave the bus without a word, as a killed process does."""
        self._bus.disconnect()
        try:
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
        except (OSError, EOFError):
            return  # the bus was gone before us

    def reply(self, call: Message, signature: str = "", *body: Any) -> None:
        """Answer a method call."""
        if not call.flags & MessageFlag.NO_REPLY_EXPECTED:
            self._send(Message.new_method_return(call, signature, list(body)))

    def fail(self, call: Message, error: BluezError) -> None:
        """Answer a method call with an error."""
        if not call.flags & MessageFlag.NO_REPLY_EXPECTED:
            self._send(Message.new_error(call, error.name, error.text))

    def added(self, path: str, interfaces: Mapping[str, Typed]) -> None:
        """Signal that an object is there."""
        self._signal("/", OBJECTS, "InterfacesAdded", "oa{sa{sv}}", path, interfaces)

    def removed(self, path: str, interfaces: list[str]) -> None:
        """Signal that an object is gone."""
        self._signal("/", OBJECTS, "InterfacesRemoved", "oas", path, interfaces)

    def changed(self, path: str, interface: str, values: Typed) -> None:
        """Signal new values of properties."""
        self._signal(
            path, PROPERTIES, "PropertiesChanged", "sa{sv}as", interface, values, []
        )

    def _signal(
        self, path: str, interface: str, member: str, signature: str, *body: Any
    ) -> None:
        self._send(Message.new_signal(path, interface, member, signature, list(body)))

    def _send(self, message: Message) -> None:
        if not self._bus.connected:
            return
        # dbus-fast 5 ends the whole connection when a write would block; this
        # thread has nothing better to do than to wait until there is room.
        if self._bus._sock is not None:
            select.select((), (self._bus._sock,), (), WRITE_S)
        self._bus.send(message)

    def _on_message(self, message: Message) -> bool:
        if message.message_type is MessageType.METHOD_CALL:
            self._on_call(message)
            return True
        if message.member == "NameOwnerChanged" and not message.body[2]:
            self._on_gone(message.body[0])
        return False
