from pathlib import Path

import pytest

from support.home import Terminal, a_home, with_a_patient


@pytest.fixture
def bare(tmp_path: Path) -> Terminal:
    """No home yet."""
    return Terminal(tmp_path / "home")


@pytest.fixture
def home(tmp_path: Path) -> Terminal:
    return a_home(tmp_path / "home")


@pytest.fixture
def patient(home: Terminal) -> Terminal:
    return with_a_patient(home)
