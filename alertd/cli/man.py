"""`alertd man`: manual pages, made of the commands' own help, so that they cannot say anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from alertd.model.value import count_of


@click.command()
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write into."
)
def command(into: Path) -> None:
    """Write a manual page for alertd and for each command (section 1)."""
    into.mkdir(parents=True, exist_ok=True)
    for name, text in pages():
        (into / f"{name}.1").write_text(text, encoding="utf-8")
    click.echo(f"{into}: {count_of(sum(1 for _ in into.glob('*.1')), 'page')}")


def pages() -> Iterator[tuple[str, str]]:
    """Yield each page with its name, the whole program's first."""
    from alertd.cli import cli
    from alertd.commands import COMMANDS

    context = click.Context(cli, info_name="alertd", **cli.context_settings)
    yield "alertd", _page(context, cli, [f"alertd-{name}" for name in COMMANDS])
    for name in COMMANDS:
        made = cli.get_command(context, name)
        assert made is not None
        yield f"alertd-{name}", _page(click.Context(made, info_name=name, parent=context), made, ["alertd"])


def _page(context: click.Context, command: click.Command, also: list[str]) -> str:
    from alertd import __version__
    from alertd.commands import EXAMPLES

    name = context.command_path.replace(" ", "-")
    summary = (command.get_short_help_str(200) or "").rstrip(".")
    lines = [
        f'.TH "{_escaped(name.upper())}" "1" "" "alertd {__version__}" "alertd"',
        ".SH NAME",
        f"{_escaped(name)} \\- {_escaped(summary)}",
        ".SH SYNOPSIS",
        f".B {_escaped(context.command_path)}",
        _escaped(" ".join(command.collect_usage_pieces(context))),
        ".SH DESCRIPTION",
        *_paragraphs(command.help or ""),
        *_parameters("OPTIONS", context, command),
    ]
    if isinstance(command, click.Group):
        lines.append(".SH COMMANDS")
        for sub in command.list_commands(context):
            inner = command.get_command(context, sub)
            assert inner is not None
            lines += [".TP", f".B {_escaped(sub)}", _escaped(inner.get_short_help_str(200))]
            if context.parent is not None:  # what has no page of its own
                below = click.Context(inner, info_name=sub, parent=context)
                lines += [_escaped(" ".join(inner.collect_usage_pieces(below)))]
    if context.info_name in EXAMPLES:
        lines += [".SH EXAMPLE", f".B {_escaped(f'alertd {EXAMPLES[context.info_name]}')}"]
    lines += [
        ".SH FILES",
        ".TP",
        ".I /etc/alertd/alertd.yaml",
        "the settings, where none are named and none lie in the current folder",
    ]
    lines += [
        ".SH SEE ALSO",
        ", ".join(f".BR {one} (1)" if at == 0 else f"{one}(1)" for at, one in enumerate(map(_escaped, also))),
    ]
    return "\n".join(lines) + "\n"


def _parameters(title: str, context: click.Context, command: click.Command) -> Iterator[str]:
    records = [one.get_help_record(context) for one in command.get_params(context)]
    told = [record for record in records if record is not None]
    if told:
        yield f".SH {title}"
    for names, text in told:
        yield from (".TP", f".B {_escaped(names)}", _escaped(text or "") or "\\&")


def _paragraphs(text: str) -> Iterator[str]:
    for number, part in enumerate(re.split(r"\n\s*\n", text.strip())):
        if number:
            yield ".PP"
        yield _escaped(" ".join(part.split()))


def _escaped(text: str) -> str:
    r"""Return text that roff takes as it is: hyphens that can be copied, and no line that begins with a request.

    >>> _escaped("--at T"), _escaped(".example"), _escaped("a\\b")
    ('\\-\\-at T', '\\&.example', 'a\\eb')
    """
    plain = " ".join(text.split()).replace("\b", "").replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
