"""`pacepipe strap`: hear what is near, learn who it is, say who wears it."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from pacepipe import collect
from pacepipe.app import House
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.strap_book import KnownStrap, known_strap, known_straps
from pacepipe.cli.words import examples
from pacepipe.collect.pairing import Choose
from pacepipe.domain.events import StrapAssigned, StrapReleased
from pacepipe.errors import InputRejected

app = typer.Typer(
    no_args_is_help=True,
    help="Straps: scan, pair, list, and who wears which.",
    epilog=examples("pacepipe strap scan", "pacepipe strap pair P-001"),
)
SCAN_S: Final = 8.0
SecondsOption = Annotated[
    float, typer.Option(min=0.5, max=120, help="How long to listen.")
]
AtOption = Annotated[
    str | None, typer.Option("--at", help="Since when, such as 14:30; else now.")
]
StrapArgument = Annotated[
    str, typer.Argument(metavar="STRAP", help="Id of the strap, see `strap list`.")
]


@app.command(
    epilog=examples("pacepipe strap scan", "pacepipe strap scan --seconds 20 --json")
)
def scan(
    context: typer.Context,
    seconds: SecondsOption = SCAN_S,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Listen for straps nearby, the strongest first. Nothing is recorded."""
    house = enter(context)
    output.say(f"Listening for {seconds:g} seconds …")
    found = asyncio.run(collect.scan(house.radio, house.profiles(), seconds))
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


def _refuse_a_worn_one(strap: KnownStrap, patient_id: str) -> None:
    if strap.wearer not in {None, patient_id}:
        raise InputRejected(
            f"{strap.paired.strap_id} is worn by {strap.wearer}.",
            means="What it sends would become somebody else's; nothing was changed.",
            remedy=f"If it changed hands: `pacepipe strap release "
            f"{strap.paired.strap_id}`, then try again.",
        )


@app.command(
    epilog=examples(
        "pacepipe strap pair P-001", 'pacepipe strap pair P-001 --name "Polar H10 1234"'
    )
)
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
        _refuse_a_worn_one(before[strap_id], person)
    if strap_id not in before or before[strap_id].paired != paired:
        house.record(paired, patient_id=None, by=entered_by)
    told = " ".join(filter(None, (paired.manufacturer, paired.model))) or "A strap"
    output.tell(f"{told}: {strap_id}")
    if strap_id in before and before[strap_id].wearer == person:
        output.tell(f"{person} wears it already.")
        return
    _assign(house, strap_id, person, None, entered_by)


def _assign(
    house: House, strap_id: str, person: str, at: str | None, entered_by: str
) -> None:
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    since = None if at is None else inputs.instant(at, now=history.as_of, zone=zone)
    event = house.record(
        StrapAssigned(strap_id),
        patient_id=person,
        by=entered_by,
        zone=zone,
        about_at=since,
    )
    output.tell(f"{person} wears it from {output.moment(event.about_at, zone)} on.")
    output.tell(f"Event {event.event_id}")


@app.command(
    epilog=examples(
        "pacepipe strap assign strap-0123456789 P-001",
        "pacepipe strap assign strap-0123456789 P-001 --at 2026-11-17T09:00",
    )
)
def assign(
    context: typer.Context,
    strap: StrapArgument,
    person: inputs.PersonArgument,
    at: AtOption = None,
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Say that a person wears a known strap: what it sends is theirs."""
    house = enter(context)
    house.consenting(person)
    _refuse_a_worn_one(known_strap(house, strap), person)
    _assign(house, strap, person, at, entered_by)


@app.command(
    epilog=examples(
        "pacepipe strap release strap-0123456789",
        "pacepipe strap release strap-0123456789 --at 18:00",
    )
)
def release(
    context: typer.Context,
    strap: StrapArgument,
    at: AtOption = None,
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Say that a strap is nobody's any more. It works without consent, too."""
    house = enter(context)
    wearer = known_strap(house, strap).wearer
    if wearer is None:
        raise InputRejected(
            f"{strap} is nobody's.",
            means="Nothing was changed.",
            remedy="See `pacepipe strap list`.",
        )
    history = house.history(wearer)
    zone = house.zone_of(history, history.as_of)
    until = None if at is None else inputs.instant(at, now=history.as_of, zone=zone)
    event = house.record(
        StrapReleased(strap),
        patient_id=wearer,
        by=entered_by,
        zone=zone,
        about_at=until,
    )
    output.tell(f"{strap} is nobody's from {output.moment(event.about_at, zone)} on.")
    output.tell(f"Event {event.event_id}")


@app.command(
    "list", epilog=examples("pacepipe strap list", "pacepipe strap list --json")
)
def list_straps(
    context: typer.Context, as_json: Annotated[bool, output.JSON_OPTION] = False
) -> None:
    """List the straps that were paired here, and who wears them."""
    house = enter(context)
    profiles = {profile.profile_id: profile for profile in house.profiles()}
    found = known_straps(house.said(), house.now())
    if as_json:
        rows = [
            {
                "strap_id": strap.paired.strap_id,
                "patient_id": strap.wearer,
                "manufacturer": strap.paired.manufacturer,
                "model": strap.paired.model,
                "advertised_name": strap.paired.advertised_name,
                "profile_id": strap.paired.profile_id,
                "tier": profiles[strap.paired.profile_id].tier
                if strap.paired.profile_id in profiles
                else None,
                "paired_at": strap.paired_at,
            }
            for strap in found
        ]
        output.emit("strap_list/1", house.settings.zone, straps=rows)
        return
    if not found:
        output.say("No strap yet: `pacepipe strap pair P-001`.")
        return
    output.table(
        ("strap", "worn by", "model", "profile"),
        [
            (
                strap.paired.strap_id,
                strap.wearer or "nobody",
                strap.paired.model or "unknown",
                strap.paired.profile_id,
            )
            for strap in found
        ],
    )
