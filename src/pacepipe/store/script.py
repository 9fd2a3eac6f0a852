"""The SQL that ships beside the code, by name.

`sql/queries` holds one purpose a file, `sql/checks` what must return no row,
`sql/views` what people read, `sql/migrations` how the schema came to be. All of
it can be read and run without Python.
"""

import functools
import re
from pathlib import Path
from typing import Final, Literal

from pacepipe import assets

Shelf = Literal["queries", "checks", "views"]

_STEM: Final = re.compile(r"[a-z0-9_]+")


def folder(shelf: Shelf | Literal["migrations"]) -> Path:
    """Folder of one shelf."""
    return assets.folder("sql") / shelf


@functools.cache
def text(shelf: Shelf, stem: str) -> str:
    """Text of ``sql/<shelf>/<stem>.sql``.

    Raises
    ------
    LookupError
        Where there is no such file: a fault of the caller.
    """
    path = folder(shelf) / f"{stem}.sql"
    if _STEM.fullmatch(stem) is None or not path.is_file():
        raise LookupError(f"there is no sql/{shelf}/{stem}.sql")
    return path.read_text(encoding="utf-8")


def stems(shelf: Shelf) -> tuple[str, ...]:
    """Names on a shelf, sorted; views are made in this order."""
    return tuple(sorted(path.stem for path in folder(shelf).glob("*.sql")))
