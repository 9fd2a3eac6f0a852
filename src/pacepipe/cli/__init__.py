"""The people-facing commands."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pacepipe import __version__
from pacepipe.app import Outside, configure_logging
from pacepipe.cli import (
    baseline,
    bench,
    clear,
    consent,
    demo,
    doctor,
    events,
    flag,
    flows,
    heart,
    import_files,
    lab,
    limits,
    log,
    nightly,
    person,
    plan,
    plot,
    query,
    rebuild,
    record,
    session,
    setup,
    station,
    strap,
    treatment,
    why,
)
from pacepipe.cli.door import Door, DoorGroup
from pacepipe.cli.output import say, tell
from pacepipe.cli.words import examples
from pacepipe.settings import home_root

app = typer.Typer(
    name="pacepipe",
    cls=DoorGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples("pacepipe doctor", "pacepipe log P-001 --tiredness 4 --pain 2"),
)


def _version(is_asked: bool) -> None:
    if is_asked:
        tell(__version__)
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(help="Home folder; else PACEPIPE_HOME, else your data folder."),
    ] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help="Log more, and show where an error arose.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_version, help="Say it."),
    ] = False,
) -> None:
    """From a strap and a symptom diary to a gentle, signed week of movement.

    pacepipe is not a medical device and not an alarm: nobody is watching live.
    """
    configure_logging(is_debug=debug)
    # Tests and the demo hand in another outside: a clock, a radio.
    outside = context.obj if isinstance(context.obj, Outside) else Outside()
    context.obj = Door(home_root(home), is_debug=debug, outside=outside)


app.command("init", epilog=setup.HELP_END)(setup.init)
app.add_typer(person.app, name="person")
app.add_typer(consent.app, name="consent")
app.add_typer(log.app, name="log")
app.add_typer(treatment.app, name="treatment")
app.add_typer(limits.app, name="limits")
app.add_typer(lab.app, name="lab")
app.add_typer(heart.app, name="heart")
app.add_typer(baseline.app, name="baseline")
app.add_typer(events.app, name="events")
app.add_typer(strap.app, name="strap")
app.command("import", epilog=import_files.HELP_END)(import_files.import_files)
app.command("record", epilog=record.HELP_END)(record.record)
app.add_typer(session.app, name="session")
app.command("station", epilog=station.HELP_END)(station.station)
app.command("doctor", epilog=doctor.HELP_END)(doctor.doctor)
app.command("clear", epilog=clear.HELP_END)(clear.clear)
app.add_typer(nightly.app, name="nightly")
app.add_typer(plan.app, name="plan")
app.add_typer(flag.app, name="flag")
app.add_typer(plot.app, name="plot")
app.add_typer(flows.app, name="flows")
app.command("query", epilog=query.HELP_END)(query.query)
app.command("why", epilog=why.HELP_END)(why.why)
app.command("rebuild", epilog=rebuild.HELP_END)(rebuild.rebuild)
app.add_typer(bench.app, name="bench")
app.command("demo", epilog=demo.HELP_END)(demo.demo)


def main() -> None:
    """Run the command line; an error of our own is one line and exit code 1."""
    try:
        app(prog_name="pacepipe")
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        say(f"pacepipe failed on its own account: {type(error).__name__}: {error}")
        say("Run it again with `pacepipe --debug …` to see where, and report it.")
        raise SystemExit(1) from None
