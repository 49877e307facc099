"""What we answered to the posts of an incident, over a real store: read once for everybody who looks, and never called unknown."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from alertd.app import reader as room
from alertd.app.answers import Answers
from alertd.app.reader import Reader
from alertd.errors import StoreUnavailable
from alertd.model.mention import Mention
from alertd.store.history import HistoryTables
from alertd.store.opening import open_store
from alertd.store_port import Place
from tests.unit.report.stores import BEGAN, fill, house, post

pytestmark = pytest.mark.asyncio

MINUTE = timedelta(minutes=1)
OURS = {"author": "a_1", "author_handle": "acme_help"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a store with two questions, one of which we answered."""
    monkeypatch.setattr(room, "PATIENCE", 60.0)  # a loaded machine may need long; what is tested is who reads
    fill(
        tmp_path,
        [
            post("1", BEGAN, "acme burned my hand", author="u_1"),
            post("2", BEGAN + MINUTE, "acme smokes", author="u_2"),
            post("r1", BEGAN + 13 * MINUTE, "we are sorry", in_reply_to="1", **OURS),
        ],
    ).close()
    return tmp_path


@pytest.fixture
def reader(folder: Path) -> Iterator[Reader]:
    """Return the reader of the web over it."""
    running = SimpleNamespace(
        open_reader=partial(open_store, folder, read_only=True),
        settings=SimpleNamespace(place=Place(folder=folder)),
        clock=SimpleNamespace(now=lambda: BEGAN + timedelta(hours=1)),
        writer=SimpleNamespace(
            store=SimpleNamespace(faults=(StoreUnavailable,)),
            fold=SimpleNamespace(engine=SimpleNamespace(house=house())),
        ),
    )
    made = Reader(cast("Any", running))
    yield made
    made.close()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by the bound of each read of answers."""
    seen: list[int] = []
    true = HistoryTables.replies

    def watched(self: HistoryTables, begins: Any, ends: Any, among: int) -> Any:
        seen.append(among)
        return true(self, begins, ends, among)

    monkeypatch.setattr(HistoryTables, "replies", watched)
    return seen


async def telling(reader: Reader) -> list[Mention]:
    """Return the two questions as mentions."""
    found = [*await reader.by_author("x:u_1", 10), *await reader.by_author("x:u_2", 10)]
    return [one.mention for one in found]


async def test_two_hundred_who_look_read_it_once_and_within_bounds(reader: Reader, reads: list[int]) -> None:
    """All see whom we answered, with what; of a large brand's week no more is read than the bound."""
    posts = await telling(reader)
    seen = await asyncio.gather(*(reader.answers_in(posts) for _ in range(200)))

    told = [[(shown.reply.id, shown.text) for shown in one or ()] for one in seen]
    assert told == [[("r1", "we are sorry")]] * 200
    assert reads == [30_000]


async def test_other_posts_are_another_question(reader: Reader, reads: list[int]) -> None:
    """Two incidents of one brand do not see each other's answers; an incident without an answer has none, which is known."""
    first, second = await telling(reader)

    assert [one.reply.id for one in await reader.answers_in([first]) or ()] == ["r1"]
    assert await reader.answers_in([second]) == []
    assert len(reads) == 2


async def test_what_we_answer_meanwhile_is_there_at_the_next_look(
    reader: Reader, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page is fetched once a minute: it must not show the answers of the minute before."""
    posts, now = await telling(reader), [0.0]
    monkeypatch.setattr(reader, "_given", Answers(clock=lambda: now[0]))
    assert [one.reply.id for one in await reader.answers_in(posts) or ()] == ["r1"]
    fill(folder, [post("r2", BEGAN + 14 * MINUTE, "unplug it", in_reply_to="2", **OURS)]).close()
    assert [one.reply.id for one in await reader.answers_in(posts) or ()] == ["r1"]
    now[0] = 60.0

    assert [one.reply.id for one in await reader.answers_in(posts) or ()] == ["r1", "r2"]


async def test_what_takes_too_long_is_unknown_and_not_none_given(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says nothing of any post then; the next look has it."""
    posts = await telling(reader)
    monkeypatch.setattr(room, "PATIENCE", 0.0)
    assert await reader.answers_in(posts) is None
    monkeypatch.setattr(room, "PATIENCE", 60.0)
    assert [one.reply.id for one in await reader.answers_in(posts) or ()] == ["r1"]


async def test_a_damaged_store_leaves_the_page_without_answers(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads the incident tells of the damage; the answers are no reason to show no page."""
    posts = await telling(reader)

    def broken(*_: object) -> None:
        raise StoreUnavailable("malformed")

    monkeypatch.setattr(HistoryTables, "replies", broken)
    assert await reader.answers_in(posts) is None
