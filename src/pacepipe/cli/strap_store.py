"""`pacepipe strap sync` and `strap recording`: what a strap keeps for itself."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, TypeVar

import typer

from pacepipe import collect
from pacepipe.app import House
from pacepipe.cli import output
from pacepipe.cli.door import enter
from pacepipe.cli.strap_book import known_strap, target
from pacepipe.cli.words import examples
from pacepipe.collect import Visit
from pacepipe.collect.radio import LinkFailed
from pacepipe.domain.characteristic import CURRENT_TIME
from pacepipe.errors import InputRejected, StrapNotFound

SYNC_HELP_END: Final = examples(
    "pacepipe strap sync strap-0123456789",
    "pacepipe --debug strap sync strap-0123456789",
)
RING_DAYS: Final = timedelta(days=6)
"""A ring keeps a week, today included (research/ble.md 2.2)."""

StrapArgument = Annotated[
    str, typer.Argument(metavar="STRAP", help="Id of the strap, see `strap list`.")
]
recording_app = typer.Typer(
    no_args_is_help=True,
    help="The recording that a Polar H10 makes by itself.",
    epilog=examples(
        "pacepipe strap recording start strap-0123456789",
        "pacepipe strap recording fetch strap-0123456789",
    ),
)
T = TypeVar("T")


def sync(context: typer.Context, strap: StrapArgument) -> None:
    """Fetch what a strap keeps, and set its clock.

    A ring is read whole each time, its week, and what is here already counts once. A
    recording is taken off the strap. While the station runs it does this by itself.
    """
    house = enter(context)
    wanted = _target(house, strap)
    if collect.is_ring(wanted.profile):
        _tell_of_ring(_with(house, wanted, lambda listening: _ring(wanted, listening)))
    elif _uses(wanted, CURRENT_TIME):
        _tell_of_watch(_visited(house, wanted, _watch_of(house)))
    elif _records(wanted):
        _tell_of_recordings(_visited(house, wanted, _fetch))
    else:
        raise InputRejected(
            f"{strap} ({wanted.profile.title}) keeps nothing for itself.",
            means="What it measures is sent as it is measured, or is gone.",
            remedy=f"What can be synced: {_titles(house, _keeps)}.",
        )


@recording_app.command(
    epilog=examples(
        "pacepipe strap recording start strap-0123456789",
        "pacepipe --debug strap recording start strap-0123456789",
    )
)
def start(context: typer.Context, strap: StrapArgument) -> None:
    """Let the strap record by itself from now on, until it is stopped or fetched.

    What it held of an earlier walk is fetched first: it keeps one recording. A
    station that runs later takes it when a session begins or ends, and not before.
    """
    house = enter(context)
    wanted = _recorder(house, strap)
    _visited(house, wanted, _start)
    output.tell(
        "The strap records by itself now. Fetch it after the walk, with the strap on: "
        f"pacepipe strap recording fetch {strap}"
    )


@recording_app.command(
    epilog=examples(
        "pacepipe strap recording status strap-0123456789",
        "pacepipe --debug strap recording status strap-0123456789",
    )
)
def status(context: typer.Context, strap: StrapArgument) -> None:
    """Say whether the strap records, and what it holds."""
    house = enter(context)
    is_on, names = _visited(house, _recorder(house, strap), _status)
    output.tell("It records now." if is_on else "It does not record.")
    output.tell(
        f"It holds {len(names)} recording{'s' if len(names) != 1 else ''}"
        f"{': ' + ', '.join(names) if names else ''}."
    )


@recording_app.command(
    epilog=examples(
        "pacepipe strap recording stop strap-0123456789",
        "pacepipe --debug strap recording stop strap-0123456789",
    )
)
def stop(context: typer.Context, strap: StrapArgument) -> None:
    """Stop the recording and leave it on the strap, to be fetched later."""
    house = enter(context)
    stopped = _visited(house, _recorder(house, strap), _stop)
    if stopped is None:
        output.tell("It does not record; nothing was changed.")
    elif isinstance(stopped, collect.LeftOnStrap):
        output.tell(
            f"{stopped.name} was not made by pacepipe: it goes on, and was left alone."
        )
    else:
        output.tell(
            f"Stopped; {stopped} is on the strap. Fetch it with the strap on: "
            f"pacepipe strap recording fetch {strap}"
        )


@recording_app.command(
    epilog=examples(
        "pacepipe strap recording fetch strap-0123456789",
        "pacepipe --debug strap recording fetch strap-0123456789",
    )
)
def fetch(context: typer.Context, strap: StrapArgument) -> None:
    """Stop the recording, fetch it, and remove it from the strap once it is safe here.

    Keep the strap on meanwhile: an H10 hangs up 45 seconds after it was taken off. A
    strap sends a recording whole or not at all, so one that broke off is fetched again
    from its beginning; those that are safe here already are not.
    """
    house = enter(context)
    _tell_of_recordings(_visited(house, _recorder(house, strap), _fetch))


def _target(house: House, strap: str) -> collect.StrapTarget:
    found = target(house, known_strap(house, strap).paired)
    if found is None:
        raise InputRejected(
            f"{strap} was paired with a profile that is gone.",
            means="It is not known how to read it.",
            remedy="Pair it again: `pacepipe strap pair PERSON`.",
        )
    return found


def _recorder(house: House, strap: str) -> collect.StrapTarget:
    wanted = _target(house, strap)
    if _records(wanted):
        return wanted
    raise InputRejected(
        f"{strap} ({wanted.profile.title}) cannot record by itself.",
        means="Nothing was asked of it.",
        remedy=f"What can: {_titles(house, _records)}.",
    )


def _uses(strap: collect.StrapTarget, characteristic: int) -> bool:
    return any(
        use.characteristic == characteristic for use in strap.profile.characteristics
    )


def _records(strap: collect.StrapTarget) -> bool:
    return "recording" in strap.profile.gives


def _keeps(strap: collect.StrapTarget) -> bool:
    return (
        collect.is_ring(strap.profile) or _records(strap) or _uses(strap, CURRENT_TIME)
    )


def _titles(house: House, can: Callable[[collect.StrapTarget], bool]) -> str:
    titles = [p.title for p in house.profiles() if can(collect.StrapTarget("", p))]
    return ", ".join(sorted(titles))


def _with(
    house: House,
    strap: collect.StrapTarget,
    work: Callable[[collect.Listening], Awaitable[T]],
) -> T:
    """Do something on the radio with the journal open."""
    listening = collect.Listening(
        collect.Lookout(house.radio),
        house.frames(),
        collect.SystemClock(),
        collect.LinkPolicy(),
    )

    async def main() -> T:
        return await work(listening)

    try:
        return asyncio.run(main())
    except LinkFailed as failed:
        raise StrapNotFound(
            f"{strap.strap_id} could not be asked: {failed.reason}.",
            means="What it keeps is still on it.",
            remedy="Wear it, come within two metres, close other apps that may hold "
            "it, and try again.",
        ) from failed


def _visited(
    house: House,
    strap: collect.StrapTarget,
    talk: Callable[[Visit], Awaitable[T]],
) -> T:
    return _with(house, strap, lambda listening: collect.visit(strap, listening, talk))


def _now(visit: Visit) -> datetime:
    return datetime.fromtimestamp(visit.listening.clock.utc_us() / 1e6, UTC)


async def _open(visit: Visit) -> collect.PolarRecorder:
    recorder = await collect.PolarRecorder.open(
        visit.client, visit.log, visit.listening.journal
    )
    await recorder.set_clock(_now(visit))
    await recorder.read_clock(_now(visit))
    return recorder


async def _start(visit: Visit) -> None:
    recorder = await _open(visit)
    await recorder.sync()
    await recorder.start(_now(visit))


async def _status(visit: Visit) -> tuple[bool, tuple[str, ...]]:
    recorder = await _open(visit)
    return (await recorder.status()).is_on, await recorder.names()


async def _stop(visit: Visit) -> str | collect.LeftOnStrap | None:
    """Name of what was stopped; None where nothing ran."""
    recorder = await _open(visit)
    now = await recorder.status()
    if not now.is_on:
        return None
    if now.name is None or collect.started_at_of(now.name) is None:
        return collect.LeftOnStrap(
            now.name or "A recording", collect.Unusable.UNDATABLE
        )
    await recorder.stop()
    return now.name


Fetched = tuple[collect.StoredRecording | collect.LeftOnStrap, ...]


async def _fetch(visit: Visit) -> Fetched:
    recorder = await _open(visit)
    now = await recorder.status()
    if now.is_on:
        if now.name is None or collect.started_at_of(now.name) is None:
            name = now.name or "A recording"
            return (collect.LeftOnStrap(name, collect.Unusable.UNDATABLE),)
        await recorder.stop()
    return await recorder.sync()


def _tell_of_recordings(taken: Fetched) -> None:
    if not taken:
        output.tell("It holds no recording.")
    for each in taken:
        if isinstance(each, collect.LeftOnStrap):
            output.tell(
                f"{each.name} was left on the strap: {each.reason}. It was not made by "
                "pacepipe, or cannot be read."
            )
        else:
            output.tell(
                f"Fetched {len(each.recording.rr_ms)} beats of {each.name}; they are "
                "on the disk, and the strap is empty again."
            )


async def _ring(
    strap: collect.StrapTarget, listening: collect.Listening
) -> collect.RingSync:
    sighting = await collect.find(strap, listening, collect.SEARCH_S)
    if sighting is None:
        raise LinkFailed("it was not heard")
    now = datetime.fromtimestamp(listening.clock.utc_us() / 1e6, UTC)
    since = (now - RING_DAYS).date()
    return await collect.sync_ring(strap, sighting, listening, since=since)


def _tell_of_ring(came: collect.RingSync) -> None:
    output.tell(
        f"Fetched {len(came.steps)} quarter hours of steps and "
        f"{len(came.heart_rates)} heart rates; they are on the disk."
    )
    if came.battery_pct is not None:
        output.tell(f"Its battery is at {came.battery_pct} %.")
    output.tell(
        "Its clock was set." if came.is_clock_set else "Its clock could not be set."
    )
    if came.refused:
        refused = ", ".join(f"{n} {why}" for why, n in sorted(came.refused.items()))
        output.tell(f"Rows that nobody can date were set aside: {refused}.")
    if came.unanswered:
        output.tell(f"Without a whole answer: {', '.join(came.unanswered)}.")


def _watch_of(house: House) -> Callable[[Visit], Awaitable[collect.WatchClock]]:
    async def talk(visit: Visit) -> collect.WatchClock:
        return await collect.set_current_time(
            visit.client, visit.log, visit.listening.clock, house.settings.zone
        )

    return talk


def _tell_of_watch(clock: collect.WatchClock) -> None:
    if clock.offset_after is None:
        output.tell("The watch did not say a time that exists; it could not be set.")
    elif clock.was_set:
        off = clock.offset_before
        said = "unknown" if off is None else f"{off.total_seconds():+.0f} s off"
        output.tell(
            f"Its clock was {said}; it was set, and is "
            f"{clock.offset_after.total_seconds():+.0f} s off now."
        )
    else:
        output.tell("Its clock is right.")
