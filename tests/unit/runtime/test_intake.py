"""Intake at run time: enriched on a thread of its own, answered after the commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
import pytest

from alertd.errors import StoreUnavailable
from alertd.intake.match import Missed
from alertd.intake.reach import ReachFold
from alertd.intake.speakers import Speaker
from alertd.model.events import MentionSeen
from alertd.model.post import Deletion, Post
from alertd.model.watch import Watch
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


def posts_of_acme(count: int) -> Sequence[Post]:
    """Return so many posts."""
    return [post(str(i)) for i in range(count)]


async def test_what_became_of_a_batch() -> None:
    """Taken, known already, and about no watch, each counted; the arrival is the event's instant."""
    async with at_work() as (intake, writer):
        records = [post("1"), post("1"), post("2"), post("3", text="about nobody")]
        taken = await intake.take("feed", records)
        events = [entry.event for entry in writer.requests[0].entries]

        assert taken == Taken(accepted=2, duplicates=1, missed=(Missed.NAME,))
        assert {event.at for event in events} == {NOON}
        assert writer.requests[0].counters == {"unmatched": 1, "unmatched.name": 1}


async def test_a_body_is_looked_through_to_its_end_before_any_of_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """One record that is no mention is found in whichever slice it lies; nothing reaches the writer, and others have their turn."""
    monkeypatch.setattr(module, "SLICE", 2)
    async with at_work() as (intake, writer):
        future = post("9", created_at=NOON + timedelta(hours=1))
        turns: list[int] = []
        asyncio.get_running_loop().call_soon(turns.append, 1)
        found = await intake.refusals("zap", [*posts_of_acme(6), future, post("10", watch="nobody")])

        assert [one.reason for one in found] == ["created_at is 60 minutes in the future", 'watch "nobody" is unknown']
        assert writer.requests == []
        assert turns == [1]
        assert await intake.refusals("zap", posts_of_acme(6)) == []


async def test_a_body_is_looked_through_as_its_source_may_speak() -> None:
    """A webhook that speaks for one platform is refused the posts of another, before anything is taken."""
    async with at_work() as (intake, _):
        intake.speakers["zap"] = Speaker("zap", platforms=frozenset({"forum"}))
        (fault,) = await intake.refusals("zap", [post("1"), post("2", platform="forum")])

        assert '"zap" brings no posts of "x"' in fault.reason
        assert await intake.refusals("another", [post("1")]) == []


async def test_a_body_that_the_store_refuses_in_the_middle_is_brought_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken before stays and is a duplicate then; the place of the source moves only when all is in."""
    monkeypatch.setattr(module, "SLICE", 2)
    async with at_work() as (intake, writer):
        take, left = writer.take, [2]

        async def refuse(request: Request) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise StoreUnavailable("no room")
            return await take(request)

        writer.take = refuse  # type: ignore[method-assign]
        with pytest.raises(StoreUnavailable):
            await intake.take("zap", posts_of_acme(7), cursor="c")
        assert [request.cursor for request in writer.requests] == [None, None]
        assert (intake.busy, intake.backlog) == (0, 0)

        left[0] = 100
        again = await intake.take("zap", posts_of_acme(7), cursor="c")
        assert (again.accepted, again.duplicates) == (3, 4)
        assert writer.requests[-1].cursor == "c"


async def test_a_watch_that_goes_while_a_body_is_taken_keeps_the_rest_of_it_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reload between two slices: posts that name the watch which is gone are put aside, each with its reason, and nothing else is lost."""
    monkeypatch.setattr(module, "SLICE", 2)
    async with at_work() as (intake, writer):
        intake.load(house().with_(watches=(*house().watches, Watch(name="globex", terms=("globex",)))))
        body = [post(str(n), watch="globex" if n % 2 else None) for n in range(6)]
        assert await intake.refusals("zap", body) == []
        take = writer.take

        async def reload_then_take(request: Request) -> object:
            intake.load(house())
            return await take(request)

        writer.take = reload_then_take  # type: ignore[method-assign]
        taken = await intake.take("zap", body, cursor="c")

        assert (taken.accepted, len(taken.rejects)) == (4, 2)
        kept = [reject.reason for request in writer.requests for reject in request.rejects]
        assert kept == ['watch "globex" is unknown'] * 2


async def test_the_cursor_goes_with_the_last_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between two slices repeats records and skips none: the place moves with the last of them."""
    monkeypatch.setattr(module, "SLICE", 2)
    async with at_work() as (intake, writer):
        rejects = [Reject(reason="no JSON", body="{")]
        taken = await intake.take("feed", posts_of_acme(5), cursor="c", rejects=rejects)

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
