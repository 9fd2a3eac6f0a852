"""`pacepipe nightly`: the pipeline, now, and what it did."""

from datetime import datetime
from typing import Annotated, Final

import typer

from pacepipe.app import House, run_flow, run_night, writer_lock
from pacepipe.cli import output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.errors import InputRejected

SHOWN_RUNS: Final = 10

app = typer.Typer(
    no_args_is_help=True,
    help="The pipeline: from what arrived to the published copy.",
    epilog=examples("pacepipe nightly run", "pacepipe nightly status"),
)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise InputRejected(
            f"{text!r} is not a moment with an offset.",
            means="Nothing was run.",
            remedy="Write it like 2026-11-24T03:30:00+01:00.",
        )
    return at


@app.command(
    epilog=examples(
        "pacepipe nightly run", "pacepipe nightly run --without-prefect --json"
    )
)
def run(
    context: typer.Context,
    as_of: Annotated[
        str | None,
        typer.Option(help="Moment to decide for, with an offset; else now."),
    ] = None,
    without_prefect: Annotated[
        bool,
        typer.Option("--without-prefect", help="The same steps in this process."),
    ] = False,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Run the pipeline once; needs no server.

    It does the days that need it, whichever nights were missed, and nothing
    else. A second run finds nothing to do.
    """
    house = enter(context)
    moment = _moment(as_of)
    if without_prefect:
        with writer_lock(house.home):
            run_night(
                house, house.now() if moment is None else moment
            ).raise_if_failed()
    else:
        output.say("Running the night; the first time takes a little longer.")
        code = run_flow(house.home, "nightly.py", [] if as_of is None else [as_of])
        if code != 0:
            raise typer.Exit(code)
    _tell_runs(house, 1, as_json=as_json)


@app.command(
    epilog=examples("pacepipe nightly status", "pacepipe nightly status --json")
)
def status(
    context: typer.Context,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Show what the last runs did."""
    house = enter(context)
    _tell_runs(house, SHOWN_RUNS, as_json=as_json)


def _tell_runs(house: House, limit: int, *, as_json: bool) -> None:
    zone = house.settings.zone
    with house.published() as copy:
        runs = copy.rows("night_runs", most=limit)
    if as_json:
        output.emit("night_runs/1", zone, runs=runs)
        return
    output.table(
        ("as of", "status", "frames", "statements", "days", "plans", "flags"),
        [
            (
                output.moment(run["as_of"], zone),
                run["status"],
                run["frames_ingested"],
                run["events_ingested"],
                run["days_rewritten"],
                run["plans_issued"],
                run["flags_issued"],
            )
            for run in runs
        ],
    )
