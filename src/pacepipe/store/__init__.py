"""DuckDB lives here: the warehouse, its schema, and the copy that people read.

The pipeline is the only writer (`Warehouse`); people read what `publish` put in
place (`Published`), or look into the working database between two runs (`Working`).
DuckDB's own errors stop in this package.
"""

from pacepipe.store.columns import Coded, Column
from pacepipe.store.database import Warehouse
from pacepipe.store.dictionary import data_dictionary
from pacepipe.store.gathered import Gathered, Rows
from pacepipe.store.publish import publish
from pacepipe.store.published import Published
from pacepipe.store.source import Source
from pacepipe.store.working import Working

__all__ = [
    "Coded",
    "Column",
    "Gathered",
    "Published",
    "Rows",
    "Source",
    "Warehouse",
    "Working",
    "data_dictionary",
    "publish",
]
