"""The accelerometer of a Polar H10 over a link that stands, into the journal."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic

from pacepipe.collect.link_log import LinkLog
from pacepipe.collect.radio import LinkFailed, radio_errors
from pacepipe.domain.characteristic import (
    POLAR_PMD_CONTROL,
    POLAR_PMD_DATA,
    uuid_of,
)
from pacepipe.errors import BluetoothUnavailable
from pacepipe.gatt import polar_pmd

ANSWER_S: Final = 5.0
"""Longest wait for the control point (ours)."""
ALREADY_ON: Final = 6
"""Error of a start where the stream is on, left so by a link that was cut."""


@asynccontextmanager
async def acceleration(
    client: BleakClient, log: LinkLog, rate_hz: int = 25
) -> AsyncIterator[None]:
    """Journal acceleration while the block runs, and switch it off at its end.

    It is switched off whatever ends the block, as long as the link stands: an H10
    that is left streaming runs until its battery is empty.

    Raises
    ------
    LinkFailed, BluetoothUnavailable
        Where the strap has no accelerometer or does not start it.
    """
    control = client.services.get_characteristic(uuid_of(POLAR_PMD_CONTROL))
    data = client.services.get_characteristic(uuid_of(POLAR_PMD_DATA))
    if control is None or data is None:
        raise LinkFailed("the strap has no accelerometer")
    answers: asyncio.Queue[bytes] = asyncio.Queue()

    def on_answer(_: BleakGATTCharacteristic, payload: bytearray) -> None:
        log.keep(POLAR_PMD_CONTROL, bytes(payload))
        answers.put_nowait(bytes(payload))

    def on_data(_: BleakGATTCharacteristic, payload: bytearray) -> None:
        log.keep(POLAR_PMD_DATA, bytes(payload))

    with radio_errors():
        await client.start_notify(control, on_answer)
        await client.start_notify(data, on_data)
        try:
            start = polar_pmd.start_acceleration(rate_hz)
            await client.write_gatt_char(control, start, response=True)
            async with asyncio.timeout(ANSWER_S):
                answer = polar_pmd.read_answer(await answers.get())
            if answer is None or answer.error not in {0, ALREADY_ON}:
                raise LinkFailed("the strap did not start its accelerometer")
            yield
        finally:
            with suppress(LinkFailed, BluetoothUnavailable), radio_errors():
                await client.write_gatt_char(control, polar_pmd.stop(), response=True)
