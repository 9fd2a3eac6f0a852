"""What the ladder's rungs do to the machine: the service cache, the adapter.

Both are best effort: where the system does not permit it, that is logged and the
ladder goes on. A virtual radio has nothing to repair.
"""

import asyncio
import logging
import sys
from typing import Any, Final

from bleak_retry_connector import clear_cache as forget_services

from pacepipe.collect.radio import Radio

_LOG: Final = logging.getLogger("pacepipe.collect")

REPAIR_S: Final = 10.0
OFF_S: Final = 1.0
"""How long an adapter stays off: its controller forgets what it held."""
_BLUEZ: Final = "org.bluez"
_ADAPTER: Final = "org.bluez.Adapter1"


async def clear_cache(radio: Radio, address: str) -> bool:
    """Forget what the system remembers of a strap; whether there was something."""
    if not radio.is_platform:
        return False
    try:
        async with asyncio.timeout(REPAIR_S):
            return await forget_services(address)
    except TimeoutError:
        return False


async def reset_adapter(radio: Radio, *, off_s: float = OFF_S) -> bool:
    """Switch every adapter that is on off and on again; whether that was done.

    One that is off stays off: somebody may have wanted it so.
    """
    if not radio.is_platform or sys.platform != "linux":
        return False
    try:
        async with asyncio.timeout(REPAIR_S + off_s):
            return await _power_cycle(off_s)
    except (OSError, EOFError) as error:
        # TimeoutError is an OSError.
        _LOG.warning("the adapter was not reset: %s", type(error).__name__)
        return False


async def _power_cycle(off_s: float) -> bool:
    # Linux alone has it, through bleak.
    from dbus_fast import BusType, Message, MessageType, Variant  # noqa: PLC0415
    from dbus_fast.aio import MessageBus  # noqa: PLC0415

    bus = MessageBus(bus_type=BusType.SYSTEM)

    async def call(path: str, interface: str, member: str, *body: Any) -> Any:
        reply = await bus.call(
            Message(
                destination=_BLUEZ,
                path=path,
                interface=interface,
                member=member,
                signature="ssv" if body else "",
                body=list(body),
            )
        )
        if reply.message_type is MessageType.ERROR:
            _LOG.warning("the adapter was not reset: %s", reply.error_name)
            return None
        return reply.body

    async def power(path: str, is_on: bool) -> bool:
        value = (_ADAPTER, "Powered", Variant("b", is_on))
        done = await call(path, "org.freedesktop.DBus.Properties", "Set", *value)
        return done is not None

    try:
        await bus.connect()
        objects = "org.freedesktop.DBus.ObjectManager"
        told = await call("/", objects, "GetManagedObjects")
        paths = [
            path
            for path, interfaces in (told[0] if told else {}).items()
            if _ADAPTER in interfaces and interfaces[_ADAPTER]["Powered"].value
        ]
        was_done = False
        for path in paths:
            if await power(path, False):
                try:
                    await asyncio.sleep(off_s)
                finally:
                    was_done = await power(path, True) or was_done
        return was_done
    finally:
        bus.disconnect()
