"""`alertd test`: play the stories beside the rules, and say which do not end as their writer expects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from alertd.model.house import House
    from alertd.ports import Scorer
    from alertd.rulefile.cases import StoryFile
    from alertd.testing.timeline import Coverage


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Settings file: its rules' stories are played.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], config: Path | None) -> None:
    """Play NAME.test.yml beside NAME.yml. PATHs are test files or folders; without any, those beside the settings' rules."""
    from alertd.errors import UsageError
    from alertd.scorers.default import DefaultScorer
    from alertd.testing.timeline import Coverage

    files = _files(paths, config)
    if not files:
        raise UsageError("there are no *.test.yml files here")
    scorer = DefaultScorer.load()
    played = failed = 0
    coverage = Coverage()
    for file in files:
        for name, line, wrong in _play(file, scorer, _settings_of(file, config), coverage):
            played += 1
            failed += bool(wrong)
            click.echo(f"{'FAIL' if wrong else 'ok  '} {file}:{line}: {name}")
            for one in wrong:
                click.echo(f"       {one}")
    for missing in coverage.missing():
        click.echo(missing)
    click.echo(f"{played - failed} passed, {failed} failed")
    ctx.exit(1 if failed else 0)


def _settings_of(file: Path, config: Path | None) -> Path | None:
    """Return the settings in whose light a story is played: those given, or those that lie here, beside or above the file."""
    from alertd.config import LOCAL_SETTINGS

    if config is not None:
        return config
    folder = Path(os.path.abspath(file)).parent  # noqa: PTH100 - not resolve(): a link keeps its folder
    near = (LOCAL_SETTINGS, folder / LOCAL_SETTINGS, folder.parent / LOCAL_SETTINGS)
    return next((path for path in near if path.is_file()), None)


def _files(paths: tuple[Path, ...], config: Path | None) -> list[Path]:
    from alertd.errors import UsageError

    if not paths:
        from alertd.config import load_settings

        rules = load_settings(config, needs_secrets=False).settings.rules
        beside = (rule.with_name(f"{rule.stem}.test{ending}") for rule in rules for ending in (".yml", ".yaml"))
        return [path for path in beside if path.is_file()]
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted((*path.rglob("*.test.yml"), *path.rglob("*.test.yaml")))
        elif path.is_file():
            found.append(path)
        else:
            raise UsageError(f"{path}: there is no such file or folder")
    return found


def _play(
    file: Path, scorer: Scorer, settings: Path | None, coverage: Coverage
) -> Iterator[tuple[str, int, list[str]]]:
    from alertd.testing.player import Player, happenings_of
    from alertd.testing.shared_past import play_all
    from alertd.testing.timeline import told

    placed, house = _read(file, settings)
    stories = [(happenings_of(story, _watch(house), file.parent), story.ends) for story in placed.stories]
    ended = play_all(lambda: Player(house, scorer), stories)
    for story, (pages, decisions) in zip(placed.stories, ended, strict=True):
        coverage.take(house, story, pages, decisions)
        yield story.name, story.line, told(story, pages, decisions)


def _read(file: Path, settings: Path | None) -> tuple[StoryFile, House]:
    """Return the stories of a file and the house they play in: with the people of the settings that name the rules, or invented ones."""
    from alertd.cli.story_pair import rules_beside
    from alertd.config import FaultyFilesError, load_settings
    from alertd.errors import UsageError
    from alertd.rulefile.file_set import FileSet
    from alertd.rulefile.happenings import Questions
    from alertd.rulefile.load import finish, load_paths
    from alertd.testing.player import story_house, with_rivals

    rule_file = rules_beside(file)
    loaded = load_settings(settings, needs_secrets=False) if settings is not None else None
    is_ours = loaded is not None and rule_file.absolute() in loaded.settings.rules
    files = FileSet(needs_secrets=False)
    load_paths([rule_file, file], files, is_console=not is_ours)
    if is_ours and settings is not None and loaded is not None and loaded.settings.oncall is not None:
        load_paths([loaded.settings.oncall], files)
    findings = finish(files)
    if files.faults.errors:
        raise FaultyFilesError(findings)
    rules = tuple(placed.rule for placed in files.rules)
    stories = files.stories[0]  # an empty file is a fault, whatever else stands in one makes it a file of stories
    if not stories.stories:
        raise UsageError(f'{file}: there is no story in it: begin with "- story: what it shows"')
    if not rules:
        raise UsageError(f"{rule_file}: there is no rule in it, so the stories of {file.name} show nothing")
    asked = [one.watch for story in stories.stories for one in story.given if isinstance(one, Questions)]
    rivals = tuple(dict.fromkeys(name for name in asked if name is not None))
    if is_ours and loaded is not None:
        return stories, with_rivals(_hearing_english(loaded.house.with_(rules=rules)), rivals)
    return stories, story_house(rules, rivals)


def _hearing_english(house: House) -> House:
    """Return the house with watches that read English too: what people say in a story is English, unless it names a language."""
    watches = (one.with_(languages=(*one.languages, "en")) if one.languages else one for one in house.watches)
    return house.with_(watches=tuple(watches))


def _watch(house: House) -> str:
    """Return who the mentions of a story are about: the first watch that its rules name."""
    named = [name for rule in house.rules for name in rule.watches if name != "*"]
    return named[0] if named else house.watches[0].name
