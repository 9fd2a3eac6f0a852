import os
from pathlib import Path

import pytest

from support.played import a_played_home


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the whole run of the tests, one for all of its processes."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "kept"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def played(kept: Path, tmp_path: Path) -> Path:
    """The root of a home that has lived for eight weeks; a copy of its own."""
    return a_played_home(kept, tmp_path)
