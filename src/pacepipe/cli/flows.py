"""`pacepipe flows serve`: the nightly run on its clock, with a local server."""

from typing import Annotated, Final

import typer

from pacepipe.app import run_flow
from pacepipe.cli import output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples

WEEKLY_CRON: Final = "0 20 * * 0"
"""Sunday evening: the week before is over but for its last hours (design 7.1)."""

app = typer.Typer(
    no_args_is_help=True,
    help="The schedule. A light home uses the systemd timer instead.",
    epilog=examples("pacepipe flows serve", 'pacepipe flows serve --cron "30 3 * * *"'),
)


@app.callback()
def group() -> None:
    """Keep `serve` a command of its own."""


@app.command(
    epilog=examples(
        "pacepipe flows serve",
        'pacepipe flows serve --cron "0 4 * * *" --zone Europe/Berlin',
    )
)
def serve(
    context: typer.Context,
    cron: Annotated[
        str | None,
        typer.Option(help="When, in five fields; else the `nightly_at` of the home."),
    ] = None,
    weekly_cron: Annotated[
        str, typer.Option(help="When the coming week is decided, likewise.")
    ] = WEEKLY_CRON,
    zone: Annotated[
        str | None, typer.Option(help="IANA zone of the clock; else the home's.")
    ] = None,
) -> None:
    """Run the night on a schedule until stopped.

    Uses the Prefect server of PREFECT_API_URL; where none is set, one is brought
    up on this machine for as long as this command runs.
    """
    house = enter(context)
    hour, minute = house.settings.nightly_at.split(":")
    when = cron if cron is not None else f"{int(minute)} {int(hour)} * * *"
    where = zone if zone is not None else house.settings.zone
    output.say(
        f"The night runs at {when}, the coming week is decided at {weekly_cron} "
        f"({where}). Stop with Ctrl-C."
    )
    code = run_flow(house.home, "serve.py", [when, where, weekly_cron])
    if code != 0:
        raise typer.Exit(code)
