"""Intake at run time: enriched on a thread of its own, answered after the commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
import pytest

from alertd.intake.reach import ReachFold
from alertd.model.events import MentionSeen
from alertd.model.post import Deletion, Post
from alertd.ports import Appended, Reject
from alertd.runtime import intake as module
from alertd.runtime.group_commit import Request
from alertd.runtime.intake import Intake, Taken
from tests.unit.runtime.made import NOON, StillClock, house, post, scorer

pytestmark = pytest.mark.asyncio


class WriterInMemory:
    """Takes requests, and says what it was told to say of each entry."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.seen: set[str | None] = set()

    async def take(self, request: Request) -> object:
        """Keep a request; a key that came before is a duplicate."""
        self.requests.append(request)
        answer = []
        for entry in request.entries:
            answer.append((Appended.DUPLICATE if entry.key in self.seen else Appended.NEW, ()))
            self.seen.add(entry.key)
        return answer


@asynccontextmanager
async def at_work() -> AsyncIterator[tuple[Intake, WriterInMemory]]:
    """Yield an intake over a writer in memory."""
    writer = WriterInMemory()
    made = Intake(writer, house(), scorer(), StillClock(NOON))  # type: ignore[arg-type]  # they have all that is asked
    try:
        yield made, writer
    finally:
        made.stop()


def _posts(count: int) -> Sequence[Post]:
    return [post(str(i)) for i in range(count)]


async def test_what_became_of_a_batch() -> None:
    """Taken, known already, and about no watch, each counted; the arrival is the event's instant."""
    async with at_work() as (intake, writer):
        records = [post("1"), post("1"), post("2"), post("3", text="about nobody")]
        taken = await intake.take("feed", records)
        events = [entry.event for entry in writer.requests[0].entries]

        assert taken == Taken(accepted=2, duplicates=1, unmatched=1)
        assert {event.at for event in events} == {NOON}
        assert writer.requests[0].counters == {"unmatched": 1}


async def test_a_body_is_taken_whole_or_not_at_all() -> None:
    """One record that is no mention keeps the whole body out; nothing reaches the writer."""
    async with at_work() as (intake, writer):
        future = post("2", created_at=NOON + timedelta(hours=1))
        taken = await intake.take("zap", [post("1"), future], all_or_nothing=True)

        assert [reject.reason for reject in taken.rejects] == ["created_at is 60 minutes in the future"]
        assert writer.requests == []


async def test_the_cursor_goes_with_the_last_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between two slices repeats records and skips none: the place moves with the last of them."""
    monkeypatch.setattr(module, "SLICE", 2)
    async with at_work() as (intake, writer):
        rejects = [Reject(reason="no JSON", body="{")]
        taken = await intake.take("feed", _posts(5), cursor="c", rejects=rejects)

        assert taken.accepted == 5
        assert [request.cursor for request in writer.requests] == [None, None, "c"]
        assert [len(request.rejects) for request in writer.requests] == [0, 0, 1]


async def test_an_empty_batch_with_a_new_place_is_kept() -> None:
    """A poll that found nothing still moves on; one that says nothing at all costs no commit."""
    async with at_work() as (intake, writer):
        await intake.take("feed", [], cursor="c")
        await intake.take("feed", [])

        assert [request.cursor for request in writer.requests] == ["c"]


async def test_deletions_and_rejects_reach_the_writer() -> None:
    """What the platform took back is erased; what a watch does not know is kept as rejected."""
    async with at_work() as (intake, writer):
        await intake.take("feed", [Deletion(platform="x", id="9"), post("1", watch="nobody"), post("2")])
        request = writer.requests[0]

        assert [one.id for one in request.deletions] == ["9"]
        assert [one.reason for one in request.rejects] == ['watch "nobody" is unknown']
        assert len(request.entries) == 1


async def test_the_post_is_kept_as_it_came() -> None:
    """Text and author are beside the event, not in it, so that they can be erased."""
    async with at_work() as (intake, writer):
        await intake.take("feed", [post("1", text="acme in private")])
        (entry,) = writer.requests[0].entries

        assert isinstance(entry.event, MentionSeen)
        assert b"private" not in msgspec.json.encode(entry.event)
        assert msgspec.json.decode(entry.post or b"", type=Post) == post("1", text="acme in private", brought_by="feed")
        assert entry.author == "x:u_1"


async def test_a_reload_keeps_what_was_learnt() -> None:
    """New terms are matched at once, and the reach of authors goes on."""
    async with at_work() as (intake, _):
        await intake.take("feed", [post("1", author_followers=5000)])
        before = await intake.reach_state()
        wanted = intake.load(house().with_(watches=()))

        assert not wanted("acme is here")
        assert await intake.reach_state() == before
        assert before != ReachFold().to_state()


async def test_a_forgotten_author_goes_by_another_name() -> None:
    """Their id is gone from the fold of reach, and its counts are not."""
    async with at_work() as (intake, _):
        await intake.take("feed", [post("1", author_followers=5000, repost_of_author="u_9"), post("2")])
        await intake.forget("x", "u_1", "erased-1")
        state = await intake.reach_state()

        assert b"u_1" not in state
        assert b"erased-1" in state
        assert b"u_9" in state


async def test_it_is_busy_while_it_waits() -> None:
    """The watchdog sees work that is not done; afterwards it is idle again, also when the writer refuses."""
    async with at_work() as (intake, writer):
        seen: list[int] = []

        async def refuse(_: Request) -> object:
            seen.append(intake.busy)
            raise ZeroDivisionError

        writer.take = refuse  # type: ignore[method-assign,assignment]
        with pytest.raises(ZeroDivisionError):
            await intake.take("feed", [post("1")])

        assert (seen, intake.busy) == ([1], 0)


async def test_the_first_batch_waits_for_the_reach_that_was_kept() -> None:
    """What was learnt before a restart is there when the first post is stamped, also if a reload comes in between."""
    kept = ReachFold()
    for number in range(40):
        kept.observe(post(f"r{number}", author=f"fan{number}", repost_of="1", repost_of_author="u_1"), NOON)
    gate = threading.Event()

    def slowly() -> ReachFold:
        gate.wait(20)
        return kept

    async with at_work() as (intake, writer):
        intake.remember(slowly)
        intake.load(house())
        taken = asyncio.create_task(intake.take("feed", [post("1")]))
        intake.load(house())
        gate.set()
        await taken
        event = writer.requests[0].entries[0].event

        assert isinstance(event, MentionSeen)
        assert event.mention.reach.amplification is not None
        assert event.mention.reach.amplification < 0.1
