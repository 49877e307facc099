"""Apprise's real plug-ins against providers on loopback."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import parse_qs

import pytest

from alertd.errors import ConfigurationError, DeliveryError
from alertd.model.page import Evidence
from alertd.notifiers.apprise.notifier import AppriseNotifier
from tests.unit.runtime.outbox_fakes import delivery
from tests.wire.notify.servers import Answer, Provider

pytestmark = pytest.mark.asyncio

HOOK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7"
BOT = "slack://xoxb-1234-1234-abc124"
TWILIO = "twilio://ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:7okenbbbb@15551230000"


async def refused(notifier: AppriseNotifier, page: object = None) -> DeliveryError:
    """Send a page that must fail, and return why."""
    with pytest.raises(DeliveryError) as caught:
        await notifier.send(page or delivery())  # type: ignore[arg-type]
    return caught.value


async def test_json() -> None:
    """A generic JSON service gets title and text as they are, at an address from the page."""
    async with Provider().open() as provider:
        notifier = AppriseNotifier("team", f"json://127.0.0.1:{provider.port}/to/{{to}}")
        await notifier.send(delivery(address="alice").with_(text="dождь @everyone <b> [p1]"))

    (asked,) = provider.asked
    assert asked.path == "/to/alice"
    assert asked.json()["title"] == "acme: 40 posts in 5 min"
    assert asked.json()["message"] == "dождь @everyone <b> [p1]"


async def test_slack_webhook() -> None:
    """Slack gets the text as the message itself, in the person's channel, without previews and without attachments."""
    async with Provider().open() as provider:
        await AppriseNotifier("slack", HOOK + "/{to}", base_url=provider.url).send(delivery(address="#brand-crisis"))

    (asked,) = provider.asked
    assert asked.path == "/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7"
    said = asked.json()
    assert said["channel"] == "#brand-crisis"
    assert said["text"].startswith("*acme: 40 posts in 5 min*\n40 posts, usually 4\n")
    assert said["text"].endswith("[p1]")
    assert said["unfurl_links"] is False
    assert "attachments" not in said


async def test_slack_calls_nobody() -> None:
    """A stranger's <!channel>, @everyone and masked link are text, escaped once even if they were escaped before."""
    post = Evidence(
        id="1", platform="x", author="a", reach=1, sentiment=0.9, url="https://x.example/1?a=1&b=2", why="first"
    )
    page = delivery()
    page = page.with_(
        page=page.page.with_(evidence=(post,)),
        text=(
            "<!channel> &lt;!here&gt; @everyone <https://evil.example|bank> R&D &amp; "
            "<https://x.example/1?a=1&amp;b=2|post> <https://a.example/a/t|Acknowledge> [p1]"
        ),
    )
    async with Provider().open() as provider:
        await AppriseNotifier("slack", HOOK, base_url=provider.url).send(page)

    said = provider.asked[0].json()["text"].replace("\u200b", "~")
    assert said.partition("\n")[2] == (
        "&lt;!channel&gt; &lt;!here&gt; @~everyone &lt;https://evil.example|bank&gt; R&amp;D &amp; "
        "<https://x.example/1?a=1&amp;b=2|post> <https://a.example/a/t|Acknowledge> [p1]"
    )


async def test_slack_bot_gives_an_id() -> None:
    """A bot's message comes back with the id that Slack gave it."""
    async with Provider(Answer(body='{"ok": true, "channel": "C1", "ts": "1573694689.0037"}')).open() as provider:
        given = await AppriseNotifier("slack", BOT + "/{to}", base_url=provider.url).send(delivery())

    assert given == "1573694689.0037"
    assert provider.asked[0].path == "/api/chat.postMessage"
    assert provider.asked[0].headers["authorization"] == "Bearer xoxb-1234-1234-abc124"


@pytest.mark.parametrize(
    ("word", "permanent"), [("channel_not_found", True), ("invalid_auth", True), ("ratelimited", False)]
)
async def test_slack_bot_says_no(word: str, *, permanent: bool) -> None:
    """A 200 that says no is no: for good, or for now, by Slack's own word."""
    async with Provider(Answer(body=f'{{"ok": false, "error": "{word}"}}')).open() as provider:
        error = await refused(AppriseNotifier("slack", BOT + "/{to}", base_url=provider.url))

    assert error.permanent is permanent
    assert word in str(error)


async def test_sms_whole_and_to_the_right_number() -> None:
    """A text message longer than 160 letters goes out in one piece, without title, to the person's number."""
    text = "x" * 290 + " [p1]"
    async with Provider(Answer(status=201, body='{"sid": "SM123"}')).open() as provider:
        notifier = AppriseNotifier("sms", TWILIO + "/{to}", base_url=provider.url, is_sms=True)
        given = await notifier.send(delivery(channel="sms", address="+4917612345678").with_(text=text))

    (asked,) = provider.asked
    form = parse_qs(asked.body.decode())
    assert given == "SM123"
    assert asked.path == "/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages.json"
    assert form["To"] == ["+4917612345678"]
    assert form["Body"] == [text]


async def test_wrong_number_does_not_go_to_the_sender() -> None:
    """A number that the plug-in drops is a permanent error; the plug-in would send to our own number and be content."""
    async with Provider(Answer(status=201)).open() as provider:
        error = await refused(
            AppriseNotifier("sms", TWILIO + "/{to}", base_url=provider.url, is_sms=True),
            delivery(channel="sms", address="not a number"),
        )

    assert error.permanent
    assert provider.asked == []


async def test_sms_refused_by_the_provider() -> None:
    """Twilio's own code hides the status in Apprise's log; we go by the status, and name the reason."""
    body = '{"code": 21211, "message": "Invalid To Phone Number", "status": 400}'
    async with Provider(Answer(status=400, body=body)).open() as provider:
        error = await refused(
            AppriseNotifier("sms", TWILIO + "/{to}", base_url=provider.url, is_sms=True),
            delivery(channel="sms", address="+4917612345678"),
        )

    assert error.permanent
    assert "400" in str(error)


@pytest.mark.parametrize(
    ("answer", "permanent", "wait"),
    [
        (Answer(status=429, headers={"Retry-After": "7"}), False, 7.0),
        (Answer(status=503, headers={"Retry-After": "7"}), False, 7.0),
        (Answer(status=500), False, None),
        (Answer(status=404, body="no_service"), True, None),
        (Answer(status=302, headers={"Location": "/elsewhere"}), True, None),
        (Answer(status=200, body="<html>Welcome to this hotel's network</html>"), False, None),
    ],
)
async def test_answers(answer: Answer, *, permanent: bool, wait: float | None) -> None:
    """Status and Retry-After are recovered from the wire; a redirect is not followed; a 200 that is not Slack's is no."""
    async with Provider(answer).open() as provider:
        error = await refused(AppriseNotifier("slack", HOOK, base_url=provider.url))

    assert (error.permanent, error.unknown, error.retry_after) == (permanent, False, wait)
    assert len(provider.asked) == 1


@pytest.mark.parametrize("answer", [Answer(hang=True), Answer(drip=True), Answer(after=5.0), Answer(cut=True)])
async def test_late_and_broken_answers_are_unknown(answer: Answer) -> None:
    """A hanging server, a byte at a time, an answer too late and a cut connection: the page may have arrived."""
    async with Provider(answer).open() as provider:
        began = time.monotonic()
        error = await refused(AppriseNotifier("slack", HOOK, base_url=provider.url, deadline=0.5))

    assert error.unknown
    assert time.monotonic() - began < 5


async def test_nobody_listens() -> None:
    """A refused connection is certain: nothing arrived."""
    async with Provider().open() as provider:
        url = provider.url
    error = await refused(AppriseNotifier("slack", HOOK, base_url=url))

    assert not error.unknown
    assert not error.permanent


async def test_ten_pages_are_not_throttled() -> None:
    """Ten pages at once to ten channels are not spaced by Apprise's own sleep (1.2 s a page)."""
    async with Provider().open() as provider:
        notifier = AppriseNotifier("slack", HOOK + "/{to}", base_url=provider.url)
        await notifier.send(delivery())
        began = time.monotonic()
        await asyncio.gather(*(notifier.send(delivery(f"p{n}", address=f"#c{n}")) for n in range(10)))

    assert time.monotonic() - began < 5
    assert len(provider.asked) == 11


async def test_proxy_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTP_PROXY leads Apprise's pages through the proxy."""
    async with Provider().open() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        await AppriseNotifier("team", "json://localhost:1/in").send(delivery())

    assert proxy.asked[0].path == "http://localhost:1/in"


async def test_person_without_address() -> None:
    """A person without an address on this channel is a permanent error before anything is sent."""
    error = await refused(AppriseNotifier("slack", HOOK + "/{to}"), delivery(address=""))

    assert error.permanent


async def test_base_url_without_effect_is_told() -> None:
    """A base_url beside a URL that names its own host is a fault of the settings, told by verify and by send."""
    notifier = AppriseNotifier("team", "json://127.0.0.1:1/x", base_url="http://127.0.0.1:2")
    with pytest.raises(ConfigurationError, match="base_url"):
        notifier.verify()

    assert (await refused(notifier)).permanent


@pytest.mark.parametrize(
    "url",
    [
        HOOK,
        HOOK + "/{to}",
        BOT + "/{to}",
        TWILIO + "/{to}",
        "mailto://user:pass@smtp.example.org?from=alertd@example.org&to={to}",
        "tgram://123456789:abcdefg_hijklmnop/{to}",
        "msgbird://" + "a" * 25 + "/15551230000/{to}",
    ],
)
async def test_good_urls_pass(url: str) -> None:
    """URLs as the manual shows them pass, whatever the shape of their addresses."""
    await asyncio.to_thread(AppriseNotifier("x", url).verify)


@pytest.mark.parametrize("url", ["slack://s3cretA/s3cretB", "twilio://ACs3cret:s3cret@1/{to}", "pover://s3cret"])
async def test_bad_urls_fail_without_telling_secrets(url: str) -> None:
    """A bad URL is found by verify, and the message shows none of it."""
    with pytest.raises(ConfigurationError) as caught:
        await asyncio.to_thread(AppriseNotifier("x", url).verify)

    assert "s3cret" not in str(caught.value)
