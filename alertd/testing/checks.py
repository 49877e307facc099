"""Checks that anybody can run against their own scorer, notifier or store. Each fails with the promise that was broken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from alertd.errors import DeliveryError
from alertd.model.events import OpsNoted
from alertd.model.mention import key_of
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.post import Post
from alertd.model.rule import Severity
from alertd.model.score import Score
from alertd.ports import Appended, Delivery, Entry, Notifier, QueuedPage, Scorer, Unscored
from alertd.store_port import FoldStore

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

#: what strangers write: nothing, signs nobody sees, half a character, a very long text, every script
TEXTS = (
    "I love it",
    "worst service ever, never again!",
    "",
    "   \n\t ",
    "\x00\x01\ufffd",
    "\ud800 half a character",
    "\u202eright to left\u202c and \u200bzero width\ufeff",
    "😡😡😡" * 30,
    "berbat bir hizmet",
    "ужасно, верните деньги",
    "服务太差了",
    "خدمة سيئة",
    "a" * 100_000,
    "{text} %s $HOME <script>alert(1)</script> '; DROP TABLE post; --",
)


def _claim(is_true: object, promise: str) -> None:
    if not is_true:
        raise AssertionError(promise)


def check_scorer(scorer: Scorer) -> None:
    """Check what the port promises: one score a text, in order, never an exception, the same in every batch.

    Raises AssertionError with the promise that was broken.
    """
    _claim(isinstance(scorer.name, str) and "/" in scorer.name, 'a scorer has a name and a version ("default/1")')
    batch = [Unscored(text=text, language=language) for text in TEXTS for language in (None, "en", "und", "zz")]
    try:
        together = scorer.score(batch)
    except Exception as error:
        raise AssertionError(f"a scorer never raises for any text ({type(error).__name__}: {error})") from error
    _claim(len(together) == len(batch), "a scorer returns one score a text")
    _claim(all(isinstance(one, Score) for one in together), "a scorer returns Score values")
    _claim(all(one.scorer.startswith(scorer.name.partition("/")[0]) for one in together), "a score names its scorer")
    _claim(scorer.score([]) == [], "a scorer returns nothing for nothing")
    _claim(scorer.score(batch) == together, "a scorer says the same of the same texts")
    _claim(scorer.score(batch[::-1])[::-1] == together, "a scorer keeps the order of its texts")
    alone = [scorer.score([one])[0] for one in batch[:12]]
    _claim(alone == together[:12], "a scorer says the same of a text alone as among others")
    wordless = scorer.score([Unscored(text="", language="en"), Unscored(text="  ", language="en")])
    _claim(not any(one.is_known for one in wordless), "a scorer does not know the mood of a text without words")


def sample_delivery(
    page_id: str = "p1", *, to_address: str = "alice", text: str | None = None, channel: str = "test"
) -> Delivery:
    """Return a page, worded, as a notifier gets it."""
    page = Page(
        page_id=page_id,
        kind=PageKind.PAGE,
        at=NOON,
        watch="acme",
        severity=Severity.URGENT,
        to="alice",
        channel=channel,
        to_address=to_address,
        rule="storm",
        rule_name="Storm",
    )
    words = text if text is not None else f"acme: far more mentions than usual [{page_id}]"
    return Delivery(
        page=page,
        title="acme: storm",
        text=words,
        link=f"https://alerts.example.org/a/{page_id}",
        payload=f'{{"page_id":"{page_id}"}}'.encode(),
    )


async def check_notifier(
    notifier: Notifier,
    *,
    arrived: Callable[[], Sequence[str]],
    broken: Notifier | None = None,
    hanging: Notifier | None = None,
    to_address: str = "alice",
    seconds: float = 10.0,
) -> None:
    """Check what the port promises; raises AssertionError with the promise that was broken.

    arrived: what came at your fake provider, as text. broken: the same notifier with a provider that refuses.
    hanging: the same with one that never answers. seconds: how long (real) a send may take.
    """
    _claim(isinstance(notifier.kind, str) and notifier.kind, "a notifier has a kind")
    ids = [f"page{number}" for number in range(10)]
    first = await _sent(notifier, sample_delivery(ids[0], to_address=to_address), seconds)
    _claim(first is None or isinstance(first, str), "a notifier returns the provider's id, or None")
    _claim(any(ids[0] in text for text in arrived()), "a notifier delivers the text with its page id")
    sends = (_sent(notifier, sample_delivery(one, to_address=to_address), seconds) for one in ids[1:])
    await asyncio.gather(*sends)
    missing = [one for one in ids if not any(one in text for text in arrived())]
    _claim(not missing, f"a notifier delivers every page when several are under way ({', '.join(missing)})")
    for number, text in enumerate(TEXTS):
        if text.strip() and len(text) < 1000:
            body = text.encode("utf-8", "replace").decode() + f" [odd{number}]"
            await _sent(notifier, sample_delivery(f"odd{number}", text=body, to_address=to_address), seconds)
    if broken is not None:
        await _check_broken(broken, to_address, seconds)
    if hanging is not None:
        await _check_hanging(hanging, to_address)


async def _sent(notifier: Notifier, delivery: Delivery, seconds: float) -> str | None:
    try:
        async with asyncio.timeout(seconds):
            return await notifier.send(delivery)
    except TimeoutError as error:
        raise AssertionError(f"a notifier sends within {seconds:g} s while its provider answers") from error


async def _check_broken(broken: Notifier, to_address: str, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await broken.send(sample_delivery(to_address=to_address))
    except DeliveryError as error:
        _claim(str(error), "a DeliveryError says what went wrong")
        return
    except Exception as error:
        raise AssertionError(f"a notifier raises DeliveryError and nothing else ({type(error).__name__})") from error
    raise AssertionError("a notifier raises DeliveryError when its provider refuses")


async def _check_hanging(hanging: Notifier, to_address: str) -> None:
    task = asyncio.create_task(hanging.send(sample_delivery(to_address=to_address)))
    await asyncio.sleep(0.05)
    before = time.monotonic()
    task.cancel()
    await asyncio.wait({task}, timeout=5.0)
    took = time.monotonic() - before
    _claim(task.done() and took < 1.0, f"a notifier stops within a second when it is cancelled (took {took:.1f} s)")


def check_store(store: FoldStore) -> None:
    """Check the log, the cursors, the checkpoint and the outbox of an empty store, inside a transaction if it needs one.

    Raises AssertionError with the promise that was broken.
    """
    _check_log(store)
    _check_outbox(store)
    store.save(1, {"a": b"1", "b": b"2"})
    store.save(2, {"b": b"3"})
    _claim(store.load() == (2, {"a": b"1", "b": b"3"}), "a store keeps a checkpoint in parts, the newest of each")


def _check_log(store: FoldStore) -> None:
    first_key, second_key = key_of("acme", "x", "1"), key_of("acme", "x", "2")

    def entry(text: str, key: str | None = first_key) -> Entry:
        event = OpsNoted(at=NOON, topic="t", text=text)
        post = Post(platform="x", id="1", created_at=NOON, author="u1", text=text)
        return Entry(event=event, key=key, post=None if key is None else msgspec.json.encode(post), author="x:u1")

    became, first = store.append(entry("one"), NOON)
    _claim(became is Appended.NEW, "a store takes what is new")
    _claim(store.append(entry("one"), NOON) == (Appended.DUPLICATE, first), "a store knows what it has by its key")
    _claim(store.append(entry("two"), NOON)[0] is Appended.EDITED, "a store takes an edit for an edit")
    became, second = store.append(entry("three", key=None), NOON)
    _claim(became is Appended.NEW and second > first, "a store numbers events in their order")
    log = list(store.read(0))
    _claim([seq for seq, _ in log] == [first, second], "a store reads every event once, in order")
    _claim(log[0][1] == entry("one").event, "a store gives back the event it was given")
    _claim([seq for seq, _ in store.read(first)] == [second], "a store reads on from where it is asked to")
    posts = store.posts([first_key, second_key])
    _claim(list(posts.values()) == [entry("two").post], "a store gives the newest text of a post, and none it has not")
    _claim(store.erase("x", "1") == 1 and not store.posts([first_key]), "a store erases the text of a post")
    store.move_cursor("x", "41")
    store.move_cursor("x", "42")
    _claim(store.cursors() == {"x": "42"}, "a store remembers where each source stands")


def _check_outbox(store: FoldStore) -> None:
    def queued(page_id: str, hold: timedelta | None = None) -> QueuedPage:
        page = sample_delivery(page_id).page
        page = page.with_(incident="i1", hold_until=None if hold is None else NOON + hold)
        return QueuedPage(page=page, title="t", text="x", link="")

    pages = store.pages
    _claim(pages.queue(queued("a")) and not pages.queue(queued("a")), "an outbox takes a page id once")
    pages.queue(queued("held", timedelta(hours=1)))
    leased = pages.lease(NOON, boot="b1", limit=9, seconds=60)
    _claim([one.queued.page.page_id for one in leased] == ["a"], "an outbox leases what is due, and nothing sooner")
    _claim(not pages.lease(NOON, boot="b1", limit=9, seconds=60), "an outbox leases a page to one sender at a time")
    again = NOON + timedelta(seconds=30)
    pages.settle(Receipt(page_id="a", outcome=Outcome.RETRY, at=NOON, next_at=again))
    _claim(not pages.lease(NOON, boot="b1", limit=9, seconds=60), "an outbox waits before it tries again")
    _claim(len(pages.lease(again, boot="b1", limit=9, seconds=60)) == 1, "an outbox tries again when it is time")
    pages.settle(Receipt(page_id="a", outcome=Outcome.ACCEPTED, at=again))
    _claim(pages.next_due() == NOON + timedelta(hours=1), "an outbox knows when the next page is due")
    pages.cancel("i1", "acknowledged", (), again)
    late = NOON + timedelta(hours=2)
    _claim(not pages.lease(late, boot="b1", limit=9, seconds=60), "an outbox never sends what was cancelled")
