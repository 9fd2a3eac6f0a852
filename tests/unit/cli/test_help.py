import shlex
from collections.abc import Iterator

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from pacepipe.cli import app


def command_lines(
    command: object, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, TyperGroup):
        for name, child in command.commands.items():
            yield from command_lines(child, (*path, name))


EVERY = list(command_lines(typer.main.get_command(app)))


def help_of(path: tuple[str, ...]) -> str:
    result = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_the_help_of_every_command_has_two_examples(path):
    _, examples = help_of(path).split("Examples:")

    lines = [line.strip() for line in examples.strip().splitlines()]
    assert len(lines) == 2
    for line in lines:
        assert shlex.split(line)[0] == "pacepipe"


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_example_is_a_call_that_the_command_line_understands(path):
    root = typer.main.get_command(app)
    _, examples = help_of(path).split("Examples:")
    for line in examples.strip().splitlines():
        args = shlex.split(line.strip())[1:]
        command, context = root, root.make_context("pacepipe", args)
        while isinstance(command, TyperGroup):
            rest = [*context._protected_args, *context.args]
            name, command, rest = command.resolve_command(context, rest)
            context = command.make_context(name, rest, parent=context)


def test_every_group_and_command_says_what_it_is_for():
    for path in EVERY:
        assert len(help_of(path).splitlines()[2].strip()) > 10
