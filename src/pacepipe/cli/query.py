"""`pacepipe query`: one question to the published copy."""

import csv
import shutil
import sys
from datetime import datetime
from typing import Annotated, Any, Final

import typer

from pacepipe.app import House
from pacepipe.cli import output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples

NARROW: Final = 100
MOST_LISTED: Final = 20
"""More rows than this are a table however wide: a list of them is not read."""
HELP_END: Final = examples(
    'pacepipe query "from clinic.v_worklist_today"',
    'pacepipe query "select patient_id, active_min from clinic.v_week_person" --csv',
)


def query(
    context: typer.Context,
    sql: Annotated[str, typer.Argument(help="One statement that reads.")],
    as_json: Annotated[bool, output.JSON_OPTION] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
) -> None:
    """Ask the published copy one question in SQL.

    The copy is read only and holds no name, no radio address and no raw frame.
    """
    house = enter(context)
    zone = house.settings.zone
    with house.published() as copy:
        names, rows = copy.query(sql)
    if as_json:
        answer = [dict(zip(names, row, strict=True)) for row in rows]
        output.emit("query/1", zone, columns=names, rows=answer)
    elif as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(names)
        writer.writerows(rows)
    else:
        _tell(names, rows, zone)
        output.say(f"{len(rows)} rows.")


def tell_answer(house: House, sql: str) -> None:
    """The answer to one question, as a table."""
    with house.published() as copy:
        names, rows = copy.query(sql)
    _tell(names, rows, house.settings.zone)


def _tell(names: list[str], rows: list[tuple[Any, ...]], zone: str) -> None:
    """As a table where it fits; else a line a value, so that nothing wraps."""
    cells = [[str(_cell(value, zone)) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    room = max(shutil.get_terminal_size().columns, NARROW)
    if sum(widths) + 2 * len(widths) <= room or len(rows) > MOST_LISTED:
        output.table(names, cells)
        return
    indent = max(map(len, names))
    for number, row in enumerate(cells):
        if number > 0:
            output.tell()
        for name, cell in zip(names, row, strict=True):
            output.tell(f"{name.ljust(indent)}  {cell}")


def _cell(value: object, zone: str) -> object:
    if value is None:
        return "–"
    if isinstance(value, datetime) and value.tzinfo is not None:
        return output.moment(value, zone)
    if isinstance(value, float):
        return f"{value:g}" if value == int(value) else f"{value:.2f}"
    return value
