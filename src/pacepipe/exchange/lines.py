"""Text files line by line, with the number of each, and refused where they are none."""

from collections.abc import Iterator
from typing import IO, Final

from pacepipe.exchange.progress import WATCH_EVERY, Watch
from pacepipe.exchange.refusal import at_line

_SHORT: Final = 15
LINE_BYTES_MAX: Final = 4096
"""Longer lines are no rows of a few numbers (ours: the longest seen has 60 bytes)."""


def lines(file: IO[bytes], watch: Watch) -> Iterator[tuple[int, str]]:
    """Number, from 1, and text of every line, without its end.

    Raises
    ------
    FileRefused
        Where a line is too long, or is not UTF-8.
    """
    number = read = 0
    while raw := file.readline(LINE_BYTES_MAX + 1):
        number += 1
        read += len(raw)
        if len(raw) > LINE_BYTES_MAX:
            raise at_line("the line is too long to be a row of this table", number)
        if number % WATCH_EVERY == 0:
            watch(read)
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise at_line("these bytes are no text", number) from error
        yield number, text.rstrip("\r\n")
    if number == 0:
        raise at_line("the file is empty", 1)


def cells(text: str, separator: str) -> list[str]:
    """The cells of a row, without blanks and quotes around them."""
    return [bare(cell) for cell in text.split(separator)]


def bare(cell: str) -> str:
    """A cell without blanks and quotes around it."""
    return cell.strip().strip('"').strip()


def column_of(heads: list[str], *names: str) -> int | None:
    """Place of the first column that has one of these names, in small letters."""
    return next((i for i, head in enumerate(heads) if head.lower() in names), None)


def number_in(cell: str, what: str, line: int) -> float:
    """A finite number of ordinary size.

    Raises
    ------
    FileRefused
    """
    if cell.isascii() and cell.isdigit() and len(cell) < _SHORT:
        return float(cell)
    try:
        value = float(cell) if cell.isascii() and "_" not in cell else float("nan")
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e15:  # noqa: PLR2004 - what ms since 1970 stay far below
        raise at_line(f"{what} is not a number", line)
    return value
