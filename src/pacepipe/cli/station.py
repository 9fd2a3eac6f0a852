"""`pacepipe station`: the long-running service beside the patient."""

import asyncio
import os
import sys
from dataclasses import replace
from typing import Annotated, Final

import typer

from pacepipe import collect
from pacepipe.cli import output
from pacepipe.cli.door import enter
from pacepipe.cli.strap_book import Roster
from pacepipe.cli.words import examples

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
        policy=replace(
            collect.LinkPolicy(), restart_count=collect.restart_count(os.environ)
        ),
    )
    asyncio.run(service.run())
    output.say("Stopped. What was heard is on the disk.")
