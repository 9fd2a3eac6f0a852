"""How a command answers: data on stdout, words about it on stderr.

`--json` is exactly one document with its schema in it; instants are RFC 3339
with an offset. Tables are plain text, so that they can be cut, read aloud and
sent on. rich looks after NO_COLOR and TERM=dumb.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

NOT_SET: Final = "not set"
JSON_OPTION: Final = typer.Option("--json", help="One JSON document on stdout.")


def _console(*, is_error: bool) -> Console:
    return Console(
        stderr=is_error, highlight=False, markup=False, emoji=False, soft_wrap=True
    )


def say(text: str, *, is_bold: bool = False) -> None:
    """A line about what is going on, on stderr."""
    _console(is_error=True).print(text, style="bold" if is_bold else None)


def tell(text: str = "", *, is_bold: bool = False) -> None:
    """A line of the answer, on stdout."""
    _console(is_error=False).print(text, style="bold" if is_bold else None)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns under their heads, as wide as their widest cell, on stdout."""
    cells = [[NOT_SET if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    for line in (heads, *cells):
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        tell("  ".join(padded).rstrip())


def moment(at: datetime, zone: str) -> str:
    """An instant as RFC 3339 with the offset of `zone`, to the second."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def plain(value: Any, zone: str) -> Any:
    """`value` as JSON can say it; a dataclass becomes its fields."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: plain(item, zone) for name, item in pairs}
    if isinstance(value, Mapping):
        return {str(plain(k, zone)): plain(item, zone) for k, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return moment(value, zone)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item, zone) for item in value]
    return value


def emit(schema: str, zone: str, **content: object) -> None:
    """The one JSON document of a command, on stdout.

    Parameters
    ----------
    schema : str
        Name and version, ``person_list/1``.
    zone : str
        IANA zone whose offset the instants carry.
    """
    document = {"schema": f"pacepipe.{schema}", **plain(content, zone)}
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
