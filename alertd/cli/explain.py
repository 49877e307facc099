"""`alertd explain`: rules read back as sentences."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.cli.init_files import PAGES

if TYPE_CHECKING:
    from alertd.rulefile.file_set import FileSet
    from alertd.rulefile.rules import PlacedRule


@click.command(name="explain", short_help="Read rules back as sentences.")
@click.argument("rules", nargs=-1, metavar="[RULE]...")
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Settings file (default: ./alertd.yaml).")
@click.option(
    "--language",
    type=click.Choice(PAGES),
    help="In words of people and in this language, as pages say it; without it every key is told.",
)
def command(rules: tuple[str, ...], config: Path | None, language: str | None) -> None:
    """Read rules back as sentences, to check what they mean.

    RULE is a rule's id or name, or a rule file. Without RULE: all rules of the settings file, or those that come with
    alertd where there is none.
    """
    from alertd.core.wording.rule_words import rule_told
    from alertd.rulefile.explain import explain

    files, wanted = _read(rules, config)
    _refuse(files)
    chosen = _chosen(files.rules, wanted) if wanted else files.rules
    told = [explain(placed) if language is None else rule_told(placed.rule, language) for placed in chosen]
    click.echo("\n\n".join(told))


def _read(rules: tuple[str, ...], config: Path | None) -> tuple[FileSet, tuple[str, ...]]:
    """Return the files to explain, and the rules wanted of them (none: all)."""
    from alertd.config import find_settings
    from alertd.errors import ConfigurationError
    from alertd.rulefile.file_set import FileSet
    from alertd.rulefile.load import finish, load_paths, load_settings_tree
    from alertd.rulefile.shipped import shipped_files

    files = FileSet()
    paths = [Path(rule) for rule in rules if Path(rule).exists()]
    wanted = tuple(rule for rule in rules if not Path(rule).exists())
    try:
        if paths:
            load_paths(paths, files, is_console=True)
        else:
            try:
                settings = find_settings(config)
            except ConfigurationError:
                load_paths(shipped_files(), files, is_console=True)
            else:
                load_settings_tree(settings, files)
    except OSError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}") from error
    finish(files)
    return files, wanted


def _refuse(files: FileSet) -> None:
    """Leave with 78 where the files have faults: half a rule would be read back wrongly."""
    from alertd.yamlform.findings import Level
    from alertd.yamlform.show import text

    # A secret that is not set here keeps no rule from being read back: people explain rules on their own machine.
    found = [one for one in files.faults.sorted() if one.level is Level.ERROR and one.name != "unresolved"]
    for finding in found:
        click.echo(text(finding), err=True)
    if found:
        sys.exit(78)


def _chosen(rules: list[PlacedRule], wanted: tuple[str, ...]) -> list[PlacedRule]:
    from alertd.yamlform.findings import listed, meant

    names = {placed.rule.id: placed for placed in rules} | {placed.rule.name: placed for placed in rules}
    known = f"the rules: {listed(tuple(dict.fromkeys(placed.rule.id for placed in rules)), 400)}"
    for word in wanted:
        if word not in names:
            raise click.UsageError(f'there is no rule "{word}"{_file_of(word, rules) or meant(word, names)}; {known}')
    return list(dict.fromkeys(names[word] for word in wanted))


def _file_of(word: str, rules: list[PlacedRule]) -> str:
    """Return the rule file that a word names from another folder, as a question; empty where it names none."""
    files = dict.fromkeys(placed.file.shown for placed in rules if Path(placed.file.shown).name == Path(word).name)
    return f'; did you mean "{next(iter(files))}"?' if files else ""
