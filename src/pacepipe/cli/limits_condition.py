"""`pacepipe limits condition`: a condition, and the kinds of movement with it."""

from typing import Annotated, Final

import typer

from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.domain.events import ConditionSet
from pacepipe.domain.vocabulary import ActivityKind, Condition

CONDITION_END: Final = examples(
    "pacepipe limits condition P-001 bone_metastases --kind chair --kind breathing "
    '--by "Dr Sand" --source "letter of 3 May"',
    "pacepipe limits condition P-001 neuropathy --absent "
    '--by "Dr Sand" --source "seen today"',
)


def condition(
    context: typer.Context,
    person: inputs.PersonArgument,
    name: Annotated[
        str, typer.Argument(help=", ".join(each.value for each in Condition))
    ],
    source: Annotated[str, typer.Option(help="Where it is written or was said.")],
    by: Annotated[str, typer.Option(help="The clinician who decided it.")],
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Kind of movement that goes with it; give all of them."),
    ] = None,
    absent: Annotated[
        bool, typer.Option("--absent", help="It is not there, or not any more.")
    ] = False,
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Say that a condition is there, and which kinds of movement go with it.

    Of the kinds that the limits allow, only these are then offered.
    """
    house = enter(context)
    history = house.consenting(person)
    said = ConditionSet(
        condition=inputs.chosen(Condition, name, "a condition"),
        is_present=not absent,
        source=inputs.words(source, "--source"),
        decided_by=inputs.words(by, "--by"),
        activity_kinds=kinds(kind) or (),
    )
    event = house.record(
        said,
        patient_id=person,
        by=entered_by,
        zone=house.zone_of(history, history.as_of),
    )
    output.tell(f"Saved: {said.condition.value} {'absent' if absent else 'present'}.")
    output.tell(f"Event {event.event_id}")


def kinds(names: list[str] | None) -> tuple[ActivityKind, ...] | None:
    """Kinds of movement by their names, each once; None where none was named."""
    if not names:
        return None
    found = (inputs.chosen(ActivityKind, n, "a kind of movement") for n in names)
    return tuple(dict.fromkeys(found))
