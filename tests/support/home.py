"""A real home in a temporary folder, and the real command line in this process."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from pacepipe.app import House, Outside
from pacepipe.cli import app
from pacepipe.collect import Radio
from pacepipe.domain.events import Event
from pacepipe.simulate.air import VirtualAir

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
    outside: Outside = field(default_factory=Outside)

    def types(self, line: str, *more: str, answers: str = "") -> Answer:
        """A command; `answers` is what is typed at its questions."""
        args = ["--home", str(self.root), *line.split(), *more]
        result = CliRunner().invoke(app, args, input=answers, obj=self.outside)
        unexpected = result.exception
        if unexpected is not None and not isinstance(unexpected, SystemExit):
            raise unexpected
        return Answer(result.exit_code, result.stdout, result.stderr)

    def manages(self, line: str, *more: str, answers: str = "") -> Answer:
        answer = self.types(line, *more, answers=answers)
        assert answer.exit_code == 0, answer.err
        return answer

    def said(self) -> tuple[Event, ...]:
        with House.open(self.root) as house:
            return house.said()

    def kinds(self) -> list[str]:
        return [event.kind.value for event in self.said()]

    def near(self, air: VirtualAir) -> "Terminal":
        """The same, with these straps in reach."""
        return replace(self, outside=Outside(radio=Radio(air.scanner, air.client)))


def a_home(root: Path) -> Terminal:
    """A home without people."""
    terminal = Terminal(root)
    terminal.manages(INIT)
    return terminal


def with_a_patient(terminal: Terminal) -> Terminal:
    """The same home, in which P-001 agrees to be recorded, since 2026-01-01."""
    terminal.manages("person add P-001 --since 2026-01-01")
    terminal.manages("consent give P-001 --by herself")
    return terminal
