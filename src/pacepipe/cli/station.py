"""`pacepipe station`: the long-running service beside the patient."""

import asyncio
import logging
import os
import sys
from dataclasses import replace
from typing import Annotated, Final

import typer

from pacepipe import collect
from pacepipe.app import House, prune_journal
from pacepipe.cli import output
from pacepipe.cli.door import enter
from pacepipe.cli.strap_book import Roster
from pacepipe.cli.strap_wishes import EventWishes
from pacepipe.cli.words import examples
from pacepipe.journal import FrameJournal

_log = logging.getLogger(__name__)

TIDY_EVERY_S: Final = 6 * 3600
HELP_END: Final = examples(
    "pacepipe station", "pacepipe --home /srv/pacepipe --debug station --supervised"
)


def station(
    context: typer.Context,
    supervised: Annotated[
        bool,
        typer.Option(
            "--supervised",
            help="Run it in a process of its own, and start that again when it breaks.",
        ),
    ] = False,
) -> None:
    """Hear every assigned strap and write down what it sends, until stopped.

    It follows pairing, releasing and consent as they are said, and stops on
    Ctrl-C or SIGTERM with every frame on the disk.
    """
    house = enter(context)
    if supervised:
        arguments = [word for word in sys.argv[1:] if word != "--supervised"]
        command = (sys.executable, "-m", "pacepipe", *arguments)
        raise typer.Exit(collect.Supervisor(command).run())
    roster = Roster(house)
    journal = house.frames()
    output.say(
        f"Station {house.settings.station_id}; straps to hear: {len(roster())}. "
        "Ctrl-C stops it."
    )
    service = collect.Station(
        house.radio,
        journal,
        collect.SystemClock(),
        straps=roster,
        wishes=EventWishes(house),
        policy=replace(
            collect.LinkPolicy(), restart_count=collect.restart_count(os.environ)
        ),
        help_notes=collect.HelpNotes(house.home.help_notes),
    )
    asyncio.run(_serve(service, house, journal))
    output.say("Stopped. What was heard is on the disk.")


async def _serve(service: collect.Station, house: House, journal: FrameJournal) -> None:
    tidying = asyncio.create_task(_tidy(house, journal))
    try:
        await service.run()
    finally:
        tidying.cancel()


async def _tidy(house: House, journal: FrameJournal) -> None:
    """Keep the journal small, beside the loop."""
    while True:
        removed = await asyncio.to_thread(prune_journal, house, journal)
        if removed:
            _log.info("journal pruned frames=%d", removed)
        await asyncio.sleep(TIDY_EVERY_S)
