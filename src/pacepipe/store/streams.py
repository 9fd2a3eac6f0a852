"""Whose the rows of a wide table are, as one number a row instead of four texts.

A table with a row a second is written as `<table>_row`, its rows numbered by
`clean.stream`, and read as a view under its own name (docs/adr/0014).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pacepipe.store.columns import Coded, Column

STREAM: Final = "clean.stream"
WIDE: Final[Mapping[str, str]] = {
    "clean.heart_rate": "clean.heart_rate_row",
    "clean.beat": "clean.beat_row",
    "clean.hr_second": "clean.hr_second_row",
}
"""Table of the rows, by the view that they are read in."""
WHOSE: Final = ("patient_id", "day_date", "station_id", "strap_id")
_FEW: Final = 1 << 22
"""Combinations that are marked one by one rather than sorted."""


@dataclass(frozen=True, slots=True, eq=False)
class Streams:
    """Streams of n rows that are about to be written.

    Attributes
    ----------
    columns : mapping of str to list
        Columns of `clean.stream`, a row a stream.
    number : (n,) int64
        Stream of each row, from 0: its place in `columns`.
    """

    columns: Mapping[str, list[Any]]
    number: NDArray[np.int64]


def streams_of(columns: Mapping[str, Column]) -> Streams:
    """Streams of rows, by those of the columns `WHOSE` that are there."""
    coded = {name: _coded(columns[name]) for name in WHOSE if name in columns}
    key = np.zeros(1, dtype=np.int64)
    for codes, words in coded.values():
        key = key * (len(words) + 1) + (codes + 1)
    number, first = _numbered(key)
    return Streams(
        {
            name: [None if code < 0 else words[code] for code in codes[first].tolist()]
            for name, (codes, words) in coded.items()
        },
        number,
    )


def _numbered(key: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A number from 0 for each different key, in their order, and a row of each."""
    span = int(key.max(initial=-1)) + 1
    if span > _FEW:
        _, first, number = np.unique(key, return_index=True, return_inverse=True)
        return number, first
    row_of = np.full(span, -1, dtype=np.int64)
    row_of[key] = np.arange(len(key))
    is_there = row_of >= 0
    return (np.cumsum(is_there) - 1)[key], row_of[is_there]


def _coded(values: Column) -> tuple[NDArray[np.int64], Sequence[Any]]:
    """Places of the values of a column in a list of different ones, -1 for none."""
    if isinstance(values, Coded):
        return values.codes, values.words
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        days = values.astype("datetime64[D]").astype(np.int64)
        first, last = int(days.min()), int(days.max())
        return days - first, np.arange(first, last + 1).astype("datetime64[D]").tolist()
    place: dict[Any, int] = {}
    codes = [-1 if v is None else place.setdefault(v, len(place)) for v in values]
    return np.array(codes, dtype=np.int64), list(place)
