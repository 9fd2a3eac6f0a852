"""`pacepipe person`: who is here, and in which zone their days are."""

from typing import Annotated, Any

import typer

from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.domain.events import GoalSaid, PersonAdded, ZoneSet
from pacepipe.errors import InputRejected
from pacepipe.settings import check_zone

app = typer.Typer(
    no_args_is_help=True,
    help="People: add, list, and the time zone that they live in.",
    epilog=examples("pacepipe person add P-001", "pacepipe person list"),
)


@app.command(
    epilog=examples(
        "pacepipe person add P-001 --zone Europe/Berlin",
        "pacepipe person add P-002 --zone America/Denver --birth-year 1951 --frail",
    )
)
def add(
    context: typer.Context,
    person: inputs.PersonArgument,
    zone: Annotated[
        str | None, typer.Option(help="IANA time zone; the station's where left out.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="What to call them; stays in the journal.")
    ] = None,
    birth_year: Annotated[int | None, typer.Option(min=1900, max=2100)] = None,
    frail: Annotated[
        bool, typer.Option("--frail", help="Start with the shortest sessions.")
    ] = False,
    since: Annotated[
        str, typer.Option(help="First local day that counts for them.")
    ] = "today",
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Add a person, with the time zone that their days are days of."""
    house = enter(context)
    place = house.settings.zone if zone is None else check_zone(zone)
    patient_id = inputs.person_id(person)
    if patient_id in house.everyone():
        raise InputRejected(
            f"{patient_id} is here already.",
            means="Nothing was stored.",
            remedy="Choose another id, or see `pacepipe person list`.",
        )
    first_day = inputs.past_day(since, now=house.now(), zone=place)
    begin = inputs.start_of(first_day, zone=place)
    # The zone goes first: a person who exists always has one.
    for payload in (ZoneSet(place), PersonAdded(name, birth_year, frail)):
        house.record(
            payload, patient_id=patient_id, by=entered_by, zone=place, about_at=begin
        )
    output.tell(f"{patient_id} is here; days are days of {place}.")
    output.say(
        "Nothing is recorded before they agree: "
        f"`pacepipe consent give {patient_id} --by NAME`."
    )


@app.command(
    epilog=examples(
        "pacepipe person zone P-001 America/New_York",
        "pacepipe person zone P-001 Europe/Berlin --since 2026-11-17",
    )
)
def zone(
    context: typer.Context,
    person: inputs.PersonArgument,
    zone: Annotated[str, typer.Argument(metavar="ZONE", help="IANA time zone.")],
    since: Annotated[str, typer.Option(help="First local day there.")] = "today",
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Say that a person lives in another time zone from a day on."""
    house = enter(context)
    history = house.consenting(person)
    place = check_zone(zone)
    first_day = inputs.past_day(since, now=house.now(), zone=place)
    event = house.record(
        ZoneSet(place),
        patient_id=history.patient_id,
        by=entered_by,
        zone=place,
        about_at=inputs.start_of(first_day, zone=place),
    )
    output.tell(f"From {first_day} on, days of {person} are days of {place}.")
    output.tell(f"Event {event.event_id}")


@app.command(
    epilog=examples(
        'pacepipe person goal P-001 "to walk to the bakery and back"',
        'pacepipe person goal P-001 "my garden" --entered-by partner',
    )
)
def goal(
    context: typer.Context,
    person: inputs.PersonArgument,
    words: Annotated[
        str, typer.Argument(metavar="WORDS", help="In the person's own words.")
    ],
    entered_by: inputs.EnteredByOption = "patient",
) -> None:
    """Write down what a person wants; it stands on their page of the week.

    It is never a target for the plan, and it is not published.
    """
    house = enter(context)
    history = house.consenting(person)
    event = house.record(
        GoalSaid(inputs.words(words, "The goal")),
        patient_id=person,
        by=entered_by,
        zone=house.zone_of(history, history.as_of),
    )
    output.tell("Saved. It stands on the page of the week.")
    output.tell(f"Event {event.event_id}")


@app.command(
    "list", epilog=examples("pacepipe person list", "pacepipe person list --json")
)
def list_people(
    context: typer.Context, as_json: Annotated[bool, output.JSON_OPTION] = False
) -> None:
    """List everybody who was added, with zone, consent and straps."""
    house = enter(context)
    found: list[dict[str, Any]] = []
    for history in house.histories():
        now = history.as_of
        _, added = history.of(PersonAdded)[-1]
        found.append(
            {
                "patient_id": history.patient_id,
                "display_name": added.display_name,
                "zone": house.zone_of(history, now),
                "has_consent": history.has_consent(now),
                "has_limits": history.limits_at(now) is not None,
                "strap_ids": [s.value for s in history.assignments if s.holds(now)],
            }
        )
    if as_json:
        output.emit("person_list/1", house.settings.zone, people=found)
        return
    if not found:
        output.say("Nobody yet. Add somebody: `pacepipe person add P-001`.")
        return
    output.table(
        ("person", "zone", "consent", "limits", "straps"),
        [
            (
                row["patient_id"],
                row["zone"],
                "yes" if row["has_consent"] else "no",
                "yes" if row["has_limits"] else "no",
                ", ".join(row["strap_ids"]) or "none",
            )
            for row in found
        ],
    )
