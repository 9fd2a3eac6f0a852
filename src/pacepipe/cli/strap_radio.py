"""`pacepipe strap scan` and `pair`: what is near, and who it is."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from pacepipe import collect
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.strap_book import assign_now, known_straps, refuse_a_worn_one
from pacepipe.cli.words import examples
from pacepipe.collect.pairing import Choose
from pacepipe.collect.radio import LinkFailed
from pacepipe.errors import BluetoothUnavailable, InputRejected

SCAN_HELP_END: Final = examples(
    "pacepipe strap scan", "pacepipe strap scan --seconds 20 --json"
)
PAIR_HELP_END: Final = examples(
    "pacepipe strap pair P-001", 'pacepipe strap pair P-001 --name "Polar H10 1234"'
)
SCAN_S: Final = 8.0
SecondsOption = Annotated[
    float, typer.Option(min=0.5, max=120, help="How long to listen.")
]


def scan(
    context: typer.Context,
    seconds: SecondsOption = SCAN_S,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Listen for straps nearby, the strongest first. Nothing is recorded."""
    house = enter(context)
    output.say(f"Listening for {seconds:g} seconds …")
    try:
        found = asyncio.run(collect.scan(house.radio, house.profiles(), seconds))
    except LinkFailed as failed:
        raise BluetoothUnavailable(
            f"The radio could not listen ({failed.reason}).",
            means="No strap can be heard.",
            remedy="Try again; then switch Bluetooth off and on.",
        ) from failed
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
        output.say("No strap was heard. Wear it and moisten its electrodes.")
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


def _named(name: str) -> Choose:
    """Chooses the one strap that calls itself `name`."""

    def choose(sightings: Sequence[collect.Sighting]) -> collect.Sighting:
        matching = [
            s for s in sightings if (s.name or "").casefold() == name.casefold()
        ]
        if not matching:
            heard = ", ".join(s.name or "one without a name" for s in sightings)
            raise InputRejected(
                f"No strap called {name} was heard.",
                means="Nothing was paired.",
                remedy=f"Heard: {heard}.",
            )
        return collect.the_only_one(matching)

    return choose


def pair(
    context: typer.Context,
    person: inputs.PersonArgument,
    name: Annotated[
        str | None, typer.Option(help="What the strap calls itself, where several are.")
    ] = None,
    seconds: SecondsOption = SCAN_S,
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Find a strap, ask it who it is, and say that a person wears it from now on."""
    house = enter(context)
    house.consenting(person)
    output.say(f"Listening for {seconds:g} seconds …")
    paired = asyncio.run(
        collect.pair(
            house.radio,
            house.profiles(),
            house.frames(),
            collect.SystemClock(),
            duration_s=seconds,
            choose=collect.the_only_one if name is None else _named(name),
        )
    )
    strap_id = paired.strap_id
    before = {s.paired.strap_id: s for s in known_straps(house.said(), house.now())}
    if strap_id in before:
        refuse_a_worn_one(before[strap_id], person)
    if strap_id not in before or before[strap_id].paired != paired:
        house.record(paired, patient_id=None, by=entered_by)
    told = " ".join(filter(None, (paired.manufacturer, paired.model))) or "A strap"
    output.tell(f"{told}: {strap_id}")
    if strap_id in before and before[strap_id].wearer == person:
        output.tell(f"{person} wears it already.")
        return
    assign_now(house, strap_id, person, None, entered_by)
