"""What README, CONTRIBUTING and the guides tell people to do can be done: commands, options, files and links exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from alertd.cli import cli
from alertd.commands import COMMANDS
from alertd.rulefile import campaigns, second_place, settings_file
from alertd.sources import registry
from alertd.yamlform.forms import Form

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "systemd").rglob("*.example")])
HERE = sorted(COMMANDS)
SHELL = re.compile(r"^```(?:sh|shell|bash|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:\S*/)?(?:alertd|make) [^`]*)`")


def _lines(path: Path) -> list[list[str]]:
    """Return every command line of a page that calls alertd or make, split into words."""
    text = path.read_text(encoding="utf-8")
    shown = [line for block in SHELL.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    found = []
    for line in [*shown, *INLINE.findall(text)]:
        for part in re.split(r"&&|\|\||\||;", line):
            try:
                words = shlex.split(part.replace("`", ""), comments=True)
            except ValueError:  # an apostrophe in prose
                continue
            words = words[1:] if words[:1] in (["sudo"], ["$"]) else words
            at = next((i for i, word in enumerate(words) if word.rsplit("/", 1)[-1] in {"alertd", "make"}), None)
            if at is not None and (at == 0 or words[0] in {"systemd-run", "env", "python", "python3"}):
                found.append([words[at].rsplit("/", 1)[-1], *words[at + 1 :]])
    return found


LINES = [(path.relative_to(ROOT).as_posix(), tuple(line)) for path in PAGES for line in _lines(path)]
ALERTD = sorted({(name, line[1:]) for name, line in LINES if line[0] == "alertd" and len(line) > 1})
MAKE = sorted({(name, line[1:]) for name, line in LINES if line[0] == "make" and len(line) > 1})


def test_the_pages_show_commands() -> None:
    """A test over nothing holds nothing."""
    assert len(ALERTD) > 15
    assert ("README.md", ("run",)) in MAKE


@pytest.mark.parametrize(
    ("page", "words"), ALERTD, ids=lambda value: " ".join(value) if isinstance(value, tuple) else value
)
def test_every_command_shown_exists_with_its_options(page: str, words: tuple[str, ...]) -> None:
    """Who copies a line from the docs must not be told that it is unknown."""
    name = next((word for word in words if not word.startswith("-")), None)
    if name is None:
        return  # `alertd --help`
    if name in {"itself", "X", "COMMAND", "..."}:
        return  # not a command: "alertd itself" is whom a page is about
    assert name in COMMANDS, f"{page}: alertd {' '.join(words)}"
    command = cli.get_command(click.Context(cli, **cli.context_settings), name)
    assert command is not None
    # `alertd bench spikes`: the options are those of the last command named.
    for word in words[words.index(name) + 1 :]:
        if isinstance(command, click.Group) and word in command.commands:
            command = command.commands[word]
    if isinstance(command, click.Group) and "list" in command.commands:
        command = command.commands["list"]  # a group that lists where no act is named
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    told = {word.split("=", 1)[0].rstrip(".,;") for word in words if re.match(r"--?[a-z]", word)}
    assert told <= known | {"-h", "--help", "--debug", "--version"}, f"{page}: alertd {' '.join(words)}"


@pytest.mark.parametrize(
    ("page", "words"), MAKE, ids=lambda value: " ".join(value) if isinstance(value, tuple) else value
)
def test_every_make_target_shown_exists(page: str, words: tuple[str, ...]) -> None:
    """The two commands of the README above all."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{re.escape(words[0])}:", makefile, re.MULTILINE), page


def test_help_lists_every_command() -> None:
    """The list is the same as what can be called."""
    done = CliRunner().invoke(cli, ["--help"])

    assert done.exit_code == 0, done.output
    assert all(f"  {name} " in done.output for name in COMMANDS)


@pytest.mark.parametrize("name", HERE)
def test_every_command_explains_itself(name: str) -> None:
    """`--help` works, and says a sentence."""
    done = CliRunner().invoke(cli, [name, "--help"])

    assert done.exit_code == 0, done.output
    assert f"Usage: cli {name}" in done.output
    assert re.search(r"^  [A-Z].*", done.output, re.MULTILINE)


def _keys(form: Form) -> set[str]:
    return set(form.keys)


@pytest.mark.parametrize(
    "form",
    [
        settings_file.SETTINGS_FILE,
        settings_file.WATCH,
        campaigns.CAMPAIGN,
        settings_file.PROMISES,
        settings_file.RETENTION,
        settings_file.OPS,
        settings_file.HEARTBEAT,
        second_place.COPY,
        second_place.STANDBY,
        *registry.SOURCE_OPTIONS.values(),
    ],
    ids=lambda form: form.name,
)
def test_every_setting_is_documented(form: Form) -> None:
    """A setting that no page names does not exist for its readers."""
    told = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))

    assert {key for key in _keys(form) if not re.search(rf"`[^`]*\b{key}\b[^`]*`|\b{key}:", told)} == set()


def test_every_metric_is_documented() -> None:
    """An operator builds alarms on them."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "alertd").rglob("metrics.py"))
    told = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    names = set(re.findall(r'"(alertd_[a-z_]+)"', code))

    assert names
    assert {name for name in names if name not in told} == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    """To a file of the repository, from where the page stands."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"", path.read_text(encoding="utf-8"))
    local = [one or other for one, other in links if not (one or other).startswith(("http://", "https://", "mailto:"))]

    assert [link for link in local if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_heading_that_a_link_names_is_there(path: Path) -> None:
    """A link to a heading that was reworded opens a long page at its top."""
    links = re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", path.read_text(encoding="utf-8"))

    assert [(page, to) for page, to in links if to not in _headings(path.parent / page if page else path)] == []


def _headings(path: Path) -> set[str]:
    """Return the headings of a page as links name them."""
    told = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.strip().lower()).replace(" ", "-") for one in told}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_that_a_page_names_is_there(path: Path) -> None:
    """A decision that names a file which moved leads nowhere. CONTRIBUTING also names files that are to be written."""
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)`", path.read_text(encoding="utf-8"))
    lost = [one for one in named if not (ROOT / one).is_file() and not (ROOT / "alertd" / one).is_file()]

    assert [one for one in lost if "tongue" not in one] == []
