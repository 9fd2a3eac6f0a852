from collections.abc import Iterator
from pathlib import Path

import pytest

from pacepipe.store import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "w.duckdb", temp_dir=tmp_path / "tmp") as opened:
        yield opened
