"""`pacepipe limits`: what the clinic allows one person, with its source.

A set is always whole: what is not named stays as it was. Each limit is shown
with who decided it, when, and where that is written.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final

import typer

from pacepipe.app import House
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.limit_origins import LIMITS, limits_shown
from pacepipe.cli.limits_condition import CONDITION_END, condition, kinds
from pacepipe.cli.words import examples
from pacepipe.domain.events import LimitsSet
from pacepipe.domain.vocabulary import ValuePreset
from pacepipe.errors import InputRejected

app = typer.Typer(
    no_args_is_help=True,
    help="The clinic's limits for one person, each with its source.",
    epilog=examples(
        "pacepipe limits show P-001",
        'pacepipe limits set P-001 --hr-ceiling-bpm 120 --by "Dr Sand" '
        '--source "letter of 3 May"',
    ),
)
_UNSETTABLE: Final = tuple(
    n for n in LIMITS if n not in {"activity_kinds", "is_held", "value_preset"}
)


def _wanted(values: Mapping[str, object], unset: list[str]) -> dict[str, Any]:
    """What is named on the command line; a limit cannot be set and unset at once."""
    named = {name: value for name, value in values.items() if value is not None}
    for text in unset:
        name = text.strip().lower().replace("-", "_")
        if name not in _UNSETTABLE or name in named:
            raise InputRejected(
                f"{text!r} cannot be unset here.",
                means="Nothing was stored.",
                remedy=f"It is one of: {', '.join(_UNSETTABLE)}; not set as well.",
            )
        named[name] = None
    if not named:
        raise InputRejected(
            "No limit was named.",
            means="Nothing was stored.",
            remedy="Name at least one, such as --session-max-min 20.",
        )
    return named


def _until(text: str | None, house: House, zone: str) -> date | None:
    return None if text is None else inputs.day(text, now=house.now(), zone=zone)


@app.command(
    "set",
    epilog=examples(
        "pacepipe limits set P-001 --session-max-min 20 --sessions-per-week-max 4 "
        '--cleared-until 2027-03-01 --by "Dr Sand" --source "letter of 3 May"',
        'pacepipe limits set P-001 --hold --by "Dr Sand" --source "telephone, 9 June"',
    ),
)
def set_limits(
    context: typer.Context,
    person: inputs.PersonArgument,
    source: Annotated[str, typer.Option(help="Where it is written or was said.")],
    by: Annotated[str, typer.Option(help="The clinician who decided it.")],
    hr_ceiling_bpm: Annotated[int | None, typer.Option(metavar="BPM")] = None,
    session_max_min: Annotated[int | None, typer.Option(metavar="MINUTES")] = None,
    week_max_min: Annotated[int | None, typer.Option(metavar="MINUTES")] = None,
    sessions_per_week_max: Annotated[
        int | None, typer.Option(metavar="N", help="Sessions a week, at most.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Kind of movement allowed; give all of them."),
    ] = None,
    cleared_until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Clearance ends after it.")
    ] = None,
    standing_approval_until: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Increases within limits are signed."),
    ] = None,
    hold: Annotated[
        bool | None, typer.Option("--hold/--no-hold", help="Rest until lifted.")
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(help="Of values from the clinic: strict, aha_core or cet."),
    ] = None,
    unset: Annotated[
        list[str] | None, typer.Option(metavar="LIMIT", help="Not set any more.")
    ] = None,
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Set limits, from now on. What is not named stays as it was.

    A limit that is not set leaves the plan at its most cautious value. Limits
    are about a person, so they too wait for consent.
    """
    house = enter(context)
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    named = _wanted(
        {
            "hr_ceiling_bpm": hr_ceiling_bpm,
            "session_max_min": session_max_min,
            "week_max_min": week_max_min,
            "sessions_per_week_max": sessions_per_week_max,
            "activity_kinds": kinds(kind),
            "cleared_until": _until(cleared_until, house, zone),
            "standing_approval_until": _until(standing_approval_until, house, zone),
            "is_held": hold,
            "value_preset": None
            if preset is None
            else inputs.chosen(ValuePreset, preset, "a preset"),
        },
        unset or [],
    )
    origin = LimitsSet(
        source=inputs.words(source, "--source"), decided_by=inputs.words(by, "--by")
    )
    past = history.limits_at(history.as_of)
    said = replace(
        origin if past is None else past[1],
        source=origin.source,
        decided_by=origin.decided_by,
    )
    event = house.record(
        replace(said, **named), patient_id=person, by=entered_by, zone=zone
    )
    output.tell(f"Saved: {', '.join(named)}. Every other limit stays as it was.")
    output.tell(f"Event {event.event_id}")
    output.say(f"See them all: `pacepipe limits show {person}`.")


def _in_words(value: object) -> str | None:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(str(kind) for kind in value)
        case None:
            return None
        case _:
            return str(value)


@app.command(
    epilog=examples("pacepipe limits show P-001", "pacepipe limits show P-001 --json")
)
def show(
    context: typer.Context,
    person: inputs.PersonArgument,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Show the limits in force: each with who decided it, when and its source."""
    house = enter(context)
    history = house.history(person)
    zone = house.zone_of(history, history.as_of)
    has_limits = history.limits_at(history.as_of) is not None
    shown = limits_shown(history)
    if as_json:
        output.emit(
            "limits/1", zone, patient_id=person, has_limits=has_limits, limits=shown
        )
        return
    if not has_limits:
        output.say("No limits yet, so pacepipe plans no minutes.")
    output.table(
        ("limit", "value", "decided by", "since", "entered by", "source"),
        [
            (
                row.limit,
                _in_words(row.value),
                row.decided_by or "",
                "" if row.since is None else output.moment(row.since, zone),
                row.entered_by or "",
                row.source or "",
            )
            for row in shown
        ],
    )


@app.command(
    epilog=examples(
        "pacepipe limits history P-001", "pacepipe limits history P-001 --json"
    )
)
def history(
    context: typer.Context,
    person: inputs.PersonArgument,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Show every set of limits there was, oldest first."""
    house = enter(context)
    known = house.history(person)
    zone = house.zone_of(known, known.as_of)
    found = known.of(LimitsSet)
    if as_json:
        rows = [
            {
                "event_id": event.event_id,
                "since": event.about_at,
                "entered_at": event.entered_at,
                "entered_by": event.entered_by,
                "limits": said,
            }
            for event, said in found
        ]
        output.emit("limits_history/1", zone, patient_id=person, sets=rows)
        return
    for event, said in found:
        output.tell(
            f"{output.moment(event.about_at, zone)}  {said.decided_by}, {said.source}"
        )
        for name in LIMITS:
            shown = _in_words(getattr(said, name))
            output.tell(f"    {name}: {output.NOT_SET if shown is None else shown}")


app.command("condition", epilog=CONDITION_END)(condition)
