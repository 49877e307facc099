"""Replay of files that name their watches: a name seen for the first time must change nothing but itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli import cli

RULES = """
version: 1
rules:
  - {name: Loud, watch: all, severity: urgent, when: {influencer: {audience: 100k}}}
"""


def _pages(folder: Path, third: str, more: Iterable[dict[str, object]] = ()) -> list[tuple[str, str]]:
    """Replay a loud post of ten o'clock and a quiet one of one o'clock; return instant and kind of acme's pages."""
    posts: list[dict[str, object]] = [
        {"id": "1", "at": "10:00", "author": "loud", "author_followers": 5_000_000, "watch": "acme"},
        {"id": "2", "at": "13:00", "author": "c", "watch": third},
        *more,
    ]
    (folder / "rules.yml").write_text(RULES)
    lines = [
        json.dumps({"platform": "x", "text": "so bad", "created_at": f"2026-11-02T{post.pop('at')}:00Z", **post})
        for post in posts
    ]
    (folder / "posts.jsonl").write_text("\n".join(lines))
    out = folder / "pages.jsonl"
    args = ["replay", str(folder / "posts.jsonl"), "--no-config", "--rules", str(folder / "rules.yml")]

    done = CliRunner().invoke(cli, [*args, "--pages", str(out)])

    assert done.exit_code == 0, done.output

    found = [json.loads(line) for line in out.read_text().splitlines()]
    return [(page["at"], page["kind"]) for page in found if page["watch"] == "acme"]


def test_a_new_name_does_not_overtake_the_timers_of_others(tmp_path: Path) -> None:
    """Acme's alert resolves at ten past ten, whether the next post, hours later, names acme or a new watch."""
    same, other = tmp_path / "same", tmp_path / "other"
    same.mkdir()
    other.mkdir()

    pages = _pages(same, "acme")

    assert ("2026-11-02T10:10:00.000Z", "resolved") in pages
    assert _pages(other, "globex") == pages


def test_a_new_name_looks_at_no_other_watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of many watches is judged once a post: the cost of a name does not grow with the names before it."""
    from alertd.core.judge import Judge

    looks: list[str] = []
    judge = Judge.judge

    def counted(self: Judge, state: object, *args: object, **more: object) -> None:
        looks.append("look")
        judge(self, state, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Judge, "judge", counted)
    many: list[dict[str, object]] = [
        {"id": f"n{n}", "at": "13:00", "author": "d", "watch": f"brand-{n}"} for n in range(200)
    ]

    _pages(tmp_path, "globex", many)

    assert len(looks) < 2 * len(many)
