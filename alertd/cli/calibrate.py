"""`alertd calibrate`: fit the scorer to a brand from labelled mentions, show before and after, or take it back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alertd.cli.client import data_dir_of
from alertd.runtime.clock import wall_now

if TYPE_CHECKING:
    from alertd.model.score import Score
    from alertd.ports import Scorer
    from alertd.scorers.calibration import Calibration


#: Mentions scored at once.
BATCH = 500


def scorer_of(config: str | None) -> Scorer:
    """Return the scorer of a settings file whose scores a brand is fitted to; without one, the default scorer."""
    from alertd.config import find_settings, load_settings
    from alertd.errors import ConfigurationError
    from alertd.scorers.build import for_labels
    from alertd.scorers.default import DefaultScorer

    try:
        path = find_settings(None if config is None else Path(config))
    except ConfigurationError:
        return DefaultScorer.load()
    if _kind(path) in ("", "default", "http"):
        return DefaultScorer.load()
    return for_labels(load_settings(path).settings.scorer)


def _kind(path: Path) -> str:
    """Return the kind of scorer that a settings file names, read without its secrets; "" for none."""
    import yaml

    try:
        values = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - makes only texts, lists and maps
    except (OSError, yaml.YAMLError):
        return ""  # whoever needs the file says what is wrong with it
    found = values.get("scorer", "") if isinstance(values, dict) else ""
    return str(found.get("kind", "") if isinstance(found, dict) else found)


def labelled(path: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the mentions of a file that carry a label, a later label of the same mention winning, and the faults."""
    from alertd.cli.files import mention, opened
    from alertd.scorers.calibration import CLASSES
    from alertd.scorers.labels import OTHER

    found: dict[tuple[str, str], dict[str, Any]] = {}
    faults: list[str] = []
    with opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = mention(line)
            except ValueError as fault:
                faults.append(f"{path}:{number}: {fault}")
                continue
            if record.get("label") in CLASSES:
                found[str(record.get("platform")), str(record["id"])] = record
            elif record.get("label") != OTHER:  # of noise there is no mood to learn
                faults.append(f'{path}:{number}: no "label" of negative, neutral, positive')
    return list(found.values()), faults


def score_all(records: Sequence[dict[str, Any]], scorer: Scorer) -> list[Score]:
    """Return the score of each mention; in batches, for some scorers have a deadline for each."""
    from alertd.ports import Unscored

    tags = [record.get("lang") for record in records]
    texts = [
        Unscored(text=record["text"], language=tag if isinstance(tag, str) else None)
        for record, tag in zip(records, tags, strict=True)
    ]
    return [score for first in range(0, len(texts), BATCH) for score in scorer.score(texts[first : first + BATCH])]


def fitted(
    records: Sequence[dict[str, Any]], scores: Sequence[Score], watch: str, version: int, at: str
) -> Calibration:
    """Fit a calibration to labelled mentions and their scores."""
    from alertd.scorers.calibration import fit
    from alertd.scorers.default import DefaultScorer

    return fit(
        [record["label"] for record in records],
        scores,
        watch=watch,
        version=version,
        fitted_at=at,
        texts=[record["text"] for record in records],
        kinds=DefaultScorer.load().kinds,
    )


def unseen_scores(records: Sequence[dict[str, Any]], scores: Sequence[Score], watch: str) -> list[Score]:
    """Return each mention's score by a calibration fitted without it: what the next mentions will see."""
    from alertd.scorers.calibration import apply_all, word_hashes
    from alertd.scorers.default import DefaultScorer
    from alertd.scorers.quality import held_out

    words = word_hashes([record["text"] for record in records], DefaultScorer.load().kinds)

    def one(seen: list[int], unseen: list[int]) -> list[Score]:
        calibration = fitted([records[at] for at in seen], [scores[at] for at in seen], watch, 1, "")
        return apply_all(calibration, [scores[at] for at in unseen], [words[at] for at in unseen])

    return held_out(len(records), one)


def _revert(data_dir: Path, watch: str) -> None:
    """Take the version before the one in use."""
    from alertd.scorers import calibrations

    shelf = calibrations.read(data_dir, watch)
    if not shelf.used:
        raise click.UsageError(f"{watch} uses no calibration")
    back = shelf.reverted()
    calibrations.write(data_dir, watch, back)
    click.echo(f"{watch} uses calibration {back.used} again" if back.used else f"{watch} uses no calibration any more")


def _kept(data_dir: Path, watch: str) -> str:
    """Return the file of labels that were given of a watch."""
    from alertd.scorers.labels import path_of

    path = path_of(data_dir, watch)
    if not path.is_file():
        raise click.UsageError(
            f"nobody has labelled mentions of {watch} yet: `alertd label --watch {watch}`, or the incident pages"
        )
    return str(path)


def _table(before: Sequence[Score], after: Sequence[Score], labels: Sequence[str]) -> str:
    """Return the lines that compare two lists of scores."""
    from alertd.scorers.quality import report

    old, new = report(labels, before), report(labels, after)
    rows = (
        ("share of negatives, too high by", old.share, new.share),
        ("negative told from other", old.ranking, new.ranking),
        ("surprise (nats)", old.surprise, new.surprise),
    )
    head = f"{'':34}{'before':28}after (on mentions it was not fitted to)"
    return "\n".join([head, *(f"{name:34}{old!s:28}{new}" for name, old, new in rows)])


@click.command(short_help="Fit the scorer to a brand.")
@click.argument("watch")
@click.option(
    "--labels",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Labelled mentions (JSONL), instead of those given on incident pages and by `alertd label --watch`.",
)
@click.option("-c", "--config", type=click.Path(), help="Settings file.")
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Data folder, instead of settings.")
@click.option("--dry-run", is_flag=True, help="Print before and after, write nothing.")
@click.option("--revert", is_flag=True, help="Go back to the calibration before the one in use.")
def command(
    watch: str,
    labels: str | None,
    config: str | None,
    data_dir: Path | None,
    *,
    dry_run: bool,
    revert: bool,
) -> None:
    """Fit the scorer to WATCH from labelled mentions; it holds from the next mention on, old scores stay."""
    from alertd.scorers import calibrations

    if data_dir is None and not (dry_run and labels):
        data_dir = data_dir_of(config)
    if revert and data_dir is not None:
        _revert(data_dir, watch)
        return
    if labels is None and data_dir is not None:
        labels = _kept(data_dir, watch)
    if labels is None:
        raise click.UsageError("--labels FILE is missing; `alertd label` writes one")
    records, faults = labelled(labels)
    for fault in faults:
        click.echo(fault, err=True)
    scores = score_all(records, scorer_of(config))
    known = [at for at, score in enumerate(scores) if score.is_known]
    records, scores = [records[at] for at in known], [scores[at] for at in known]
    shelf = calibrations.read(data_dir, watch) if data_dir is not None else calibrations.Shelf()
    try:
        after = unseen_scores(records, scores, watch) if len(records) >= 25 else None
        calibration = fitted(records, scores, watch, shelf.next_version, _now())
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    click.echo(f"{len(records)} labelled mentions that the scorer can read")
    if after is not None:
        click.echo(_table(scores, after, [record["label"] for record in records]))
    if dry_run or data_dir is None:
        return
    path = calibrations.write(data_dir, watch, shelf.with_new(calibration))
    click.echo(
        f"{watch} uses calibration {calibration.version} from its next mention on ({path}); --revert takes it back"
    )


def _now() -> str:
    """Return this moment; the command line is the edge where time is read."""
    from alertd.model.value import rfc3339

    return rfc3339(wall_now())


if __name__ == "__main__":
    sys.exit(command())
