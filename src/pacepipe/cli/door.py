"""The door between a person and the house: one context, errors in three lines.

An error that a person can act on becomes what happened, what it means and one
thing to do, on stderr, with the exit code of its class. Exit codes: 0 done,
1 unexpected, 2 usage, 3 not set up, 4 no Bluetooth, 5 strap not found, 6 not
enough data, 7 busy, 8 input rejected, 9 a check found problems, 10 not
permitted, 130 interrupted.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import typer
from typer.core import TyperGroup

from pacepipe.app import House, Outside
from pacepipe.cli.output import say
from pacepipe.errors import PacepipeError
from pacepipe.settings import home_root

INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True)
class Door:
    """What the command line was called with, before any command."""

    root: Path
    is_debug: bool
    outside: Outside = field(default_factory=Outside)


def door_of(context: typer.Context) -> Door:
    """The door this command came through."""
    door = context.find_object(Door)
    return Door(home_root(None), is_debug=False) if door is None else door


def enter(context: typer.Context) -> House:
    """The house this command works in; closed when the command ends."""
    door = door_of(context)
    house = House.open(door.root, door.outside)
    context.call_on_close(house.close)
    return house


def explain(error: PacepipeError) -> None:
    """Say on stderr what happened, what it means and what to do."""
    say(error.what, is_bold=True)
    say(error.means)
    say(error.remedy)


class DoorGroup(TyperGroup):
    """The root command: turns errors into words and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except PacepipeError as error:
            if door_of(ctx).is_debug:
                raise
            explain(error)
            raise typer.Exit(error.exit_code) from None
        except (typer.Abort, KeyboardInterrupt):
            say("Stopped here; what was saved before stays.")
            raise typer.Exit(INTERRUPTED) from None


class DefaultedGroup(TyperGroup):
    """A group that is a command too: `log P-001` means `log diary P-001`.

    The command that is meant is the first one added to the group.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Name the default command where no command was named."""
        is_named = bool(args) and (args[0] in self.commands or args[0] == "--help")
        if args and not is_named:
            args = [next(iter(self.commands)), *args]
        return super().parse_args(ctx, args)
