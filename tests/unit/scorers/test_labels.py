"""Labels of a brand on disk."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

from alertd.cli.calibrate import labelled
from alertd.scorers import labels
from alertd.scorers.labels import Label

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


def label(ident: str = "1", mood: str = "negative", *, author: str = "ann", watch: str = "acme") -> Label:
    """Return what omar says of a post."""
    return Label(
        id=ident,
        platform="x",
        created_at=AT,
        author=author,
        text="ürün bozuk\nagain",
        watch=watch,
        label=mood,
        labelled_by="omar",
        labelled_at=AT,
        lang="tr",
    )


def test_a_line_is_what_calibrate_reads(tmp_path: Path) -> None:
    """A mention with its label, one line each; the file is nobody else's to read."""
    labels.append(tmp_path, label())
    labels.append(tmp_path, label("2", "positive"))

    path = labels.path_of(tmp_path, "acme")
    found, faults = labelled(str(path))
    assert faults == []
    assert [(one["id"], one["label"], one["text"], one["lang"]) for one in found] == [
        ("1", "negative", "ürün bozuk\nagain", "tr"),
        ("2", "positive", "ürün bozuk\nagain", "tr"),
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_last_word_counts(tmp_path: Path) -> None:
    """Who clicked wrong clicks again."""
    for mood in ("negative", "neutral"):
        labels.append(tmp_path, label(mood=mood))

    assert labels.latest(tmp_path, "acme") == {("x", "1"): "neutral"}
    assert labels.latest(tmp_path, "globex") == {}


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path) -> None:
    """A power cut may leave half a line."""
    path = labels.path_of(tmp_path, "acme")
    labels.append(tmp_path, label())
    path.write_bytes(path.read_bytes() + b'{"id": "2", "te')

    labels.append(tmp_path, label("3"))

    assert set(labels.latest(tmp_path, "acme")) == {("x", "1"), ("x", "3")}


def test_an_author_is_forgotten_in_every_watch(tmp_path: Path) -> None:
    """Theirs go, the others' stay, and of other platforms too."""
    for watch in ("acme", "a/b"):
        labels.append(tmp_path, label(watch=watch))
        labels.append(tmp_path, label("2", author="bob", watch=watch))

    assert labels.forget(tmp_path, "x", "ann") == 2
    assert labels.forget(tmp_path, "reddit", "bob") == 0

    for watch in ("acme", "a/b"):
        path = labels.path_of(tmp_path, watch)
        assert [json.loads(line)["author"] for line in path.read_text(encoding="utf-8").splitlines()] == ["bob"]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_post_that_was_taken_back_is_erased(tmp_path: Path) -> None:
    """By platform and id, however often it was labelled."""
    for ident in ("1", "2", "1"):
        labels.append(tmp_path, label(ident))

    assert labels.erase(tmp_path, {("x", "1"), ("reddit", "2")}) == 2
    assert labels.erase(tmp_path, set()) == 0

    assert set(labels.latest(tmp_path, "acme")) == {("x", "2")}


def test_nothing_to_forget_where_nobody_labelled(tmp_path: Path) -> None:
    """No folder is made for it."""
    assert labels.forget(tmp_path, "x", "ann") == 0
    assert list(tmp_path.iterdir()) == []


def test_noise_is_no_mood_and_is_taken_back_exactly(tmp_path: Path) -> None:
    """What was said of the mood before counts throughout; byte for byte the file is as it was."""
    labels.append(tmp_path, label())
    labels.append(tmp_path, label("2", "positive"))
    path = labels.path_of(tmp_path, "acme")
    before = path.read_bytes()
    labels.append(tmp_path, label(mood=labels.OTHER))
    labels.append(tmp_path, label(mood=labels.OTHER))

    assert labels.latest(tmp_path, "acme") == {("x", "1"): "negative", ("x", "2"): "positive"}
    found, faults = labelled(str(path))
    assert ([one["label"] for one in found], faults) == (["negative", "positive"], [])

    assert labels.take_back(tmp_path, "acme", "x", "1") == 2
    assert labels.take_back(tmp_path, "acme", "x", "1") == 0
    assert labels.take_back(tmp_path, "acme", "reddit", "2") == 0
    assert labels.take_back(tmp_path, "globex", "x", "1") == 0
    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
