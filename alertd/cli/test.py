"""`alertd test`: play the stories beside the rules, and say which do not end as their writer expects."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Settings file: its rules' stories are played.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], config: Path | None) -> None:
    """Play NAME.test.yml beside NAME.yml. PATHs are test files or folders; without any, those beside the settings' rules."""
    from alertd.errors import UsageError
    from alertd.scorers.default import DefaultScorer

    files = _files(paths, config)
    if not files:
        raise UsageError("there are no *.test.yml files here")
    scorer = DefaultScorer.load()
    played = failed = 0
    for file in files:
        for name, line, wrong in _play(file, scorer):
            played += 1
            failed += bool(wrong)
            click.echo(f"{'FAIL' if wrong else 'ok  '} {file}:{line}: {name}")
            for one in wrong:
                click.echo(f"       {one}")
    click.echo(f"{played - failed} passed, {failed} failed")
    ctx.exit(1 if failed else 0)


def _files(paths: tuple[Path, ...], config: Path | None) -> list[Path]:
    from alertd.errors import UsageError

    if not paths:
        from alertd.config import load_settings

        rules = load_settings(config, needs_secrets=False).settings.rules
        return [beside for beside in (rule.with_name(f"{rule.stem}.test.yml") for rule in rules) if beside.is_file()]
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(path.rglob("*.test.yml"))
        elif path.is_file():
            found.append(path)
        else:
            raise UsageError(f"{path}: there is no such file or folder")
    return found


def _play(file: Path, scorer: object) -> list[tuple[str, int, list[str]]]:
    from alertd.config import FaultyFilesError, rules_of
    from alertd.errors import UsageError
    from alertd.rulefile.file_set import FileSet
    from alertd.rulefile.load import finish, load_paths
    from alertd.testing.player import Player, ends_of, happenings_of, judge, story_house

    rule_file = file.with_name(file.name.removesuffix(".test.yml") + ".yml")
    if not rule_file.is_file():
        raise UsageError(f"{file}: there is no {rule_file.name} beside it")
    files = FileSet()
    load_paths([file], files, is_console=True)
    findings = finish(files)
    if files.faults.errors:
        raise FaultyFilesError(findings)
    rules = rules_of([rule_file])
    results = []
    for placed in files.stories:
        for story in placed.stories:
            house = story_house(rules)
            player = Player(house, scorer)  # type: ignore[arg-type]
            player.play(happenings_of(story, house.watches[0].name, file.parent), ends_of(story))
            results.append((story.name, story.line, judge(story, player.pages())))
    return results
