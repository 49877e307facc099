"""The sender with real notifiers against providers that hang, drip, refuse, are late and recover."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from alertd.model.page import Outcome
from alertd.notifiers.apprise.notifier import AppriseNotifier
from alertd.notifiers.registry import limit_of
from alertd.notifiers.webhook.notifier import Webhook
from alertd.ports import Notifier
from alertd.rulefile.channels import ChannelSetting
from alertd.runtime import logs
from alertd.runtime.channel import Route
from alertd.runtime.redaction import Redactor
from alertd.runtime.sender import Sender
from alertd.yamlform.secrets import Secret
from tests.unit.runtime.outbox_fakes import FAST, MemoryOutbox, delivery
from tests.wire.notify.mail import Postbox
from tests.wire.notify.servers import Answer, Provider

pytestmark = pytest.mark.asyncio

#: The promise is one second; the rest is for machines that run the whole suite at once.
_SOON = 3.0

HOOK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7/{to}"


class QuickClock:
    """Real time, `speed` times as fast."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()

    def now(self) -> datetime:
        """Return an instant of the year 2026."""
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=(self._loop.time() - self._began) * self._speed)

    async def sleep(self, seconds: float) -> None:
        """Wait a part of it."""
        await asyncio.sleep(seconds / self._speed)


class Scene:
    """A sender at work, and what came of it."""

    def __init__(self, speed: float, deadline: float) -> None:
        self.clock = QuickClock(speed)
        self.outbox = MemoryOutbox(self.clock)
        self.sender = Sender(outbox=self.outbox, clock=self.clock, deadline=deadline)

    async def until(self, true: Callable[[], bool]) -> float:
        """Wait until something is true, at most 20 s; return how long it took in real seconds."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout(20):
            while not true():  # noqa: ASYNC110 - what is awaited happens on the other side of a socket
                await asyncio.sleep(0.005)
        return loop.time() - began

    def times(self, page_id: str) -> list[datetime]:
        """Return when the attempts of a page began."""
        return [r.sent_at for r in self.outbox.receipts if r.page_id == page_id and r.sent_at]


@asynccontextmanager
async def scene(*, speed: float = 1.0, deadline: float = 12.0, **routes: Notifier | Route) -> AsyncIterator[Scene]:
    """Run a sender; Apprise is loaded before, as in the daemon."""
    made = Scene(speed, deadline)
    made.sender.use(
        {name: r if isinstance(r, Route) else Route(notifier=r, limit=FAST) for name, r in routes.items()},
    )
    await asyncio.to_thread(AppriseNotifier("x", "json://localhost").verify)
    task = asyncio.create_task(made.sender.run())
    try:
        yield made
    finally:
        await made.sender.stop()
        await asyncio.gather(task, return_exceptions=True)


@contextmanager
def logging_kept() -> Iterator[None]:
    """Put the process's logging back as it was."""
    names = [None, *logs.QUIET]
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = logging.getLogger().handlers[:]
    try:
        yield
    finally:
        logging.getLogger().handlers[:] = handlers
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        structlog.reset_defaults()


async def test_six_hung_targets_and_a_healthy_one() -> None:
    """Six targets hang on one channel; a healthy target of the same channel is told within a second."""
    async with Provider().open() as provider:
        provider.by_path = {f"/hang{n}": Answer(hang=True) for n in range(6)}
        notifier = AppriseNotifier("team", f"json://127.0.0.1:{provider.port}/{{to}}", deadline=8)
        async with scene(team=notifier) as now:
            now.outbox.add(*(delivery(f"h{n}", channel="team", address=f"hang{n}") for n in range(6)))
            await now.until(lambda: len(provider.asked) == 6)
            now.outbox.add(delivery("fine", channel="team", address="fine"))
            took = await now.until(lambda: now.outbox.outcomes("fine") == [Outcome.ACCEPTED])

    assert took < _SOON


@pytest.mark.parametrize("answer", [Answer(drip=True), Answer(hang=True)])
async def test_stop_does_not_wait_for_providers(answer: Answer) -> None:
    """A byte a second or nothing at all: a stop takes less than a second, and the page is unknown, not lost."""
    async with Provider(answer).open() as provider:
        base = provider.url
        async with scene(slack=AppriseNotifier("slack", HOOK, base_url=base), hook=Webhook("hook", base)) as now:
            now.outbox.add(delivery("a"), delivery("b", channel="hook"))
            await now.until(lambda: len(provider.asked) == 2)
            began = asyncio.get_running_loop().time()
            await now.sender.stop()
            took = asyncio.get_running_loop().time() - began

    assert took < _SOON
    assert {receipt.outcome for receipt in now.outbox.receipts} == {Outcome.UNKNOWN}
    assert len(now.outbox.receipts) == 2


async def test_retry_after_seven() -> None:
    """429 with Retry-After 7 brings the next try after 7 to 9 s, and another channel is not delayed."""
    busy = Provider(Answer(status=429, headers={"Retry-After": "7"}), Answer())
    async with busy.open(), Provider().open() as other:
        notifier = AppriseNotifier("slack", HOOK, base_url=busy.url)
        async with scene(speed=4, deadline=1e3, slack=notifier, hook=Webhook("hook", other.url)) as now:
            now.outbox.add(delivery("p"), delivery("q", channel="hook"))
            took = await now.until(lambda: now.outbox.outcomes("q") == [Outcome.ACCEPTED])
            await now.until(lambda: len(now.outbox.outcomes("p")) == 2)

    first, second = now.times("p")
    assert took < _SOON
    # Nine is the promise, kept exactly on a turned clock in the unit test; here a loaded machine adds its own.
    assert 7 <= (second - first).total_seconds() <= 12
    assert now.outbox.outcomes("p") == [Outcome.RETRY, Outcome.ACCEPTED]


async def test_answer_after_the_deadline_repeats_once() -> None:
    """A 200 that comes too late leads to one repeat at most, with the same id, known to be one."""
    async with Provider(Answer(after=1.0), Answer()).open() as provider:
        hook = Webhook("hook", provider.url, deadline=0.3)
        async with scene(speed=20, deadline=1e3, hook=hook) as now:
            now.outbox.add(delivery("p", channel="hook"))
            await now.until(lambda: len(now.outbox.outcomes("p")) == 2)

    assert now.outbox.outcomes("p") == [Outcome.UNKNOWN, Outcome.ACCEPTED]
    assert [asked.headers["idempotency-key"] for asked in provider.asked] == ["p", "p"]
    assert [receipt.repeat for receipt in now.outbox.receipts] == [False, True]


async def test_recovery_without_a_duplicate() -> None:
    """Slack answers 500 twice and recovers: each failure is recorded, another channel goes out at once, Slack has one."""
    async with Provider(Answer(status=500), Answer(status=500), Answer()).open() as slack, Postbox().open() as postbox:
        notifier, mail = AppriseNotifier("slack", HOOK, base_url=slack.url), AppriseNotifier("mail", postbox.url())
        async with scene(speed=40, deadline=1e3, slack=notifier, mail=mail) as now:
            now.outbox.add(delivery("p"), delivery("q", channel="mail", address="alice@example.org"))
            await now.until(lambda: len(now.outbox.outcomes("p")) == 3 and bool(now.outbox.outcomes("q")))

    assert now.outbox.outcomes("p") == [Outcome.RETRY, Outcome.RETRY, Outcome.ACCEPTED]
    assert [r.detail for r in now.outbox.receipts if r.page_id == "p"][:2] == ["the provider answered 500"] * 2
    assert now.outbox.outcomes("q") == [Outcome.ACCEPTED]
    assert len(slack.asked) == 3


async def test_ten_pages_to_three_people_by_mail() -> None:
    """With the shipped limit of mail the first letter is out at once and all thirty soon after; nobody's throttle sleeps.

    The promise is one second and five; the bounds here leave room for a loaded machine and are far below a throttle
    (5.5 s for each second letter).
    """
    async with Postbox().open() as postbox:
        url = postbox.url()
        route = Route(
            notifier=AppriseNotifier("mail", url),
            limit=limit_of(ChannelSetting(name="mail", kind="apprise", url=Secret(url))),
        )
        async with scene(mail=route) as now:
            now.outbox.add(
                *(
                    delivery(f"p{n}-{who}", channel="mail", address=f"{who}@example.org")
                    for n in range(10)
                    for who in ("alice", "bob", "charlie")
                )
            )
            first = await now.until(lambda: bool(postbox.letters))
            rest = await now.until(lambda: len(postbox.letters) == 30)

    assert first < 5.0
    assert first + rest < 12.0


async def test_process_ends_while_providers_drip() -> None:
    """SIGTERM ends the process in a few seconds while providers send a byte now and then (Apprise alone: a minute)."""
    async with Provider(Answer(drip=True)).open() as provider:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.wire.notify.stuck_daemon",
            provider.url,
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[3],
        )
        async with asyncio.timeout(60):
            while len(provider.asked) < 2:  # noqa: ASYNC110 - asked by another process
                await asyncio.sleep(0.02)
        began = asyncio.get_running_loop().time()
        process.terminate()
        said, _ = await asyncio.wait_for(process.communicate(), 30)
        took = asyncio.get_running_loop().time() - began

    assert took < 5
    assert process.returncode == 0
    assert said.decode().splitlines()[-1] == "a:unknown b:unknown"


async def test_no_secret_in_any_log_line(capfd: pytest.CaptureFixture[str]) -> None:
    """Everything at DEBUG, libraries forced open, providers that fail: no token, address or link is in any log line."""
    redactor, stream = Redactor(), io.StringIO()
    hook, sid, token = "TIiajkdnlazkcOXrIdevi7", "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", "7okenbbbb"
    slack_url, sms_url = f"slack://T1JJ3T3L2/A1BRTD4JD/{hook}", f"twilio://{sid}:{token}@15551230000/{{to}}"
    redactor.plant("webh00ksecret")
    redactor.plant_url(slack_url)
    redactor.plant_url(sms_url)
    with logging_kept():
        logs.start(redactor=redactor, debug=True, stream=stream, as_json=True)
        for name in ("apprise", "urllib3", "requests", "aiohttp", "asyncio"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        async with Provider(Answer(status=500)).open() as provider:
            base = provider.url
            redactor.plant_url(f"{base}/webh00kpath")
            async with scene(
                slack=AppriseNotifier("slack", slack_url, base_url=base),
                sms=AppriseNotifier("sms", sms_url, base_url=base, is_sms=True),
                hook=Webhook("hook", f"{base}/webh00kpath", secret="webh00ksecret"),
            ) as now:
                now.outbox.add(delivery("a"), delivery("b", channel="hook"))
                now.outbox.add(delivery("c", channel="sms", address="+4917612345678"))
                await now.until(lambda: len(now.outbox.receipts) == 3)
    everything = stream.getvalue() + "".join(capfd.readouterr()) + repr(now.outbox.receipts)

    assert "page.retry" in everything
    assert not [w for w in (hook, "A1BRTD4JD", sid, token, "webh00k", "4917612345678", "/a/t") if w in everything]
