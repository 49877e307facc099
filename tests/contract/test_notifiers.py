"""What every notifier promises, ours and a plug-in's, by the same tests."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import metadata
from types import SimpleNamespace

import pytest

from alertd.errors import ConfigurationError, DeliveryError
from alertd.notifiers import registry as building
from alertd.notifiers.apprise.notifier import AppriseNotifier
from alertd.notifiers.console.notifier import Console
from alertd.notifiers.kind import ChannelSetting
from alertd.notifiers.sms.notifier import Sms
from alertd.notifiers.webhook.notifier import Webhook
from alertd.ports import Delivery, Notifier
from tests.unit.runtime.outbox_fakes import delivery
from tests.wire.notify.mail import Postbox
from tests.wire.notify.servers import Answer, Provider

pytestmark = pytest.mark.asyncio

SECRET = "5ecretpath"


@dataclass(frozen=True, kw_only=True)
class Booth:
    """A notifier with its provider: `seen` returns what arrived there, as text."""

    notifier: Notifier
    seen: Callable[[], list[str]]
    address: str = "#general"


class Fake:
    """The smallest notifier there is, as a plug-in author would write it."""

    kind = "fake"

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def send(self, delivery: Delivery) -> str | None:
        """Keep the text."""
        self.texts.append(delivery.text)
        return str(len(self.texts))


@asynccontextmanager
async def booth(kind: str, answer: Answer | None = None, deadline: float = 10.0) -> AsyncIterator[Booth]:
    """Open a notifier of this kind and its provider."""
    if kind == "console":
        stream = io.StringIO()
        yield Booth(notifier=Console(stream=stream), seen=lambda: [t for t in [stream.getvalue()] if t])
        return
    if kind == "fake":
        fake = Fake()
        yield Booth(notifier=fake, seen=lambda: fake.texts)
        return
    if kind == "mail":
        async with Postbox(refuse={} if answer is None else {"alice": "450 busy"}).open() as postbox:
            notifier = AppriseNotifier("mail", postbox.url(), deadline=deadline)

            def letters() -> list[str]:
                return [
                    str(body.get_content()) for _, letter in postbox.letters if (body := letter.get_body(("plain",)))
                ]

            yield Booth(notifier=notifier, seen=letters, address="alice@example.org")
        return
    async with Provider(answer or Answer()).open() as provider:

        def bodies() -> list[str]:
            return [asked.body.decode() for asked in provider.asked]

        base = provider.url
        made: dict[str, Notifier] = {
            "webhook": Webhook("hook", f"{base}/{SECRET}", secret=SECRET, deadline=deadline),
            "slack": AppriseNotifier(
                "slack", f"slack://T1JJ3T3L2/A1/{SECRET}/{{to}}", base_url=base, deadline=deadline
            ),
            "sms": Sms("sms", "AC1", SECRET, "+15550100", base_url=base, deadline=deadline),
            "json": AppriseNotifier("json", base.replace("http", "json") + f"/{SECRET}", deadline=deadline),
        }
        yield Booth(notifier=made[kind], seen=bodies)


ALL = ["console", "fake", "json", "mail", "slack", "sms", "webhook"]
NETWORKED = ["json", "slack", "sms", "webhook"]


@pytest.mark.parametrize("kind", ALL)
async def test_takes_a_page(kind: str) -> None:
    """A page arrives with its id, and the notifier returns an id or None."""
    async with booth(kind) as it:
        given = await it.notifier.send(delivery("page-1", address=it.address))

        assert given is None or isinstance(given, str)
        assert len(it.seen()) == 1
        assert "page-1" in it.seen()[0]


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(
    "text", ["\x00\x1b[0m", "\u202eevil\u200b", "дождь 你好 🤯", "{to} %s {0.x} ${HOME}", "x" * 30_000]
)
async def test_takes_any_text(kind: str, text: str) -> None:
    """Hostile and long texts raise nothing but DeliveryError, and the page's id arrives."""
    async with booth(kind) as it:
        await it.notifier.send(delivery("page-1", address=it.address).with_(text=f"{text}\n[page-1]"))

        assert "page-1" in it.seen()[-1]


@pytest.mark.parametrize("kind", ALL)
async def test_pages_at_once(kind: str) -> None:
    """Several pages at once all arrive, each once and whole."""
    async with booth(kind) as it:
        await asyncio.gather(*(it.notifier.send(delivery(f"page-{n}", address=it.address)) for n in range(8)))

        seen = "\n".join(it.seen())
        assert all(f"page-{n}" in seen for n in range(8))


@pytest.mark.parametrize("kind", [*NETWORKED, "mail"])
async def test_passing_failure(kind: str) -> None:
    """A provider in trouble is a DeliveryError that can be tried again, and no secret is in its words."""
    async with booth(kind, Answer(status=503)) as it:
        with pytest.raises(DeliveryError) as caught:
            await it.notifier.send(delivery(address=it.address))

    assert not caught.value.permanent
    assert not caught.value.unknown
    assert SECRET not in str(caught.value)
    assert it.address not in str(caught.value)


@pytest.mark.parametrize("kind", NETWORKED)
async def test_hanging_provider(kind: str) -> None:
    """A provider that never answers is unknown at the deadline, not later."""
    async with booth(kind, Answer(hang=True), deadline=0.3) as it:
        began = time.monotonic()
        with pytest.raises(DeliveryError) as caught:
            await it.notifier.send(delivery(address=it.address))

    assert caught.value.unknown
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("kind", NETWORKED)
async def test_cancelled_send_ends_at_once(kind: str) -> None:
    """The sender may give a send up at any time, without waiting for the provider."""
    async with booth(kind, Answer(hang=True), deadline=60) as it:
        sending = asyncio.create_task(it.notifier.send(delivery(address=it.address)))
        async with asyncio.timeout(10):
            while not it.seen():  # noqa: ASYNC110 - seen on the other side of a socket
                await asyncio.sleep(0.005)
        sending.cancel()
        done, _ = await asyncio.wait({sending}, timeout=2)

    assert done
    assert sending.cancelled()


def setting(**kw: object) -> ChannelSetting:
    """Return a channel's setting."""
    base: dict[str, object] = {
        "name": "c",
        "kind": "apprise",
        "url": "",
        "secret": None,
        "base_url": None,
        "max_segments": None,
        "options": {},
    }
    return SimpleNamespace(**(base | kw))


async def test_built_from_settings() -> None:
    """Each kind is built from its setting and answers with its kind."""
    made = [
        building.build(setting(kind="apprise", url="slack://A/B/C")),
        building.build(setting(kind="webhook", url="https://h.example/x")),
        building.build(setting(kind="console")),
    ]

    assert [one.kind for one in made] == ["apprise", "webhook", "console"]


async def test_unknown_kind_names_the_known() -> None:
    """A kind that nobody offers is a fault of the settings, and the message names those that exist."""
    with pytest.raises(ConfigurationError, match="apprise, webhook, console"):
        building.build(setting(kind="pigeon"))


async def test_plugin_by_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed plug-in is built by its entry point's name; one that does not load is named."""

    class Point:
        """Stands for an installed entry point."""

        name = "pigeon"
        value = "loft:Pigeon"

        def load(self) -> object:
            """Return the factory."""
            return lambda channel: Fake()

    class Broken(Point):
        """Fails at import."""

        def load(self) -> object:
            """Fail."""
            raise ImportError("no loft")

    points: list[Point] = [Point()]
    monkeypatch.setattr(metadata, "entry_points", lambda **_: points)

    assert building.build(setting(kind="pigeon")).kind == "fake"
    assert building.kinds() == (*building.OWN, "pigeon")
    points[:] = [Broken()]
    with pytest.raises(ConfigurationError, match="loft:Pigeon"):
        building.build(setting(kind="pigeon"))
