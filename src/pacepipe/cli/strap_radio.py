"""`pacepipe strap scan`: what is near."""

import asyncio
from typing import Annotated, Final

import typer

from pacepipe import collect
from pacepipe.app import House
from pacepipe.cli import output
from pacepipe.cli.door import enter
from pacepipe.cli.strap_words import radio_in_words, words_of
from pacepipe.cli.words import examples
from pacepipe.collect.radio import LinkFailed
from pacepipe.errors import BluetoothUnavailable

SCAN_HELP_END: Final = examples(
    "pacepipe strap scan", "pacepipe strap scan --seconds 20 --json"
)
SCAN_S: Final = 8.0
SecondsOption = Annotated[
    float, typer.Option(min=0.5, max=120, help="How long to listen.")
]


async def heard(house: House, duration_s: float) -> tuple[collect.Sighting, ...]:
    """What is near, the strongest first.

    Raises
    ------
    BluetoothUnavailable
    """
    try:
        return await collect.scan(house.radio, house.profiles(), duration_s)
    except LinkFailed as failed:
        raise BluetoothUnavailable(
            f"The radio could not listen ({failed.reason}).",
            means="No strap can be heard.",
            remedy="Try again; then switch Bluetooth off and on.",
        ) from failed


def scan(
    context: typer.Context,
    seconds: SecondsOption = SCAN_S,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Listen for straps nearby, the strongest first. Nothing is recorded."""
    house = enter(context)
    output.say(f"Listening for {seconds:g} seconds …")
    with radio_in_words():
        found = asyncio.run(heard(house, seconds))
    if as_json:
        rows = [
            {
                "name": sighting.name,
                "rssi_dbm": sighting.rssi_dbm,
                "profile_id": sighting.profile.profile_id if sighting.profile else None,
            }
            for sighting in found
        ]
        output.emit("strap_scan/1", house.settings.zone, straps=rows)
        return
    if not found:
        output.say(words_of(collect.LiveStatus(), collect.SystemClock()))
        return
    output.table(
        ("name", "signal", "known as"),
        [
            (
                sighting.name or "without a name",
                "linked" if sighting.rssi_dbm is None else f"{sighting.rssi_dbm} dBm",
                sighting.profile.title if sighting.profile else "unknown",
            )
            for sighting in found
        ],
    )
