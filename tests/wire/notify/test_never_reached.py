"""Nothing was sent where no connection stood: the page is tried again, is no possible repeat, and the reason is named."""

from __future__ import annotations

import asyncio

import pytest

from alertd.errors import DeliveryError, Fault
from alertd.notifiers.apprise.notifier import AppriseNotifier
from alertd.notifiers.webhook.notifier import Webhook
from alertd.ports import Notifier
from tests.unit.runtime.outbox_fakes import delivery
from tests.wire.notify.servers import Answer, Provider

pytestmark = pytest.mark.asyncio

HOOK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7"


def notifier(kind: str, base: str) -> Notifier:
    """Return a notifier whose provider is at `base`."""
    if kind == "webhook":
        return Webhook("hook", f"{base}/in", deadline=5.0)
    if kind == "mail":
        place = base.partition("://")[2]
        return AppriseNotifier("mail", f"mailto://{place}?from=a@example.org&to={{to}}", deadline=5.0)
    return AppriseNotifier("slack", HOOK, base_url=base, deadline=5.0)


async def refusal(one: Notifier) -> DeliveryError:
    """Send, and return why it failed."""
    with pytest.raises(DeliveryError) as caught:
        await one.send(delivery(address="alice@example.org"))
    return caught.value


def is_retried(error: DeliveryError) -> bool:
    """Whether the page is tried again, unmarked, as a trouble of the provider's."""
    return not error.unknown and not error.permanent and error.fault is Fault.PROVIDER


@pytest.mark.parametrize("kind", ["slack", "webhook"])
@pytest.mark.parametrize("status", [503, 407, 502])
async def test_a_proxy_that_refuses(kind: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that answers CONNECT with an error let nothing through."""
    async with Provider(Answer(status=status)).open() as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        error = await refusal(notifier(kind, "https://hooks.example.org"))

    assert is_retried(error)
    assert f"the proxy answered {status}" in str(error)
    assert [asked.method for asked in proxy.asked] == ["CONNECT"]


@pytest.mark.parametrize("kind", ["slack", "webhook"])
async def test_a_proxy_that_is_not_there(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead proxy is named as a fault of the way, not of the provider's answer."""
    async with Provider().open() as proxy:
        dead = proxy.url
    monkeypatch.setenv("https_proxy", dead)
    monkeypatch.setenv("no_proxy", "")

    error = await refusal(notifier(kind, "https://hooks.example.org"))

    assert is_retried(error)
    assert "could not be reached" in str(error)


@pytest.mark.parametrize(
    ("kind", "base", "why"),
    [
        ("slack", "https://nowhere.invalid", "does not resolve"),
        ("webhook", "https://nowhere.invalid", "does not resolve"),
        ("mail", "smtp://nowhere.invalid:25", "does not resolve"),
        ("slack", "http://127.0.0.1:9", "refuses connections"),
        ("webhook", "http://127.0.0.1:9", "refuses connections"),
        ("mail", "smtp://127.0.0.1:9", "refuses connections"),
    ],
)
async def test_names_and_refusals(kind: str, base: str, why: str) -> None:
    """A name that does not resolve and a port where nobody listens are each called what they are."""
    error = await refusal(notifier(kind, base))

    assert is_retried(error)
    assert why in str(error)


@pytest.mark.parametrize("kind", ["slack", "webhook"])
async def test_no_tls(kind: str) -> None:
    """A server that speaks no TLS took nothing of the page."""

    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    async with server:
        error = await refusal(notifier(kind, f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"))

    assert is_retried(error)
    assert "TLS" in str(error)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(status=401), Fault.PROVIDER),
        (Answer(status=403, body="invalid_token"), Fault.PROVIDER),
        (Answer(status=404, body='{"error": "channel_not_found"}'), Fault.ADDRESS),
        (Answer(status=403), Fault.UNSURE),
        (Answer(status=404), Fault.UNSURE),
        (Answer(status=503), Fault.PROVIDER),
        (Answer(status=429), Fault.PROVIDER),
    ],
)
async def test_whose_fault_an_answer_is(answer: Answer, fault: Fault) -> None:
    """One person's closed address is not the provider's trouble, and the other way round; a bare 403 says neither."""
    async with Provider(answer).open() as provider:
        error = await refusal(notifier("slack", provider.url))

    assert error.fault is fault
