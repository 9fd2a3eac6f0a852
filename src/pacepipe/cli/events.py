"""`pacepipe events`: what was said, entry by entry, so that it can be corrected."""

from typing import Annotated, Final

import typer

from pacepipe.cli import correction, inputs, output
from pacepipe.cli.door import DefaultedGroup, enter
from pacepipe.cli.words import examples
from pacepipe.domain.digest import canonical_json
from pacepipe.domain.events import Event, EventKind, Retracted
from pacepipe.errors import InputRejected

app = typer.Typer(
    cls=DefaultedGroup,
    no_args_is_help=True,
    help="Entries with their ids. `events P-001` means `events list P-001`.",
    epilog=examples(
        "pacepipe events P-001 --kind diary",
        'pacepipe events retract 01J… --reason "wrong person"',
    ),
)
RETRACTABLE: Final = frozenset(
    {
        EventKind.DIARY,
        EventKind.HEAT_SAID,
        EventKind.REST_STARTED,
        EventKind.REST_STOPPED,
        EventKind.SESSION_STARTED,
        EventKind.SESSION_STOPPED,
        EventKind.SESSION_REPORTED,
        EventKind.TREATMENT,
        EventKind.MEDICATION_CHANGED,
        EventKind.FILE_IMPORTED,
    }
)
"""A limit, a consent or an assignment is not taken back but given anew."""


def _row(event: Event, *, is_in_effect: bool) -> dict[str, object]:
    return {
        "event_id": event.event_id,
        "kind": event.kind,
        "about_at": event.about_at,
        "entered_at": event.entered_at,
        "entered_by": event.entered_by,
        "supersedes": event.supersedes,
        "is_in_effect": is_in_effect,
        "payload": event.payload,
    }


@app.command(
    "list",
    epilog=examples(
        "pacepipe events P-001 --kind diary", "pacepipe events P-001 --all --json"
    ),
)
def list_events(
    context: typer.Context,
    person: inputs.PersonArgument,
    kind: Annotated[
        str | None, typer.Option(help=", ".join(kind.value for kind in EventKind))
    ] = None,
    show_all: Annotated[
        bool, typer.Option("--all", help="With entries that were corrected.")
    ] = False,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """List what was said about a person, in the order of entry."""
    house = enter(context)
    history = house.history(person)
    zone = house.zone_of(history, history.as_of)
    wanted = None if kind is None else inputs.chosen(EventKind, kind, "a kind of entry")
    current = {event.event_id for event in history.events}
    found = [
        event
        for event in house.said()
        if event.patient_id == person
        and (show_all or event.event_id in current)
        and (wanted is None or event.kind is wanted)
    ]
    if as_json:
        rows = [_row(e, is_in_effect=e.event_id in current) for e in found]
        output.emit("events/1", zone, patient_id=person, events=rows)
        return
    output.table(
        ("event", "about", "kind", "by", "in effect", "what"),
        [
            (
                event.event_id,
                output.moment(event.about_at, zone),
                event.kind.value,
                event.entered_by,
                "yes" if event.event_id in current else "no",
                canonical_json(event.payload),
            )
            for event in found
        ],
    )


@app.command(
    epilog=examples(
        'pacepipe events retract 01J… --reason "wrong person"',
        'pacepipe events retract 01J… --reason "entered twice" --entered-by nurse',
    )
)
def retract(
    context: typer.Context,
    event_id: Annotated[str, typer.Argument(metavar="EVENT", help="Id of the entry.")],
    reason: Annotated[str, typer.Option(help="Why it was wrong.")],
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Say that an entry was wrong and that nothing takes its place.

    The entry stays in the journal and counts no more. A sign that rests every
    walk is not taken back before a clinician has cleared it.
    """
    house = enter(context)
    named = next((e for e in house.said() if e.event_id == event_id), None)
    if named is None or named.patient_id is None:
        raise InputRejected(
            f"There is no entry {event_id} about a person.",
            means="Nothing was changed.",
            remedy="See `pacepipe events PERSON`.",
        )
    history = house.consenting(named.patient_id)
    if named not in history.events or named.kind not in RETRACTABLE:
        raise InputRejected(
            f"Entry {event_id} ({named.kind.value}) cannot be taken back here.",
            means="Nothing was changed: it counts no more, or is given anew instead.",
            remedy=f"See `pacepipe events {named.patient_id} --all`.",
        )
    correction.refuse_to_lift_a_stop(history, [named], None)
    event = house.record(
        Retracted(reason=inputs.words(reason, "--reason")),
        patient_id=named.patient_id,
        by=entered_by,
        zone=named.zone,
        about_at=named.about_at,
        supersedes=event_id,
    )
    output.tell(f"Entry {event_id} counts no more.")
    output.tell(f"Event {event.event_id}")
