"""`pacepipe log session`: a walk, chair or strength work in a person's words."""

from datetime import timedelta
from typing import Annotated, Final

import typer

from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.domain.events import SessionReported
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.errors import InputRejected

HELP_END: Final = examples(
    "pacepipe log session P-001 --minutes 8 --effort 3",
    "pacepipe log session P-001 --start 2026-11-17T10:00 --minutes 6 --kind chair "
    "--early-stop",
)
_ROUNDING: Final = timedelta(minutes=1)


def _check_superseded(history: PersonHistory, event_id: str | None) -> None:
    known = {event.event_id for event, _ in history.of(SessionReported)}
    if event_id is not None and event_id not in known:
        raise InputRejected(
            f"{history.patient_id} has no reported session {event_id} in effect.",
            means="Nothing was stored.",
            remedy=f"See `pacepipe events {history.patient_id}`.",
        )


def session(
    context: typer.Context,
    person: inputs.PersonArgument,
    start: Annotated[
        str | None,
        typer.Option(help="14:30, or a date and time; else it ended just now."),
    ] = None,
    minutes: Annotated[float | None, typer.Option(help="How long it was.")] = None,
    kind: Annotated[
        str, typer.Option(help="aerobic, chair, strength, balance or breathing.")
    ] = "aerobic",
    effort: Annotated[
        float | None,
        typer.Option(metavar="0-10", help="How hard it felt, as a whole."),
    ] = None,
    early_stop: Annotated[
        bool, typer.Option("--early-stop", help="It ended sooner than meant.")
    ] = False,
    supersedes: Annotated[
        str | None,
        typer.Option(metavar="EVENT", help="Take the place of this entry."),
    ] = None,
    entered_by: inputs.EnteredByOption = "patient",
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Say how a session was: with a strap, without one, long or short.

    Where it overlaps a recorded session it is the same one, and gives it its
    felt effort.
    """
    house = enter(context)
    history = house.consenting(person)
    now = history.as_of
    zone = house.zone_of(history, now)
    _check_superseded(history, supersedes)
    lasted = timedelta(minutes=0 if minutes is None else minutes)
    started_at = (
        now - lasted if start is None else inputs.instant(start, now=now, zone=zone)
    )
    said = SessionReported(
        started_at=started_at,
        duration_min=minutes,
        activity_kind=inputs.chosen(ActivityKind, kind, "a kind of movement"),
        effort_cr10=effort,
        is_early_stop=early_stop,
    )
    if started_at + lasted > now + _ROUNDING:
        raise InputRejected(
            "That session would not be over yet.",
            means="Nothing was stored.",
            remedy="Enter it when it is over, or correct its start.",
        )
    event = house.record(
        said,
        patient_id=person,
        by=entered_by,
        zone=zone,
        about_at=started_at,
        supersedes=supersedes,
    )
    if as_json:
        output.emit(
            "log_session/1",
            zone,
            event_id=event.event_id,
            patient_id=person,
            entered_at=event.entered_at,
            supersedes=supersedes,
            session=said,
        )
        return
    length = "Saved." if minutes is None else f"Saved. That was {minutes:g} minutes."
    output.tell(f"{length} Stopping early is fine." if early_stop else length)
    output.tell(f"Event {event.event_id}")
