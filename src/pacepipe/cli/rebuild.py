"""`pacepipe rebuild`: derive everything again and replay every decision."""

from typing import Annotated, Final

import typer

from pacepipe.app import rebuild as derive_again
from pacepipe.app import run_flow, writer_lock
from pacepipe.cli import output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples

HELP_END: Final = examples("pacepipe rebuild", "pacepipe rebuild --with-prefect")


def rebuild(
    context: typer.Context,
    with_prefect: Annotated[
        bool, typer.Option("--with-prefect", help="As a recorded flow.")
    ] = False,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Drop `clean` and `mart`, derive them again, and compare bit for bit.

    Every issued plan and flag is made again from its own inputs and its own
    policy. `raw` and the issued plans are not touched. Exit code 9 where
    anything comes out differently.
    """
    house = enter(context)
    if with_prefect:
        code = run_flow(house.home, "rebuild.py")
        if code != 0:
            raise typer.Exit(code)
        return
    with writer_lock(house.home):
        report = derive_again(house)
    if as_json:
        output.emit("rebuild/1", house.settings.zone, report=report)
    else:
        output.table(("table", "rows"), list(report.row_counts.items()))
        output.tell(f"Plans made again: {report.plans_replayed}.")
    report.raise_if_different()
    if not as_json:
        output.tell("Everything came out the same, bit for bit.")
