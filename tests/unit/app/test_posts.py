"""Posts are sought from the newest on, by words, by author, of a burst."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.app import posts
from alertd.app.posts import PostReader
from alertd.model.post import text_of
from alertd.model.watch import Watch
from alertd.report.jobs import BurstJob
from alertd.store.opening import open_store
from tests.unit.report import stores
from tests.unit.report.stores import BEGAN, fill, post

pytestmark = pytest.mark.asyncio

HOUR = timedelta(hours=1)
DAYS = 3
END = BEGAN + 24 * DAYS * HOUR


@pytest.fixture
def over(tmp_path: Path) -> Iterator[Callable[[], PostReader]]:
    """Return what makes a reader over the store that is there by then."""
    with contextlib.ExitStack() as ends:

        def made() -> PostReader:
            reader = PostReader(lambda: open_store(tmp_path, read_only=True))
            ends.callback(reader.close)
            return reader

        yield made


@pytest.fixture
def reader(tmp_path: Path, over: Callable[[], PostReader]) -> PostReader:
    """Return a reader over a post an hour for three days, on the hour."""
    fill(
        tmp_path,
        [
            post(f"p{n:03}", BEGAN + n * HOUR, "acme " + ("oldie" if n == 3 else f"number {n}"))
            for n in range(24 * DAYS)
        ],
    ).close()
    return over()


async def found(reader: PostReader, limit: int, words: str = "", hours: float = 24 * DAYS) -> list[str]:
    """Return the ids of what is found in the last hours."""
    rows = await reader.search(None, words, END - hours * HOUR, END, limit)
    return [event.mention.id for event, _ in rows]


async def test_every_post_is_found_once_and_the_newest_first(reader: PostReader, tmp_path: Path) -> None:
    """From the first instant of the time that is asked for on, without its last."""
    assert await found(reader, 1000) == [f"p{n:03}" for n in reversed(range(24 * DAYS))]
    assert await found(reader, 3) == ["p071", "p070", "p069"]
    assert await found(reader, 1000, hours=2) == ["p071", "p070"]


async def test_more_posts_than_are_read_at_once(tmp_path: Path, over: Callable[[], PostReader]) -> None:
    """Also of one instant: where one stretch of the reading ends the next begins, and none is twice there or left out."""
    fill(tmp_path, [post(f"p{n:04}", BEGAN + n // 400 * HOUR, "acme") for n in range(1200)]).close()
    reader = over()
    assert await found(reader, 2000) == [f"p{n:04}" for n in reversed(range(1200))]


async def test_an_old_post_is_found_by_its_words(reader: PostReader) -> None:
    """However long ago it was within the time that was asked for."""
    assert await found(reader, 5, "oldie") == ["p003"]
    assert await found(reader, 5, "oldie acme") == ["p003"]
    assert await found(reader, 5, "oldie nowhere") == []


async def test_a_watch_is_sought_alone(reader: PostReader) -> None:
    """Another one's posts are not even read."""
    assert len(await reader.search("acme", "", BEGAN, END, 500)) == 24 * DAYS
    assert await reader.search("globex", "", BEGAN, END, 500) == []


async def test_where_too_much_was_written_the_oldest_is_left_out(
    reader: PostReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search looks at so many posts and no more, and what it has seen is the newest."""
    monkeypatch.setattr(posts, "MOST_LOOKED_AT", 10)
    assert await found(reader, 1000) == [f"p{n:03}" for n in range(71, 61, -1)]


async def test_somebody_is_found_by_handle_and_by_id(tmp_path: Path, over: Callable[[], PostReader]) -> None:
    """A to Z in upper or lower case, any other letter as it is spelt; an author who only looks alike is somebody else."""
    fill(
        tmp_path,
        [
            post("1", BEGAN, "acme a", author="u_1", author_handle="Angry_1"),
            post("2", BEGAN + HOUR, "acme b", author="u_1", author_handle="Angry_1"),
            post("3", BEGAN + HOUR, "acme to @angry_1", author="u_2", author_handle="angry_11"),
            post("4", BEGAN + 2 * HOUR, "acme c", author="u_3", author_handle="Çelik"),
        ],
    ).close()
    reader = over()

    async def by(name: str) -> list[str]:
        return [event.mention.id for event, _ in await reader.by_author(name, 10)]

    async def said(words: str) -> list[str]:
        rows = await reader.search(None, words, BEGAN, BEGAN + 3 * HOUR, 10)
        return [event.mention.id for event, _ in rows]

    assert await by("angry_1") == ["2", "1"]
    assert await by("x:u_1") == ["2", "1"]
    assert await by("Çelik") == ["4"]
    assert await said("@ANGRY_1") == ["2", "1"]
    assert await said("@angry_1 b") == ["2"]
    assert await by("x:nobody") == await by("nobody") == []


async def test_a_person_is_found_under_all_accounts(tmp_path: Path, over: Callable[[], PostReader]) -> None:
    """Whichever account is asked for: by its handle or its id, also what another watch saw of it; nobody else of that name."""
    people = {"Jane": {"x": ("jane",), "bluesky": ("id:did:plc:7", "jane.work.example")}}
    acme = Watch(name="acme", terms=("acme",), people=people)
    lived = stores.house().with_(watches=(acme, Watch(name="globex", terms=("globex",))))
    sky = {"platform": "bluesky", "author_handle": "jane.example", "author": "did:plc:7"}
    work = {"platform": "bluesky", "author_handle": "jane.work.example", "author": "did:plc:8"}
    fill(
        tmp_path,
        [
            post("1", BEGAN, "acme a", author="u_1", author_handle="Jane"),
            post("2", BEGAN + HOUR, "acme b", **sky),
            post("3", BEGAN + 2 * HOUR, "acme c", **work),
            post("4", BEGAN + 3 * HOUR, "acme d", platform="mastodon", author="9", author_handle="jane.work.example"),
            post("5", BEGAN + 4 * HOUR, "globex e", **sky),
        ],
        lived,
    ).close()
    reader = over()

    async def by(name: str, limit: int = 10) -> list[str]:
        return [event.mention.id for event, _ in await reader.by_author(name, limit, lived.watches)]

    assert await by("jane") == await by("x:u_1") == await by("bluesky:did:plc:7") == ["5", "3", "2", "1"]
    assert await by("x:u_1", 2) == ["5", "3"]
    assert await by("mastodon:9") == ["4"]
    assert await by("jane.work.example") == ["5", "4", "3", "2", "1"]  # whoever is called so, and her other accounts
    assert [event.mention.id for event, _ in await reader.by_author("jane", 10)] == ["1"]


async def test_what_we_answered_to_somebody(tmp_path: Path, over: Callable[[], PostReader]) -> None:
    """By the brand's own handles, with its words, also by the bot; what others were told, or were told weeks later, is not there."""
    late = BEGAN + posts.ANSWERED_WITHIN + 3 * HOUR
    ours = {"author": "a_1", "author_handle": "acme_help"}
    fill(
        tmp_path,
        [
            post("1", BEGAN, "acme a", author="u_1"),
            post("2", BEGAN + HOUR, "acme b", author="u_2"),
            post("r1", BEGAN + 2 * HOUR, "we are sorry", in_reply_to="1", **ours),
            post("r2", BEGAN + HOUR, "ticket opened", in_reply_to="1", author="a_2", author_handle="acme_bot"),
            post("r3", BEGAN + 2 * HOUR, "not you", in_reply_to="2", **ours),
            post("r4", late, "much later", in_reply_to="1", **ours),
        ],
    ).close()
    reader = over()

    async def told(name: str) -> list[tuple[str, str, bool]]:
        mentions = [event.mention for event, _ in await reader.by_author(name, 10)]
        found = await reader.answers_to(mentions)
        return [(one.reply.id, text_of(body or b"{}"), one.reply.is_automatic) for one, body in found]

    assert await told("x:u_1") == [("r2", "ticket opened", True), ("r1", "we are sorry", False)]
    assert await told("x:u_2") == [("r3", "not you", False)]
    assert await told("x:nobody") == []


async def test_a_small_burst_is_read_here_and_a_large_one_is_not(
    reader: PostReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order in which the posts came in; a large one is worked out in a process of its own."""
    job = BurstJob(watch="acme", since=BEGAN, until=BEGAN + 10 * HOUR)
    few = await reader.few_of(job)
    assert few is not None
    assert [mention.id for mention, _ in few] == [f"p{n:03}" for n in range(10)]
    monkeypatch.setattr(posts, "FEW", 9)
    assert await reader.few_of(job) is None
