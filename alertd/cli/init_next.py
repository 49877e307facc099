"""What a guided start leaves to do: its files are checked as they were written, and the steps from there to a first page are named."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.model.languages import WORDED
from alertd.yamlform.findings import listed

if TYPE_CHECKING:
    from alertd.cli.init_files import Answers

READ = ("bluesky", "hackernews")  #: platforms of the sources that are written, which need no account


def told_next(folder: Path, answers: Answers) -> None:
    """Check what was written, and say what is left to do."""
    from alertd.cli.check import surroundings
    from alertd.cli.checking import check
    from alertd.cli.init_look import looked
    from alertd.config import loaded_of
    from alertd.model.value import count_of
    from alertd.yamlform.secrets import where
    from alertd.yamlform.show import text

    secrets = answers.secrets
    # What the environment must hold is told below, and is no fault of what was written.
    files, findings = check((), folder / "alertd.yaml", environment=dict.fromkeys(secrets, "x"))
    for finding in findings:
        click.echo(text(finding), err=True)
    if files.faults.errors:
        raise click.ClickException("what was written does not pass its check: please report this")
    loaded = loaded_of(folder / "alertd.yaml", files, ())
    if loaded is not None:
        for line in looked(loaded.settings.place, loaded.settings.watches[0]):
            click.echo(line)
    unset = _unset(folder, secrets)
    thoughts = f"{len(findings)} to think about, above" if findings else "" if unset else "nothing to mend"
    said = " and ".join(part for part in (thoughts, f"still to set: {', '.join(unset)}" if unset else "") if part)
    click.echo(f"\nchecked: {count_of(len(files.rules), 'rule')}, {said}. Next:")
    config = f" -c {folder / 'alertd.yaml'}" if folder != Path() else ""
    steps = [
        f"set {name} {where(name, surroundings(os.environ, as_service=False))}: {what}"
        for name, what in secrets.items()
    ]
    steps += [
        f"alertd explain --language {loaded.settings.page_language if loaded else 'en'}{config}   (each rule in words; without --language every key)",
        f"alertd test {folder / 'rules'}   (plays the stories that stand beside the rules: a minute or more)",
        f"alertd sources try bluesky{config} --for 1m   (what its terms find right now; needs no account{_narrower(answers)})",
        f"alertd run{config}   (it watches from the line daemon.ready on)",
        f"alertd send-test pr-oncall --by {answers.people[0].name}{config}",
    ]
    for number, step in enumerate(steps, 1):
        click.echo(f"  {number}. {step}")
    unread = [platform for platform in dict.fromkeys(one for one, _ in answers.handles) if platform not in READ]
    if unread:
        click.echo(
            f"Nothing reads {listed(tuple(unread))} yet: docs/sources.md says which source does, and it goes into alertd.yaml."
        )
    if answers.others and answers.handles:
        click.echo(
            f"The accounts are those of {answers.brand}: of {', '.join(answers.others)} alertd knows no answer yet; "
            "write handles: below each in alertd.yaml."
        )
    if answers.languages:
        click.echo(_tongue(answers))


def _tongue(answers: Answers) -> str:
    """Return what pages speak, and why not what the posts do, where alertd has no words in that."""
    where = "`language:` of each person in oncall.yaml, `languages:` in alertd.yaml."
    lost = [one for one in answers.languages if one not in WORDED]
    if not lost:
        return f"Pages speak {answers.page}, as the posts do: {where}"
    return (
        f"alertd has no words in {listed(tuple(lost))}: posts in it are watched, and pages speak {answers.page} "
        f"(it has words in {listed(WORDED)}): {where}"
    )


def _narrower(answers: Answers) -> str:
    """Return what to do about a name that is a word too, where of some brand nobody has said what it goes with."""
    needs = {answers.brand: answers.needs, **answers.others_need}
    bare = [brand for brand in answers.brands if not needs.get(brand)]
    return f"; if {' or '.join(bare)} is a word too, `needs:` narrows it" if bare else ""


def _unset(folder: Path, secrets: Iterable[str]) -> list[str]:
    """Return the secrets that keep the next `alertd check` here from ending well; empty: it ends with 0."""
    from alertd.cli.check import surroundings
    from alertd.yamlform.secrets import UnresolvedError, Vault

    vault = Vault(surroundings(os.environ, as_service=False), folder)

    def is_unset(name: str) -> bool:
        try:
            return not vault.resolve(f"${{{name}}}")
        except UnresolvedError:
            return True

    return [name for name in secrets if is_unset(name)]
