"""`pacepipe session`: start and stop by hand, while the station records.

Start and stop are events, and nothing is kept in memory: they hold over any
restart of the station, of this machine, and of the program.
"""

import asyncio
from datetime import timedelta
from typing import Annotated, Final

import typer

from pacepipe.app import House
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.heard import Heard, straps_heard
from pacepipe.cli.help_words import TO_DO, help_of, help_sentence, tell_help
from pacepipe.cli.keys import any_key, one_key
from pacepipe.cli.session_book import running_rest, running_session, unstopped_session
from pacepipe.cli.today import HeatOption, say_heat, tell_today, today_now
from pacepipe.cli.words import NOBODY_WATCHING, examples
from pacepipe.collect.station import stopping_on_signals
from pacepipe.domain.events import (
    Event,
    RestStarted,
    RestStopped,
    SessionStarted,
    SessionStopped,
)
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.errors import InputRejected, NotEnoughData, PacepipeError

REST_MIN: Final = 3.0
"""Length of the seated rest before a session, minutes: research/signal.md 3(h)."""
REST_MIN_RANGE: Final = (0, 10)
SECONDS_PER_MIN: Final = 60

app = typer.Typer(
    no_args_is_help=True,
    help="Start and stop by hand; the station records the strap meanwhile.",
    epilog=examples("pacepipe session start P-001", "pacepipe session stop P-001"),
)


def _minutes(lasted: timedelta) -> str:
    count = round(lasted.total_seconds() / SECONDS_PER_MIN)
    return "1 minute" if count == 1 else f"{count} minutes"


@app.command(
    epilog=examples(
        "pacepipe session start P-001", "pacepipe session start P-001 --kind chair"
    )
)
def start(
    context: typer.Context,
    person: inputs.PersonArgument,
    kind: Annotated[
        str, typer.Option(help="aerobic, chair, strength, balance or breathing.")
    ] = "aerobic",
    heat_c: HeatOption = None,
    entered_by: inputs.EnteredByOption = "patient",
) -> None:
    """Say that a session starts now.

    It holds until you stop it, whatever restarts in between. A stop that is
    forgotten is taken from the last movement that was seen.
    """
    house = enter(context)
    activity = inputs.chosen(ActivityKind, kind, "a kind of movement")
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    running = running_session(history)
    if running is not None:
        output.tell(
            "A session has been running since "
            f"{output.moment(running.about_at, zone)}; it goes on."
        )
        output.tell(f"Event {running.event_id}")
        return
    if heat_c is not None:
        say_heat(house, history, heat_c, entered_by)
    if running_rest(history) is not None:
        house.record(RestStopped(), patient_id=person, by=entered_by, zone=zone)
    event = house.record(
        SessionStarted(activity_kind=activity),
        patient_id=person,
        by=entered_by,
        zone=zone,
    )
    output.tell(f"Started at {output.moment(event.about_at, zone)}.")
    if heat_c is not None:
        _tell_what_today_allows(house, person)
    output.tell(f"When you stop: `pacepipe session stop {person}`.")
    output.tell(f"Event {event.event_id}")


def _tell_what_today_allows(house: House, person: str) -> None:
    """Where a plan stands; a session is never kept from starting."""
    try:
        found = today_now(house, house.history(person))
    except PacepipeError:
        return
    if found is not None:
        tell_today(found)


@app.command(
    epilog=examples(
        "pacepipe session stop P-001", "pacepipe session stop P-001 --early-stop"
    )
)
def stop(
    context: typer.Context,
    person: inputs.PersonArgument,
    early_stop: Annotated[
        bool, typer.Option("--early-stop", help="It ended sooner than meant.")
    ] = False,
    entered_by: inputs.EnteredByOption = "patient",
) -> None:
    """Say that the session stops now. Stopping early is fine."""
    house = enter(context)
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    running = running_session(history)
    if running is None:
        raise _nothing_to_stop(history, zone)
    event = house.record(
        SessionStopped(is_early_stop=early_stop),
        patient_id=person,
        by=entered_by,
        zone=zone,
    )
    output.tell(f"Saved. That was {_minutes(event.about_at - running.about_at)}.")
    if early_stop:
        output.tell("Stopping early is fine.")
    output.tell(
        f"How hard it felt, if you like: `pacepipe log session {person} --effort 3`."
    )
    output.tell(f"Event {event.event_id}")


def _nothing_to_stop(history: PersonHistory, zone: str) -> NotEnoughData:
    """Words for a stop without a start, and for one that comes much too late."""
    person, forgotten = history.patient_id, unstopped_session(history)
    if forgotten is None:
        return NotEnoughData(
            f"No session of {person} is running.",
            means="Nothing was stored.",
            remedy="A walk that was not started here: "
            f"`pacepipe log session {person} --minutes 8`.",
        )
    return NotEnoughData(
        f"The session of {output.moment(forgotten.about_at, zone)} is over by now.",
        means="Nothing was stored; it ends with the last movement that was seen.",
        remedy="If you know how long it was: "
        f"`pacepipe log session {person} --start … --minutes N`.",
    )


@app.command(
    epilog=examples(
        "pacepipe session status P-001", "pacepipe session status P-001 --json"
    )
)
def status(
    context: typer.Context,
    person: inputs.PersonArgument,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Say since when a session runs, and whether the strap is heard.

    The strap is read from the journal alone, so this disturbs nothing. It is not
    an alarm: nobody is watching live.
    """
    house = enter(context)
    history = house.history(person)
    zone = house.zone_of(history, history.as_of)
    session, rest = running_session(history), running_rest(history)
    straps = straps_heard(house, person)
    notes = help_of(house, person)
    if as_json:
        kind = session.payload if session is not None else None
        output.emit(
            "session_status/1",
            zone,
            patient_id=person,
            as_of=history.as_of,
            is_running=session is not None,
            started_at=None if session is None else session.about_at,
            activity_kind=kind.activity_kind
            if isinstance(kind, SessionStarted)
            else None,
            event_id=None if session is None else session.event_id,
            is_resting=rest is not None,
            rest_started_at=None if rest is None else rest.about_at,
            straps=straps,
            help=[
                {
                    "strap_id": note.strap_id,
                    "reason": note.reason,
                    "text": help_sentence(note, zone),
                    "to_do": TO_DO[note.reason],
                }
                for note in notes
            ],
        )
        return
    _tell_what_runs(history, session, rest, zone)
    _tell_what_is_heard(person, straps, zone)
    tell_help(house, person, zone)
    output.tell(NOBODY_WATCHING)


def _tell_what_runs(
    history: PersonHistory, session: Event | None, rest: Event | None, zone: str
) -> None:
    if session is not None:
        lasted = _minutes(history.as_of - session.about_at)
        since = output.moment(session.about_at, zone)
        output.tell(f"A session has been running since {since}: {lasted}.")
    elif rest is not None:
        output.tell(f"A rest began at {output.moment(rest.about_at, zone)}.")
    else:
        output.tell("No session is running.")


def _tell_what_is_heard(person: str, straps: tuple[Heard, ...], zone: str) -> None:
    for strap in straps:
        if strap.is_heard:
            output.tell(f"{strap.strap_id} is heard.")
        elif strap.heard_at is not None:
            last = output.moment(strap.heard_at, zone)
            output.tell(f"{strap.strap_id} is not heard; it last was at {last}.")
        else:
            output.tell(f"{strap.strap_id} is not heard.")
    if not straps:
        output.tell(f"{person} wears no strap.")


@app.command(
    epilog=examples(
        "pacepipe session rest P-001", "pacepipe session rest P-001 --minutes 4"
    )
)
def rest(
    context: typer.Context,
    person: inputs.PersonArgument,
    minutes: Annotated[
        float, typer.Option(help="How long, at most 10; any key ends it sooner.")
    ] = REST_MIN,
    entered_by: inputs.EnteredByOption = "patient",
) -> None:
    """Sit quietly before a session, so that a resting heart rate can be seen.

    Three minutes are enough, and it is fine to skip it.
    """
    house = enter(context)
    length_s = rest_s(minutes)
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    running = running_session(history)
    if running is not None:
        raise InputRejected(
            f"A session has been running since {output.moment(running.about_at, zone)}"
            ", and the rest comes before it.",
            means="Nothing was stored.",
            remedy=f"Stop it first: `pacepipe session stop {person}`.",
        )
    if not any(strap.is_heard for strap in straps_heard(house, person)):
        output.say("No strap is heard just now, so the rest may show no heart rate.")
    event = house.record(RestStarted(), patient_id=person, by=entered_by, zone=zone)
    try:
        asyncio.run(_sit(length_s))
    finally:
        end = house.record(RestStopped(), patient_id=person, by=entered_by, zone=zone)
    _tell_the_rest(house, person, event, end)


def _tell_the_rest(house: House, person: str, begin: Event, end: Event) -> None:
    output.tell(f"Saved. You sat for {_minutes(end.about_at - begin.about_at)}.")
    output.tell(f"When you walk: `pacepipe session start {person}`.")
    output.tell(f"Event {begin.event_id}")


async def _sit(length_s: float) -> None:
    """Wait for the end of the rest, a key, or a signal."""
    is_over = asyncio.Event()
    with stopping_on_signals(is_over), any_key(is_over.set):
        output.say("Sit quietly. Any key ends the rest.")
        try:
            async with asyncio.timeout(length_s):
                await is_over.wait()
        except TimeoutError:
            return


def rest_s(minutes: float) -> float:
    """Length of a rest in seconds.

    Raises
    ------
    InputRejected
        Where it is negative or longer than 10 minutes.
    """
    shortest, longest = REST_MIN_RANGE
    if not shortest <= minutes <= longest:
        raise InputRejected(
            f"A rest of {minutes:g} minutes cannot be.",
            means="Nothing was stored.",
            remedy=f"Choose {shortest} to {longest} minutes; {REST_MIN:g} are enough.",
        )
    return minutes * SECONDS_PER_MIN


def wants_to_rest(minutes: float) -> bool:
    """Whether the person at the terminal takes the rest; one key, and no is fine."""

    def ask() -> None:
        output.say(
            f"Would you like to sit for {minutes:g} minutes first? "
            "It shows your resting heart rate."
        )
        output.say("y: sit. Any other key: start now.")

    return one_key(ask) in {"y", "Y"}
