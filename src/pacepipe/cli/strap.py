"""`pacepipe strap`: hear what is near, learn who it is, say who wears it."""

from typing import Annotated

import typer

from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.strap_book import (
    assign_now,
    known_strap,
    known_straps,
    refuse_a_worn_one,
)
from pacepipe.cli.strap_pair import PAIR_HELP_END, pair
from pacepipe.cli.strap_radio import SCAN_HELP_END, scan
from pacepipe.cli.strap_store import SYNC_HELP_END, recording_app, sync
from pacepipe.cli.strap_why import (
    WHY_HELP_END,
    battery_brief,
    ends_of,
    link_events,
    outlook_of,
    why,
)
from pacepipe.cli.words import examples
from pacepipe.domain.events import StrapReleased
from pacepipe.errors import InputRejected

app = typer.Typer(
    no_args_is_help=True,
    help="Straps: scan, pair, list, and who wears which.",
    epilog=examples("pacepipe strap scan", "pacepipe strap pair P-001"),
)
AtOption = Annotated[
    str | None, typer.Option("--at", help="Since when, such as 14:30; else now.")
]
StrapArgument = Annotated[
    str, typer.Argument(metavar="STRAP", help="Id of the strap, see `strap list`.")
]

app.command(epilog=SCAN_HELP_END)(scan)
app.command(epilog=PAIR_HELP_END)(pair)
app.command(epilog=WHY_HELP_END)(why)
app.command(epilog=SYNC_HELP_END)(sync)
app.add_typer(recording_app, name="recording")


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
    refuse_a_worn_one(known_strap(house, strap), person)
    assign_now(house, strap, person, at, entered_by)


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
    """List the straps that were paired here, who wears them, and their batteries."""
    house = enter(context)
    profiles = {profile.profile_id: profile for profile in house.profiles()}
    found = known_straps(house.said(), house.now())
    events = link_events(house)
    batteries = {
        strap_id: outlook_of(ends_of(events, strap_id), house.now().timestamp())
        for strap_id in (strap.paired.strap_id for strap in found)
    }
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
                "battery": batteries[strap.paired.strap_id],
            }
            for strap in found
        ]
        output.emit("strap_list/1", house.settings.zone, straps=rows)
        return
    if not found:
        output.say("No strap yet: `pacepipe strap pair P-001`.")
        return
    output.table(
        ("strap", "worn by", "model", "profile", "battery"),
        [
            (
                strap.paired.strap_id,
                strap.wearer or "nobody",
                strap.paired.model or "unknown",
                strap.paired.profile_id,
                battery_brief(batteries[strap.paired.strap_id]),
            )
            for strap in found
        ],
    )
