"""`alertd check`: every fault of every file in one run, each with its place and what to write instead."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from alertd.rulefile.file_set import FileSet
    from alertd.yamlform.findings import Finding


@click.command(name="check", short_help="Check settings, rules and people.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Settings file (default: ./alertd.yaml).")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="text goes to standard error, the others to standard output.",
)
@click.option("--online", is_flag=True, help="Also try credentials, search rules and channels.")
@click.option("--sample", is_flag=True, help="Also show last week's mentions of each term, with three examples.")
@click.option("--explain-terms", "explain_terms", is_flag=True, help="Also say in words what each term finds.")
@click.option(
    "--as-service",
    is_flag=True,
    help="With the secrets that the unit has, those in /etc/credstore and /etc/alertd/secrets, and no others.",
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def command(
    paths: tuple[Path, ...],
    config: Path | None,
    shape: str,
    *,
    online: bool,
    sample: bool,
    explain_terms: bool,
    as_service: bool,
    strict: bool,
) -> None:
    """Check files and say what is wrong with them, where, and what to write instead.

    Without PATH: the settings file and all it names. A PATH is a settings, rules, people or rule-test file, or a folder.
    Exit code 0: fine (warnings allowed), 1: something is wrong, 2: no such file.
    """
    from alertd.cli.checking import asked, check
    from alertd.rulefile.unnamed import unnamed
    from alertd.yamlform.findings import Level

    try:
        files, _ = check(paths, config, environment=surroundings(os.environ, as_service=as_service))
    except OSError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}") from error
    if online and not files.faults.errors:
        from alertd.cli.check_online import check_online

        for line in check_online(files):
            click.echo(line, err=shape != "text")
    if sample and not files.faults.errors:
        _sample(files)
    if explain_terms:
        from alertd.cli.check_terms import explained

        for line in explained(files):
            click.echo(line, err=shape != "text")
    findings = asked(files)
    if shape == "text":
        _say(findings, files)
        for line in unnamed(files):
            click.echo(line)
        for line in _standing(files, config, is_whole=not paths):
            click.echo(line)
    else:
        _print(findings, shape)
    counted = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    sys.exit(1 if any(finding.level in counted for finding in findings) else 0)


def surroundings(environment: Mapping[str, str], *, as_service: bool) -> dict[str, str]:
    """Return where secrets are looked for: as systemd gives them to the unit, also for root, who may read them."""
    from alertd.yamlform import secrets

    places = {"ALERTD_CREDSTORE": secrets.CREDSTORE, "ALERTD_SECRETS": secrets.SECRETS}
    if as_service:
        from alertd.cli.unit_credentials import loaded_names

        if (names := loaded_names()) is not None:
            places["ALERTD_CREDENTIALS"] = " ".join(names)
        kept = {name: environment[name] for name in ("PATH", "LANG", "TZ") if name in environment}
        given = {name: environment[name] for name in places if name in environment}
        return {**kept, **places, **given}
    return {**places, **environment} if os.geteuid() == 0 else dict(environment)


def _say(findings: tuple[Finding, ...], files: FileSet) -> None:
    """Write findings to standard error, and what was fine to standard output."""
    from alertd.model.value import count_of
    from alertd.yamlform.findings import Level
    from alertd.yamlform.show import text

    for finding in findings:
        click.echo(text(finding), err=True)
    errors = sum(finding.level is Level.ERROR for finding in findings)
    warnings = len(findings) - errors
    counts = f"{count_of(files.files, 'file')}, {count_of(len(files.rules), 'rule')}: {count_of(errors, 'error')}, {count_of(warnings, 'warning')}"
    click.echo(counts, err=bool(errors))


def _standing(files: FileSet, config: Path | None, *, is_whole: bool) -> list[str]:
    """Return who stands now, by schedule: whoever edits the files sees whom the next page reaches.

    is_whole: the settings and all they name were read, so whoever stands by the daemon's own memory stays until the hand-over.
    """
    from alertd.cli.oncall import as_it_stands, standing
    from alertd.runtime.clock import wall_now

    roster = None if files.people is None else files.people.roster
    if roster is None or files.faults.errors or not roster.schedules:
        return []
    now = wall_now()
    if is_whole:
        roster = as_it_stands(config, roster, now, files.people.rotas if files.people else ())
    return [f"on call: {line}" for line in standing(roster, now)]


def _sample(files: FileSet) -> None:
    from alertd.cli.check_sample import sample
    from alertd.runtime.clock import wall_now

    for line in sample(files, wall_now()):
        click.echo(line)


def _print(findings: tuple[Finding, ...], shape: str) -> None:
    import alertd
    from alertd.yamlform.show import as_json, as_sarif

    click.echo(as_json(findings) if shape == "json" else as_sarif(findings, alertd.__version__))
