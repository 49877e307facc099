"""The webhook against a real HTTP server."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from alertd.errors import ConfigurationError, DeliveryError
from alertd.notifiers.webhook.notifier import Webhook
from tests.unit.runtime.outbox_fakes import delivery
from tests.wire.notify.servers import Answer, Provider

pytestmark = pytest.mark.asyncio


async def refused(webhook: Webhook) -> DeliveryError:
    """Send a page that must fail, and return why."""
    with pytest.raises(DeliveryError) as caught:
        await webhook.send(delivery())
    return caught.value


async def test_signed_body_as_it_is() -> None:
    """The body arrives byte for byte, with a signature over it and the page's id as its key."""
    async with Provider().open() as provider:
        page = delivery("pé-1").with_(payload='{"text": "дождь\\u2028"}'.encode())
        await Webhook("hook", provider.url + "/in", secret="s3cret").send(
            page.with_(page=page.page.with_(page_id="p-1"))
        )

    (asked,) = provider.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/in", page.payload)
    expected = hmac.new(b"s3cret", page.payload, hashlib.sha256).hexdigest()
    assert asked.headers["x-alertd-signature"] == f"sha256={expected}"
    assert asked.headers["idempotency-key"] == "p-1"
    assert asked.headers["content-type"] == "application/json"


async def test_no_secret_no_signature() -> None:
    """Without a secret there is no header that only looks like a signature."""
    async with Provider(Answer(status=204, body="")).open() as provider:
        assert await Webhook("hook", provider.url).send(delivery()) is None

    assert "x-alertd-signature" not in provider.asked[0].headers


async def test_address_in_the_url() -> None:
    """A person's address takes the place of {to} and cannot leave its part of the path."""
    async with Provider().open() as provider:
        await Webhook("hook", provider.url + "/to/{to}/x").send(delivery(address="../admin?a=b"))

    assert provider.asked[0].path == "/to/..%2Fadmin%3Fa=b/x"


async def test_busy_receiver_names_its_patience() -> None:
    """429 is tried again, not before the receiver asked."""
    async with Provider(Answer(status=429, headers={"Retry-After": "7"})).open() as provider:
        error = await refused(Webhook("hook", provider.url))

    assert (error.permanent, error.unknown, error.retry_after) == (False, False, 7.0)


@pytest.mark.parametrize(("status", "permanent"), [(500, False), (410, True), (302, True)])
async def test_refusals(status: int, *, permanent: bool) -> None:
    """Faults pass, refusals do not, and a redirect is not followed: it would turn the page into a GET."""
    answer = Answer(status=status, headers={"Location": "/elsewhere"})
    async with Provider(answer).open() as provider:
        error = await refused(Webhook("hook", provider.url))

    assert error.permanent is permanent
    assert [asked.path for asked in provider.asked] == ["/"]


@pytest.mark.parametrize("answer", [Answer(hang=True), Answer(drip=True), Answer(after=5.0)])
async def test_late_answers_are_unknown(answer: Answer) -> None:
    """No answer, half an answer and an answer after the deadline all mean: it may have arrived."""
    async with Provider(answer).open() as provider:
        error = await refused(Webhook("hook", provider.url, deadline=0.3))

    assert error.unknown


async def test_slow_body_after_the_status_is_accepted() -> None:
    """A receiver that said 200 has the page, however long its body takes."""
    async with Provider(Answer(body="x" * 10, headers={"Content-Length": "99999"})).open() as provider:
        assert await Webhook("hook", provider.url, deadline=2).send(delivery()) is None


async def test_cut_connection_is_unknown() -> None:
    """A connection that breaks after the request leaves open whether the page was taken."""
    async with Provider(Answer(cut=True)).open() as provider:
        error = await refused(Webhook("hook", provider.url))

    assert error.unknown


async def test_nobody_listens() -> None:
    """A refused connection is certain: nothing arrived, so the next try is no repeat."""
    async with Provider().open() as provider:
        url = provider.url
    error = await refused(Webhook("hook", url))

    assert not error.unknown
    assert not error.permanent


async def test_name_that_does_not_resolve() -> None:
    """A name that does not resolve is certain too, and its message names no URL."""
    error = await refused(Webhook("hook", "https://alertd-test.invalid/s3cret-path", deadline=2))

    assert not error.unknown
    assert "s3cret" not in str(error)


async def test_proxy_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTP_PROXY leads pages through the proxy."""
    async with Provider().open() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        await Webhook("hook", "http://localhost:1/in").send(delivery())

    assert proxy.asked[0].path == "http://localhost:1/in"


async def test_clear_text_to_the_world_is_refused() -> None:
    """A webhook over http to another machine is a fault of the settings."""
    with pytest.raises(ConfigurationError):
        Webhook("hook", "http://example.org/in")
