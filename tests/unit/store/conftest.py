from collections.abc import Iterator
from pathlib import Path

import pytest

from pacepipe.store import Warehouse
from support.warehouse import a_warehouse


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse without rows, for questions that change nothing."""
    with a_warehouse(tmp_path_factory.mktemp("empty")) as opened:
        yield opened


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with a_warehouse(tmp_path) as opened:
        yield opened
