"""Examples in the help: every command has one, and each can be typed as it stands."""

from __future__ import annotations

import shlex

import click
import pytest
from click.testing import CliRunner

from alertd.cli import cli
from alertd.cli.man import pages
from alertd.commands import COMMANDS, EXAMPLES


def test_every_command_has_one() -> None:
    """In the order in which the commands are listed."""
    assert list(EXAMPLES) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_it_is_read_by_the_command_itself(name: str) -> None:
    """Its options exist, take what is given, and nothing that is needed is missing."""
    words = shlex.split(EXAMPLES[name].partition(" >")[0].partition(" <")[0])
    assert words[0] == name
    command: click.Command | None = cli.get_command(click.Context(cli, **cli.context_settings), name)
    rest = words[1:]
    while isinstance(command, click.Group) and rest and rest[0] in command.commands:
        command, rest = command.commands[rest[0]], rest[1:]
    assert command is not None
    values, left, _ = command.make_parser(click.Context(command)).parse_args(list(rest))

    assert left == []
    for parameter in command.params:
        if parameter.required:
            assert values.get(str(parameter.name)), f"{name} needs {parameter.name}"
        if isinstance(parameter.type, click.Choice) and (given := values.get(str(parameter.name))):
            assert given in parameter.type.choices


@pytest.mark.parametrize("name", ["run", "check", "ack", "report"])
def test_the_help_ends_with_it(name: str) -> None:
    """On a line of its own, never wrapped, so that it can be copied."""
    said = CliRunner().invoke(cli, [name, "--help"]).output

    assert said.rstrip().splitlines()[-1].strip() == f"alertd {EXAMPLES[name]}"


def test_the_manual_page_shows_it() -> None:
    """With the signs that roff would take for its own escaped."""
    page = dict(pages())["alertd-silence"]

    assert ".SH EXAMPLE" in page
    assert "silence acme \\-\\-for 2h" in page
