"""`pacepipe plot`: a session, a day or a week as a picture."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from pacepipe.app import House
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.errors import InputRejected, UsageProblem
from pacepipe.pictures import (
    MADE_BY,
    PictureFormat,
    figure_of,
    keep_fonts_in,
    week_figure_of,
)
from pacepipe.stages.inputs import monday
from pacepipe.stages.scenes import day_scene, session_scene, week_scene

_FONTS: Final = "matplotlib"
_HEAD_BYTES: Final = 4096
"""The mark of whoever drew it stands within these."""

OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help="File to write, ending in .svg or .png; else one named after what it "
        "shows, in this folder.",
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Write over a file that pacepipe did not draw.")
]

app = typer.Typer(
    no_args_is_help=True,
    help="Pictures: heart rate, cadence, RR intervals and what was heard.",
    epilog=examples(
        "pacepipe plot day P-001", "pacepipe plot session P-001 --out walk.png"
    ),
)


@app.command(
    epilog=examples(
        "pacepipe plot session P-001", "pacepipe plot session session-0123456789ab"
    )
)
def session(
    context: typer.Context,
    which: Annotated[
        str,
        typer.Argument(
            metavar="SESSION", help="Id of a session, or of a person for their last."
        ),
    ],
    out: OutOption = None,
    is_forced: ForceOption = False,
) -> None:
    """Draw a session, from two minutes before it to five after it."""
    house = enter(context)
    with house.working() as working:
        session_id, scene = session_scene(working, which)
    _keep(
        house,
        _file(out, session_id),
        lambda wanted: figure_of(scene, wanted),
        is_forced=is_forced,
    )


@app.command(
    epilog=examples(
        "pacepipe plot day P-001",
        "pacepipe plot day P-001 2026-11-20 --out friday.svg",
    )
)
def day(
    context: typer.Context,
    person: inputs.PersonArgument,
    day_text: Annotated[
        str,
        typer.Argument(metavar="[DAY]", help="Such as 2026-11-20; else yesterday."),
    ] = "yesterday",
    out: OutOption = None,
    is_forced: ForceOption = False,
) -> None:
    """Draw the hours of a local day in which anything was recorded."""
    house = enter(context)
    history = house.history(person)
    day_date = inputs.past_day(
        day_text, now=history.as_of, zone=house.zone_of(history, history.as_of)
    )
    with house.working() as working:
        scene = day_scene(working, person, day_date)
    _keep(
        house,
        _file(out, f"{person}-{day_date.isoformat()}"),
        lambda wanted: figure_of(scene, wanted),
        is_forced=is_forced,
    )


@app.command(
    epilog=examples(
        "pacepipe plot week P-001", "pacepipe plot week P-001 --week 2026-W47"
    )
)
def week(
    context: typer.Context,
    person: inputs.PersonArgument,
    week_text: Annotated[
        str,
        typer.Option("--week", help="this, last, 2026-W47, or a day of the week."),
    ] = "this",
    out: OutOption = None,
    is_forced: ForceOption = False,
) -> None:
    """Draw a week, a row a day."""
    house = enter(context)
    history = house.history(person)
    today = inputs.day(
        "today", now=history.as_of, zone=house.zone_of(history, history.as_of)
    )
    week_start = _week_start(week_text, today)
    with house.working() as working:
        scene = week_scene(working, person, week_start)
    year, number, _ = week_start.isocalendar()
    _keep(
        house,
        _file(out, f"{person}-{year}-W{number:02d}"),
        lambda wanted: week_figure_of(scene, wanted),
        is_forced=is_forced,
    )


def _week_start(text: str, today: date) -> date:
    if text in {"this", "last"}:
        return monday(today) - timedelta(weeks=text == "last")
    try:
        # a week as ISO 8601 writes it is read as its Monday
        return monday(date.fromisoformat(text))
    except ValueError:
        year, number, _ = today.isocalendar()
        raise InputRejected(
            f"{text!r} is not a week.",
            means="Nothing was drawn.",
            remedy=f"Write it as {year}-W{number:02d}, or as a day of it.",
        ) from None


def _file(out: Path | None, stem: str) -> Path:
    return Path(f"{stem}.{PictureFormat.SVG.value}") if out is None else out


def _keep(
    house: House,
    file: Path,
    draw: Callable[[PictureFormat], bytes],
    *,
    is_forced: bool,
) -> None:
    """Draw and write, whole or not at all; the file is told on stdout."""
    wanted = _format_of(file)
    if not is_forced:
        _refuse_what_is_not_ours(file)
    keep_fonts_in(house.home.temp / _FONTS)
    picture = draw(wanted)
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        beside.touch(mode=0o600)
        beside.write_bytes(picture)
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageProblem(
            f"{file} could not be written: {error.strerror}.",
            means="The picture was not kept.",
            remedy="Name a file in a folder that is there and may be written.",
        ) from error
    output.tell(str(file))


def _format_of(file: Path) -> PictureFormat:
    try:
        return PictureFormat(file.suffix.lower().removeprefix("."))
    except ValueError:
        raise UsageProblem(
            f"{file.name} ends in neither .svg nor .png.",
            means="Nothing was drawn.",
            remedy="Name it picture.svg (for a page) or picture.png (for a letter).",
        ) from None


def _refuse_what_is_not_ours(file: Path) -> None:
    """An older picture of ours is replaced; anything else is somebody's."""
    if not file.exists():
        return
    if file.is_file():
        with file.open("rb") as opened:
            if MADE_BY.encode() in opened.read(_HEAD_BYTES):
                return
    raise InputRejected(
        f"{file} is there, and pacepipe did not draw it.",
        means="It was left as it is.",
        remedy="Name another file, or say --force.",
    )
