"""Rows of many days, gathered to be written at once.

An insert has a price of its own beside that of its rows; a batch that writes
day by day pays it at every day and table.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from pacepipe.store.columns import Coded, Column
from pacepipe.store.database import Warehouse

_NULL: Final = -1


class Rows(Protocol):
    """What takes rows, as `Warehouse.insert` does."""

    def insert(self, table: str, columns: Mapping[str, Column]) -> int:
        """Take rows, column by column; the answer is how many."""


class Gathered:
    """Rows for a warehouse, in the order in which they were given.

    Nothing is looked at before `write`: faults of the caller show there.
    """

    def __init__(self) -> None:
        self._parts: dict[tuple[str, ...], list[Mapping[str, Column]]] = {}

    def insert(self, table: str, columns: Mapping[str, Column]) -> int:
        """Keep rows of one table, see `Warehouse.insert`."""
        count = max((len(values) for values in columns.values()), default=0)
        if count:
            self._parts.setdefault((table, *columns), []).append(columns)
        return count

    def write(self, warehouse: Warehouse) -> None:
        """Append everything that was gathered, and keep nothing.

        Raises
        ------
        ValueError, CheckFailed
            See `Warehouse.insert`.
        """
        for (table, *names), parts in self._parts.items():
            together = {
                name: _end_to_end([part[name] for part in parts]) for name in names
            }
            warehouse.insert(table, together)
        self._parts.clear()


def _end_to_end(parts: Sequence[Column]) -> Column:
    coded = [part for part in parts if isinstance(part, Coded)]
    if len(coded) == len(parts):
        return _one_code(coded)
    if coded:
        raise ValueError("a column is coded in some parts and plain in others")
    arrays = [part for part in parts if isinstance(part, np.ndarray)]
    if len(arrays) < len(parts):
        plain: Iterable[Any] = chain.from_iterable(parts)  # type: ignore[arg-type]
        return list(plain)
    if any(isinstance(array, np.ma.MaskedArray) for array in arrays):
        masked: NDArray[Any] = np.ma.concatenate(arrays)  # type: ignore[no-untyped-call]
        return masked
    return np.concatenate(arrays)


def _one_code(parts: Sequence[Coded]) -> Coded:
    """The same text under one list of words."""
    place: dict[str, int] = {}
    codes = []
    for part in parts:
        own = [place.setdefault(word, len(place)) for word in part.words]
        # the last entry is where -1, null, points
        codes.append(np.array([*own, _NULL], dtype=np.int64)[part.codes])
    return Coded(np.concatenate(codes), list(place))
