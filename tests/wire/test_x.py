"""The X source against a loopback server, with the real tweepy client."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from alertd.errors import SourceError
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.sources.x.check import check_online
from alertd.sources.x.options import XOptions
from alertd.sources.x.source import X
from tests.wire.pond import START, QuickClock, Writer
from tests.wire.x_server import TOKEN, XServer, html, refusal

pytestmark = pytest.mark.asyncio
ACME = Watch(name="acme", terms=("acme", "acme corp"), handles={"x": ("acme_help",)})


def source(server: XServer, **options: Any) -> X:
    """Make a source that reads from the server; counts off unless asked."""
    settings = {"bearer_token": TOKEN, "base_url": server.url, "counts": None, "follow": 0, **options}
    return X(XOptions(**settings), name="x", watches=(ACME,), clock=server.clock)


async def test_a_post_arrives_with_its_author_and_whole_text() -> None:
    """A long post's whole text, its author's reach and its counts come over the stream."""
    async with XServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.is_connected)
        post_id = server.offer("acme " + "very long " * 60)
        await writer.until(lambda: post_id in writer.ids)
        post = writer.posts["x", post_id]

        assert len(post.text) > 500
        assert (post.author_handle, post.author_followers, post.author_verified) == ("ayse", 1200, False)
        assert (post.reposts, post.likes, post.replies, post.views) == (1, 3, 2, 99)
        assert post.is_filled is False
        assert post.url == f"https://x.com/ayse/status/{post_id}"


async def test_a_repost_is_tied_to_its_post_and_has_its_text() -> None:
    """A retweet's own text is cut at 140; the original's is taken, and a known original is told again with new counts."""
    async with XServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.is_connected)
        original = server.offer("acme " + "x" * 200)
        await writer.until(lambda: original in writer.ids)
        server.offered[-1]["public_metrics"]["retweet_count"] = 500
        repost = server.offer("RT @ayse: acme xx…", referenced_tweets=[{"type": "retweeted", "id": original}])
        await writer.until(lambda: repost in writer.ids)
        post = writer.posts["x", repost]

        assert (post.repost_of, post.repost_of_author) == (original, "77")
        assert post.text == "acme " + "x" * 200
        assert post.reposts is None
        assert writer.posts["x", original].reposts == 500


async def test_an_edit_is_the_same_post_with_a_new_text() -> None:
    """An edit arrives under a new id; its post keeps the first one."""
    async with XServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.is_connected)
        first = server.offer("acme is grate")
        server.offer("acme is great", edit_history_tweet_ids=[first, "later"])
        await writer.until(lambda: first in writer.ids and writer.posts["x", first].text == "acme is great")

        assert len(writer.posts) == 1


async def test_a_deletion_is_told() -> None:
    """A deletion in either form becomes a Deletion."""
    async with XServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.is_connected)
        server.send(b'{"data":{"delete":{"event_at":"2026-11-21T10:00:00Z","tweet":{"id":"5","author_id":"7"}}}}')
        server.send(b'{"delete":{"status":{"id":6,"id_str":"6"}}}')
        await writer.until(lambda: writer.deleted == {"5", "6"})


async def test_bad_lines_cost_nothing_but_themselves() -> None:
    """A line that is not JSON, a rule without tag and a post without date do not stop the stream."""
    async with XServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.is_connected)
        server.send(b'{"data": {"id": "1", ')
        server.send(b'{"data": {"id": "2", "text": "acme"}}')
        untagged = server.line({"id": "3", "text": "acme", "author_id": "7", "created_at": "2026-11-21T10:00:00Z"})
        server.send(untagged.replace(b', "tag": "alertd/acme/x"', b""))
        post_id = server.offer()
        await writer.until(lambda: post_id in writer.ids)

        assert "3" in writer.ids
        assert len(writer.rejects) == 2
        assert server.connects == 1


async def test_an_endless_line_ends_the_connection_not_the_memory() -> None:
    """Four megabytes without a line end are cut off, and the stream is read on."""
    async with XServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.is_connected)
        server.act("endless")
        await writer.until(lambda: server.connects == 2 and server.is_connected)
        post_id = server.offer()
        await writer.until(lambda: post_id in writer.ids)


@pytest.mark.parametrize("fault", ["close", "reset", "cut", "stall"])
async def test_what_was_written_during_a_break_is_fetched(fault: str) -> None:
    """After each kind of break the posts of the gap come by search, marked as filled, with the gap told."""
    clock = QuickClock(speed=100)
    async with XServer(clock) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.is_connected)
        seen = server.offer()
        await writer.until(lambda: seen in writer.ids)
        server.next_connects = [("answer", html(503)), ("answer", html(503))]
        server.act(fault)
        missed = [server.offer(live=False) for _ in range(5)]
        await writer.until(lambda: writer.ids >= set(missed), what="gap filled")
        await writer.until(lambda: writer.gaps, what="gap told")

        assert all(writer.posts["x", post_id].is_filled for post_id in missed)
        assert writer.gaps[0].filled == 5
        assert "reposts" in (writer.gaps[0].hole or "")
        assert SourceState.CATCHING_UP in writer.states


async def test_a_429_waits_for_its_reset_and_no_longer() -> None:
    """The reset header counts, not a fixed minute."""
    clock = QuickClock(speed=20)
    async with XServer(clock) as server:
        reset = str(int(clock.now().timestamp()) + 8)
        server.next_connects = [("answer", refusal(429, **{"x-rate-limit-reset": reset}))]
        async with Writer().reading(source(server)) as writer:
            before = clock.now()
            await writer.until(lambda: server.is_connected)
            waited = (clock.now() - before).total_seconds()

    assert 5 < waited < 30
    assert any(state is SourceState.BLIND for state in writer.states)


async def test_posts_held_back_while_keep_alives_flow_are_noticed() -> None:
    """A stream that lives but brings nothing where much was usual is doubted, looked up and opened again."""
    clock = QuickClock(speed=400)
    async with XServer(clock) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.is_connected)
        for _ in range(600):
            server.offer()
            await asyncio.sleep(0.001)
        server.is_muted = True
        missed = [server.offer() for _ in range(3)]
        await writer.until(lambda: writer.ids >= set(missed), what="doubt", seconds=20)
        await writer.until(lambda: server.connects >= 2)


async def test_a_402_stops_posts_tells_ops_and_goes_on_counting() -> None:
    """Out of credit is a state with the word budget in it; counts go on; posts come back by themselves."""
    clock = QuickClock(speed=500)
    async with XServer(clock) as server:
        server.next_connects = [("answer", refusal(402))]
        async with Writer().reading(source(server, counts=60.0)) as writer:
            await writer.until(lambda: SourceState.OUT_OF_BUDGET in writer.states)
            told = len(writer.counts)
            await writer.until(lambda: len(writer.counts) > told, what="counts go on")
            await writer.until(lambda: server.is_connected, what="posts come back")

        assert any("budget" in note for state, note in writer.views if state is SourceState.OUT_OF_BUDGET)


async def test_a_storm_beyond_the_purse_is_sampled() -> None:
    """Posts are read in turns, counts go on from the reserve, operators hear of it, and nothing is overspent."""
    clock = QuickClock(speed=200)
    async with XServer(clock) as server, Writer().reading(source(server, per_day=2.0, counts=60.0)) as writer:
        await writer.until(lambda: server.is_connected)
        for _ in range(600):
            server.offer()
            await asyncio.sleep(0.0005)
        await writer.until(lambda: any("are" in note or "is read" in note for _, note in writer.views), what="told")
        read, told, connects = len(writer.posts), len(writer.counts), server.connects
        await writer.until(lambda: len(writer.counts) > told + 1, what="counts go on")
        await writer.until(lambda: server.connects > connects, what="the next turn")
        for _ in range(100):
            server.offer()
        await writer.until(lambda: len(writer.posts) > read, what="some of them are read")
    assert SourceState.DEGRADED in writer.states
    assert any("budget" in alarm for alarm in writer.alarms)

    spent = len(writer.posts) * 0.005 + server.requests["/2/tweets/counts/recent"] * 0.005
    assert 0 < spent < 2.0  # how much was read hangs on the machine; what must hold is the ceiling


async def test_counts_reach_seven_days_back_once() -> None:
    """The first day of a watch gets a baseline by the minute; a restart does not count any minute twice."""
    clock = QuickClock(speed=50)
    async with XServer(clock) as server:
        server.counted[START - timedelta(days=3)] = 41
        writer = Writer()
        async with writer.reading(source(server, counts=60.0)):
            await writer.until(lambda: len(writer.counts) > 9_000)
        clock.step(timedelta(minutes=30))
        async with writer.reading(source(server, counts=60.0)):
            asked = server.requests["/2/tweets/counts/recent"]
            await writer.until(lambda: server.requests["/2/tweets/counts/recent"] > asked)

    starts = [count.created_at for count in writer.counts]
    assert len(starts) == len(set(starts))
    assert max(starts) < START + timedelta(minutes=5), "posts cover what comes after; it must not count twice"
    assert min(starts) < START - timedelta(days=6, hours=23)
    assert {count.count for count in writer.counts} == {0, 41}


async def test_a_stream_that_keeps_posts_back_is_shown_by_the_counts() -> None:
    """X counts far more than the stream brings: that is told, and the counts are not added to the posts."""
    clock = QuickClock(speed=500)
    async with XServer(clock) as server, Writer().reading(source(server, counts=60.0)) as writer:
        await writer.until(lambda: server.is_connected and len(writer.counts) > 9_000)
        told = len(writer.counts)
        server.counted = {START + timedelta(minutes=minute): 30 for minute in range(120)}
        await writer.until(lambda: any("that X counted for acme" in note for _, note in writer.views))

        assert len(writer.counts) <= told + 2


async def test_a_restart_fills_the_time_it_was_down() -> None:
    """Posts written while the daemon was down arrive after the start, from the committed cursor."""
    clock = QuickClock(speed=50)
    async with XServer(clock) as server:
        writer = Writer()
        async with writer.reading(source(server)):
            await writer.until(lambda: server.is_connected)
            seen = server.offer()
            await writer.until(lambda: seen in writer.ids)
            await writer.until(lambda: writer.cursor is not None)
        clock.step(timedelta(hours=1))
        server.page = 10
        missed = {server.offer(live=False) for _ in range(35)}
        async with writer.reading(source(server)):
            await writer.until(lambda: writer.ids >= missed)
            await writer.until(lambda: writer.gaps)

    assert writer.gaps[0].ends_at - writer.gaps[0].begins_at >= timedelta(hours=1)


async def test_rules_are_added_before_old_ones_go_and_others_stay() -> None:
    """The difference is applied by tag; a foreign rule is never touched."""
    async with XServer(QuickClock()) as server:
        server.rules = [
            {"id": "1", "value": "(oldterm)", "tag": "alertd/acme/0123"},
            {"id": "2", "value": "somebody else"},
        ]
        async with Writer().reading(source(server)) as writer:
            await writer.until(lambda: server.is_connected)
        async with Writer().reading(source(server)) as writer:
            await writer.until(lambda: server.is_connected)

    kinds = [kind for kind, _ in server.rule_log]
    assert kinds == ["add", "delete"]
    assert {rule["id"] for rule in server.rules} >= {"2"}


async def test_rules_that_vanish_are_kept_again() -> None:
    """A 409 at connect means that X holds no rules: they are written again."""
    async with XServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.is_connected)
        server.rules.clear()
        server.act("close")
        await writer.until(lambda: server.connects >= 3 and server.is_connected)


async def test_a_wrong_token_is_permanent_and_never_shown() -> None:
    """A 401 ends the source with a sentence that names the setting, not the token."""
    async with XServer(QuickClock()) as server:
        wrong = source(server, bearer_token="sec" + "ret-of-mine")
        with pytest.raises(SourceError) as caught:
            await Writer().read(wrong)

    assert caught.value.permanent
    assert "bearer_token" in str(caught.value)
    assert "of-mine" not in str(caught.value)


async def test_likes_of_young_posts_are_read_again_and_deleted_ones_are_noticed() -> None:
    """A young post comes again with newer counts; one that is gone becomes a Deletion."""
    clock = QuickClock(speed=500)
    async with XServer(clock) as server, Writer().reading(source(server, follow=10)) as writer:
        await writer.until(lambda: server.is_connected)
        first, second = server.offer(), server.offer("acme too")
        await writer.until(lambda: len(writer.ids) == 2)
        server.offered[0]["public_metrics"]["like_count"] = 4_000
        server.gone.add(second)
        await writer.until(lambda: writer.posts["x", first].likes == 4_000)
        await writer.until(lambda: second in writer.deleted)


async def test_own_mentions_come_by_the_cheap_read() -> None:
    """Mentions of the brand's account arrive without the stream, and name the watch."""
    clock = QuickClock(speed=200)
    async with XServer(clock) as server, Writer().reading(source(server, own_account="42")) as writer:
        await writer.until(lambda: server.is_connected)
        post_id = server.offer("@acme_help my order is late", live=False)
        await writer.until(lambda: post_id in writer.ids)

        assert writer.posts["x", post_id].watch == "acme"


async def test_check_online_says_in_words_what_is_wrong() -> None:
    """Fine settings give no finding; each fault gives one sentence."""
    async with XServer(QuickClock()) as server:
        fine = XOptions(bearer_token=TOKEN, base_url=server.url)
        wrong = XOptions(bearer_token="sec" + "ret-of-mine", base_url=server.url)
        away = XOptions(bearer_token=TOKEN, base_url="http://127.0.0.1:9")
        clock = server.clock

        assert await check_online(fine, (ACME,), clock=clock) == []
        assert server.rules == []
        assert "bearer_token" in (await check_online(wrong, (ACME,), clock=clock))[0]
        assert "cannot be reached" in (await check_online(away, (ACME,), clock=clock))[0]
        assert "no watch" in (await check_online(fine, (), clock=clock))[0]
        refused = await check_online(fine, (Watch(name="odd", terms=("bad(",)),), clock=clock)
        assert refused == ['X refuses the rule ("bad("): cannot be read']
        long = await check_online(fine, (Watch(name="long", terms=("x" * 1_100, "y")),), clock=clock)
        assert any("longer than a rule may be" in finding for finding in long)
