"""`alertd suggest WATCH`: better terms, from the posts that the present ones brought."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.cli.client import config_option

if TYPE_CHECKING:
    from alertd.report.suggestions import Suggestions
    from alertd.report.told_apart import Sign

WIDEST = 100
MOST = 20_000  #: newest mentions that are looked at


@click.command()
@click.argument("watch")
@config_option
@click.option(
    "--labels",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help='Mentions (JSONL) with "label": "ours" or "other": propose what divides them.',
)
def command(watch: str, config: Path | None, labels: Path | None) -> None:
    """Propose exclusions and needs for WATCH: words beside its name, and words that split its posts in two.

    Reads the stored texts of the watch, also while the daemon runs. Which side is meant, only you know.
    """
    from alertd.config import load_settings
    from alertd.errors import UsageError
    from alertd.model.post import text_of
    from alertd.report.suggestions import suggestions
    from alertd.store.opening import open_store
    from alertd.yamlform.findings import meant

    loaded = load_settings(config, needs_secrets=False)
    known = {one.name: one for one in loaded.settings.watches}
    if watch not in known:
        raise UsageError(f'there is no watch "{watch}"{meant(watch, known)}')
    if labels is not None:
        for line in divided(labels, known[watch].terms):
            click.echo(line)
        return
    store = open_store(loaded.settings.place, read_only=True)
    try:
        rows = store.read_model.mentions(watch, None, MOST)
        texts = [text_of(post) for _, post in rows if post is not None]
    finally:
        store.close()
    for line in in_words(suggestions(texts, known[watch].terms)):
        click.echo(line)


def divided(path: Path, terms: Sequence[str]) -> Iterator[str]:
    """Yield what divides the posts of a file that somebody labelled. Raises UsageError for a line that has no such label.

    Whose mood somebody told on an incident's page is of the brand.
    """
    from alertd.errors import UsageError
    from alertd.report.told_apart import FEWEST, told_apart
    from alertd.scorers.calibration import CLASSES

    sides: dict[str, list[str]] = {"ours": [], "other": []}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            side = "ours" if record["label"] in CLASSES else record["label"]
            sides[side].append(str(record["text"]))
        except (ValueError, KeyError, TypeError):
            raise UsageError(f'{path}:{number}: a line has "text", and "label": "ours" or "other"') from None
    found = told_apart(sides["ours"], sides["other"], terms)
    yield f"{found.ours} different texts are yours, {found.others} are not"
    if min(found.ours, found.others) < FEWEST:
        yield f"{FEWEST} of each are needed to tell words apart"
        return
    if found.exclude:
        yield f"exclude: [{_words(found.exclude)}]"
        yield f"    said by {', '.join(f'{one.here} of the others' for one in found.exclude)}, and by none of yours"
    if found.needs:
        yield f"needs: [{_words(found.needs)}]"
        yield f"    {found.covered} of {found.ours} of yours say one of them, and none of the others does"
    if not found.exclude and not found.needs:
        yield "no word divides them: give the watch another term, or label more"


def _words(signs: Sequence[Sign]) -> str:
    return ", ".join(json.dumps(sign.word, ensure_ascii=False) for sign in signs)


def in_words(found: Suggestions) -> Iterator[str]:
    """Yield what may be done, with the lines to write and an example of each side."""
    from alertd.report.suggestions import FEWEST

    if found.posts < FEWEST:
        yield f"{found.posts} different texts are stored; {FEWEST} are needed to tell words apart"
        return
    yield f"{found.posts} different texts, of the newest mentions:"
    for near in found.beside:
        phrase = json.dumps(near.phrase, ensure_ascii=False)
        yield f"{near.share:.0%} say {phrase}. If that is not you:  exclude: [{phrase}]"
        yield f"    {_short(near.example)}"
    for split in found.splits:
        one, other = (json.dumps(word, ensure_ascii=False) for word in (split.one, split.other))
        yield (
            f"{split.one_share:.0%} say {split.one}, {split.other_share:.0%} say {split.other}, and hardly any say both: "
            f"if only one is you:  needs: [{one}]  or  needs: [{other}], and near: 10 words"
        )
        yield f"    {_short(split.one_example)}"
        yield f"    {_short(split.other_example)}"
    if not found.beside and not found.splits:
        yield "no word stands out: all of them may be about one thing"


def _short(text: str) -> str:
    from alertd.core.wording.clean import clean

    return clean(text, WIDEST)
