"""`pacepipe baseline`: what is usual for a person, looked at and signed."""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from pacepipe.app import propose_baseline_now
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.domain.events import BaselineLocked
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.vocabulary import DiaryItem

app = typer.Typer(
    no_args_is_help=True,
    help="What is usual for a person; a clinician signs it.",
    epilog=examples(
        "pacepipe baseline show P-001", 'pacepipe baseline lock P-001 --by "Dr Sand"'
    ),
)


def _in_words(locked: BaselineLocked) -> None:
    output.tell(
        f"Days {locked.window_start} to {locked.window_end}, "
        f"{locked.diary_day_count} with a diary; until {locked.valid_until}."
    )
    output.table(
        ("item", "usual"),
        [(item.value, f"{locked.medians[item]:g}" if item in locked.medians else None)
         for item in DiaryItem],
    )  # fmt: skip
    output.tell(f"Signed by {locked.signed_by}.")


def _today(history: PersonHistory, zone: str) -> date:
    return history.as_of.astimezone(ZoneInfo(zone)).date()


@app.command(
    epilog=examples(
        'pacepipe baseline lock P-001 --by "Dr Sand"',
        'pacepipe baseline lock P-001 --until 2026-11-16 --by "Dr Sand"',
    )
)
def lock(
    context: typer.Context,
    person: inputs.PersonArgument,
    by: Annotated[str, typer.Option(help="The clinician who signs it.")],
    until: Annotated[
        str, typer.Option(help="Last day that it rests on.")
    ] = "yesterday",
    confirm_higher: Annotated[
        bool, typer.Option(help="What is usual has risen, and the clinician knows.")
    ] = False,
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Work out what is usual from the two weeks up to a day, and sign it.

    With too few diary days there is nothing to sign (exit 6). What is usual goes
    down by itself, and up only with --confirm-higher: otherwise an illness, or
    sessions that are too long, would become usual without anybody having said so.
    """
    house = enter(context)
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    last_day = inputs.past_day(until, now=history.as_of, zone=zone)
    seen, kept = (
        propose_baseline_now(
            house, person, last_day, inputs.words(by, "--by"), may_be_higher=higher
        )
        for higher in (True, False)
    )
    locked = seen if confirm_higher else kept
    event = house.record(locked, patient_id=person, by=entered_by, zone=zone)
    _in_words(locked)
    for item in sorted(seen.medians):
        if seen.medians[item] > locked.medians[item]:
            output.say(
                f"{item.value} was {seen.medians[item]:g} in these days; its usual "
                f"stays {locked.medians[item]:g}. --confirm-higher takes the new one."
            )
    output.tell(f"Event {event.event_id}")


@app.command(
    epilog=examples(
        "pacepipe baseline show P-001", "pacepipe baseline show P-001 --json"
    )
)
def show(
    context: typer.Context,
    person: inputs.PersonArgument,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Show the baseline in date today, or say that there is none."""
    house = enter(context)
    history = house.history(person)
    zone = house.zone_of(history, history.as_of)
    locked = history.baseline_at(_today(history, zone))
    if as_json:
        output.emit("baseline/1", zone, patient_id=person, baseline=locked)
    elif locked is None:
        output.tell("No baseline in date.")
    else:
        _in_words(locked)
