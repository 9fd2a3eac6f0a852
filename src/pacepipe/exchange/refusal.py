"""A file that cannot be taken in: where in it, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from pacepipe.domain.imported import PlaceUnit, Skipped
from pacepipe.errors import InputRejected


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file.

    Attributes
    ----------
    unit : PlaceUnit
    number : int
    part : str
        Table or member of an archive; "" where there is only one.

    Examples
    --------
    >>> str(Place(PlaceUnit.LINE, 12)), str(Place(PlaceUnit.ROW, 3, "SAMPLE"))
    ('line 12', 'row 3 of SAMPLE')
    """

    unit: PlaceUnit
    number: int
    part: str = ""

    def __str__(self) -> str:
        inside = f" of {self.part}" if self.part else ""
        return f"{self.unit.value} {self.number}{inside}"


class FileRefused(InputRejected):
    """A file that is broken, or is none that pacepipe reads.

    Parameters
    ----------
    reason : str
        What is wrong there, without its end.
    place : Place
        Where it was found out.
    remedy : str
    """

    def __init__(
        self,
        reason: str,
        *,
        place: Place,
        remedy: str = "Export it again from where it comes from, and import that.",
    ) -> None:
        super().__init__(
            f"At {place}: {reason}.",
            means="Nothing of this file was stored; other files are not touched.",
            remedy=remedy,
        )
        self.reason = reason
        self.place = place


def at_byte(reason: str, number: int, part: str = "") -> FileRefused:
    """A refusal at a byte."""
    return FileRefused(reason, place=Place(PlaceUnit.BYTE, number, part))


def at_line(reason: str, number: int) -> FileRefused:
    """A refusal at a line."""
    return FileRefused(reason, place=Place(PlaceUnit.LINE, number))


def at_row(reason: str, number: int, part: str) -> FileRefused:
    """A refusal at a row of a table."""
    return FileRefused(reason, place=Place(PlaceUnit.ROW, number, part))


def nothing_to_read(skipped: Mapping[Skipped, int]) -> FileRefused:
    """The refusal of a file that is whole and holds nothing of use here."""
    left_out = ", ".join(
        f"{count} {reason.value.replace('_', ' ')}"
        for reason, count in sorted(skipped.items())
    )
    reason = "there is no heart rate, beat, cadence on foot or step in it"
    return FileRefused(
        f"{reason} ({left_out})" if left_out else reason,
        place=Place(PlaceUnit.BYTE, 0),
        remedy="Choose the file of a walk, a day or a strap instead.",
    )
