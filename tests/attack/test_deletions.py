"""Deletions: a stranger who writes and deletes a lot must not hold up the engine, nor erase what is not theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from alertd.model.events import OpsNoted
from alertd.model.mention import key_of
from alertd.model.post import Post
from alertd.ports import Entry
from alertd.store.memory import MemoryStore
from alertd.store.sqlite import SqliteStore

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)


def _keep(store: SqliteStore | MemoryStore, watch: str, platform: str, ident: str) -> str:
    key = key_of(watch, platform, ident)
    said = Post(platform=platform, id=ident, created_at=NOW, author="a", text=f"{watch} {platform} {ident}")
    post = msgspec.json.encode(said)
    store.append(Entry(event=OpsNoted(at=NOW, topic="t", text="t"), key=key, post=post, author="x:a"), NOW)
    return key


@pytest.mark.parametrize("kind", ["sqlite", "memory"])
def test_a_deletion_erases_the_post_in_every_watch_and_no_other(kind: str, tmp_path: Path) -> None:
    """All copies of the post go, whatever the watches are called; an id that ends like the whole key of another stays."""
    store = SqliteStore(tmp_path) if kind == "sqlite" else MemoryStore()
    try:
        with store.transaction():
            mine = [_keep(store, watch, "x", "1") for watch in ("acme", "acme corp", "Ünal", "z'%_!")]
            others = [
                _keep(store, "acme", "reddit", "1"),
                _keep(store, "acme", "x", "11"),
                _keep(store, "acme", "reddit", "a\x1fx\x1f1"),
            ]

            erased = store.erase("x", "1")

            assert erased == len(mine)
            assert sorted(store.posts([*mine, *others])) == sorted(others)
    finally:
        store.close()


def test_a_deletion_costs_no_more_with_more_posts(tmp_path: Path) -> None:
    """One deletion among 20,000 posts takes the database about the steps that it takes among 200."""

    def steps(posts: int) -> int:
        store = SqliteStore(tmp_path / str(posts))
        taken = 0

        def one_more() -> int:
            nonlocal taken
            taken += 1
            return 0

        try:
            with store.transaction():
                for number in range(posts):
                    _keep(store, "acme", "x", str(number))
                store.connection.set_progress_handler(one_more, 10)
                store.erase("x", "nothing")
                store.connection.set_progress_handler(None, 0)
        finally:
            store.close()
        return taken

    assert steps(20_000) <= steps(200) + 5
