"""A warehouse in the state in which a test begins: made once a process, then copied."""

import functools
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from pacepipe.store import Warehouse

Fill = Callable[[Warehouse], object]


@functools.cache
def _content(fill: Fill | None) -> bytes:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with _open(folder) as warehouse:
            if fill is not None:
                fill(warehouse)
        return (folder / "w.duckdb").read_bytes()


def _open(folder: Path) -> Warehouse:
    return Warehouse.open(folder / "w.duckdb", temp_dir=folder / "tmp")


def a_warehouse(folder: Path, fill: Fill | None = None) -> Warehouse:
    """A new warehouse `w.duckdb` in a folder, open; filled, where `fill` is given.

    `fill` is known by what it is: give a function of a module.
    """
    (folder / "w.duckdb").write_bytes(_content(fill))
    return _open(folder)
