"""A real home in a temporary folder, and the real command line in this process."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pacepipe.app import House
from pacepipe.cli import app
from pacepipe.domain.events import Event

INIT = (
    "init --station-id kitchen --zone Europe/Berlin --contact-name Day-clinic "
    "--contact-phone +49-30-1234"
)


@dataclass(frozen=True)
class Answer:
    """What a command said, and how it ended."""

    exit_code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True)
class Terminal:
    """Someone at the command line of one home."""

    root: Path

    def types(self, line: str, *more: str) -> Answer:
        result = CliRunner().invoke(
            app, ["--home", str(self.root), *line.split(), *more]
        )
        unexpected = result.exception
        if unexpected is not None and not isinstance(unexpected, SystemExit):
            raise unexpected
        return Answer(result.exit_code, result.stdout, result.stderr)

    def manages(self, line: str, *more: str) -> Answer:
        answer = self.types(line, *more)
        assert answer.exit_code == 0, answer.err
        return answer

    def said(self) -> tuple[Event, ...]:
        with House.open(self.root) as house:
            return house.said()


@pytest.fixture
def bare(tmp_path: Path) -> Terminal:
    """No home yet."""
    return Terminal(tmp_path / "home")


@pytest.fixture
def home(bare: Terminal) -> Terminal:
    """A home without people."""
    bare.manages(INIT)
    return bare


@pytest.fixture
def patient(home: Terminal) -> Terminal:
    """A home in which P-001 agrees to be recorded, since 2026-01-01."""
    home.manages("person add P-001 --since 2026-01-01")
    home.manages("consent give P-001 --by herself")
    return home
