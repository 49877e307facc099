"""Telegram, Teams and phone calls, each against a server on loopback that takes what the provider takes."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import pytest

from alertd.errors import ConfigurationError, DeliveryError, Fault
from alertd.model.languages import WORDED
from alertd.model.page import PageKind
from alertd.model.rule import Severity
from alertd.notifiers.sms.notifier import Sms
from alertd.notifiers.teams.notifier import Teams
from alertd.notifiers.telegram.notifier import Telegram
from alertd.notifiers.voice import speech
from alertd.notifiers.voice.notifier import Voice
from alertd.ports import Delivery, Thread
from tests.unit.runtime.outbox_fakes import delivery
from tests.wire.notify.servers import Answer, Provider

pytestmark = pytest.mark.asyncio

LINK = "https://alerts.example.org/a/token"
INCIDENT = "9f2c4e5a1b3d7f60"
HOSTILE = "<!channel> @everyone [click](https://evil.example) **b** _i_ <at>All</at> </Say><Dial>+1900</Dial>"
TOKEN = "123456789:AAexampletoken"


def page(address: str, kind: PageKind = PageKind.PAGE, text: str = "40 posts, usually 4", **changes: Any) -> Delivery:
    """Return a page of an incident."""
    made = delivery("00112233aabbccdd", address=address)
    whole = f"{made.title}\n{text}\n\nTelling posts:\n• one\n\nTake it: {LINK}\n[00112233aabbccdd]"
    return made.with_(page=made.page.with_(kind=kind, incident=INCIDENT, **changes), text=whole, link=LINK)


def telegram(provider: Provider, *, has_buttons: bool = True) -> Telegram:
    """Return a notifier that speaks to the server."""
    return Telegram("tg", TOKEN, base_url=provider.url, has_buttons=has_buttons, deadline=5.0)


def took(message: int = 7) -> Answer:
    """Return what Telegram answers to a message that it took."""
    return Answer(body=json.dumps({"ok": True, "result": {"message_id": message}}))


async def test_telegram_has_words_and_buttons() -> None:
    """Plain text, no preview, four buttons that say the incident, and the link."""
    async with Provider(took()).open() as provider:
        given = await telegram(provider).send(page("4242"))

    (asked,) = provider.asked
    body = asked.json()
    assert (given, asked.path) == ("4242:7", f"/bot{TOKEN}/sendMessage")
    assert body["chat_id"] == "4242"
    assert body["text"] == (
        "acme: 40 posts in 5 min\n\n40 posts, usually 4\n\nTelling posts:\n• one\n\n[00112233aabbccdd]"
    )
    assert "parse_mode" not in body
    assert body["link_preview_options"] == {"is_disabled": True}
    rows = body["reply_markup"]["inline_keyboard"]
    assert [one.get("callback_data") or one["url"] for row in rows for one in row] == [
        f"ack:{INCIDENT}",
        f"plan:{INCIDENT}",
        f"snooze:{INCIDENT}",
        f"not_a_crisis:{INCIDENT}",
        f"useful:{INCIDENT}",
        f"noise:{INCIDENT}",
        LINK,
    ]
    assert all(len(one.get("callback_data", "").encode()) <= 64 for row in rows for one in row)


async def test_telegram_answers_the_first_message_and_rewrites_it() -> None:
    """What follows is an answer to the first message, which then says how it stands, with the buttons that are right."""
    async with Provider(took(8)).open() as provider:
        thread = Thread(provider_id="4242:7", title="[CRISIS] acme", text="[CRISIS] acme\nomar has it.", page_id="p1")
        later = page("4242", PageKind.UPDATE, facts={"stands": "acknowledged"})
        later = later.with_(title="[Update] acme", thread=thread)
        assert await telegram(provider).send(later) == "4242:8"
        await telegram(provider).restate(later)

    sent, edited = (asked.json() for asked in provider.asked)
    assert sent["reply_parameters"] == {"message_id": 7, "allow_sending_without_reply": True}
    assert provider.asked[1].path.endswith("/editMessageText")
    assert edited["message_id"] == 7
    assert edited["text"] == "[CRISIS] acme\n\nomar has it.\n\n[p1]"
    buttons = [one for row in edited["reply_markup"]["inline_keyboard"] for one in row]
    assert [one.get("callback_data", LINK).partition(":")[0] for one in buttons] == [
        "plan",
        "snooze",
        "not_a_crisis",
        "https",
    ]


async def test_telegram_without_replies_has_the_link_only() -> None:
    """A button that nobody hears is not shown."""
    async with Provider(took()).open() as provider:
        await telegram(provider, has_buttons=False).send(page("4242"))

    assert [one["url"] for row in provider.asked[0].json()["reply_markup"]["inline_keyboard"] for one in row] == [LINK]


@pytest.mark.parametrize(
    ("status", "said", "permanent", "fault", "wait"),
    [
        (400, {"description": "Bad Request: chat not found"}, True, Fault.ADDRESS, None),
        (403, {"description": "Forbidden: bot was blocked by the user"}, True, Fault.ADDRESS, None),
        (401, {"description": "Unauthorized"}, True, Fault.PROVIDER, None),
        (404, {"description": "Not Found"}, True, Fault.PROVIDER, None),
        (429, {"description": "Too Many Requests", "parameters": {"retry_after": 7}}, False, Fault.PROVIDER, 7.0),
        (429, {"description": "No", "parameters": {"retry_after": 10**400}}, False, Fault.PROVIDER, None),
        (429, {"description": "No", "parameters": {"retry_after": -7}}, False, Fault.PROVIDER, None),
        (429, {"description": "No", "parameters": {"retry_after": "7"}}, False, Fault.PROVIDER, None),
        (429, {"description": "No", "parameters": [7]}, False, Fault.PROVIDER, None),
        (502, {}, False, Fault.PROVIDER, None),
    ],
)
async def test_what_telegram_refuses(
    status: int, said: dict[str, Any], *, permanent: bool, fault: Fault, wait: float | None
) -> None:
    """Its sentence says whose fault it is, its body how long to wait; no token is in our words."""
    async with Provider(Answer(status=status, body=json.dumps({"ok": False, **said}))).open() as provider:
        with pytest.raises(DeliveryError) as caught:
            await telegram(provider).send(page("4242"))

    error = caught.value
    assert (error.permanent, error.fault, error.retry_after) == (permanent, fault, wait)
    assert TOKEN not in str(error)


async def test_teams_gets_a_card() -> None:
    """An Adaptive Card with the words as text without markup, and one button that is the link."""
    async with Provider(Answer(status=202, body="")).open() as provider:
        given = await Teams("teams", f"{provider.url}/workflows/1/run?sig=s").send(page("x", text=HOSTILE))

    (asked,) = provider.asked
    (attachment,) = asked.json()["attachments"]
    card = attachment["content"]
    assert given is None
    assert asked.json()["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    # Only runs of text: a TextBlock would read markdown, and a stranger's link or mention with it.
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    runs = [run["text"] for block in card["body"] for run in block["inlines"]]
    assert runs == ["acme: 40 posts in 5 min", HOSTILE, "Telling posts:\n• one", "[00112233aabbccdd]"]
    assert card["actions"] == [
        {"type": "Action.OpenUrl", "title": "Take it", "url": LINK},
        {"type": "Action.OpenUrl", "title": "Useful", "url": f"{LINK}/useful"},
        {"type": "Action.OpenUrl", "title": "Noise", "url": f"{LINK}/noise"},
    ]


@pytest.mark.parametrize("language", WORDED)
@pytest.mark.parametrize("kind", list(PageKind))
async def test_teams_takes_every_kind_in_every_language(kind: PageKind, language: str) -> None:
    """28 kB is all that Teams takes."""
    made = page("x", kind, text="я" * 20_000, language=language, severity=Severity.NOTICE)
    async with Provider(Answer(status=202)).open() as provider:
        await Teams("teams", provider.url).send(made)

    assert len(provider.asked[0].body) < 28_000


def voice(provider: Provider, answers_at: str = "https://alerts.example.org") -> Voice:
    """Return a notifier that calls by the server."""
    return Voice("call", "AC1", "secret", "+15555550100", base_url=provider.url, answers_at=answers_at, deadline=5.0)


def heard(asked: Any) -> ET.Element:
    """Return the call that was ordered."""
    return ET.fromstring(parse_qs(asked.body.decode())["Twiml"][0])


async def test_a_call_reads_the_page_and_takes_a_key() -> None:
    """The right number, the page twice, and where the key goes."""
    async with Provider(Answer(status=201, body='{"sid": "CA1"}')).open() as provider:
        given = await voice(provider).send(page("+905550000001"))

    (asked,) = provider.asked
    form = parse_qs(asked.body.decode())
    assert (given, asked.path) == ("CA1", "/2010-04-01/Accounts/AC1/Calls.json")
    assert asked.headers["authorization"] == "Basic " + base64.b64encode(b"AC1:secret").decode()
    assert (form["To"], form["From"]) == (["+905550000001"], ["+15555550100"])
    gather, nothing = heard(asked)
    assert gather.attrib == {
        "input": "dtmf",
        "numDigits": "1",
        "timeout": "10",
        "action": f"https://alerts.example.org/hooks/voice?incident={INCIDENT}",
        "method": "POST",
    }
    assert [one.text for one in gather if one.tag == "Say"] == [
        "acme: 40 posts in 5 min. 40 posts, usually 4. one.",
        "To take it, press 1.",
    ] * 2
    assert nothing.text == "Nothing was done. The incident stays open. Good-bye."


@pytest.mark.parametrize(("language", "spoken_in"), [(name, speech.VOICES[name][0]) for name in WORDED])
async def test_a_call_speaks_the_persons_language(language: str, spoken_in: str) -> None:
    """Voice and words of the same language."""
    async with Provider(Answer(status=201, body='{"sid": "CA1"}')).open() as provider:
        await voice(provider).send(page("+905550000001", language=language))

    said = list(heard(provider.asked[0]).iter("Say"))
    assert {one.attrib["language"] for one in said} == {spoken_in}
    assert {one.attrib["voice"] for one in said} == {speech.VOICES[language][1]}


async def test_nothing_of_a_stranger_is_obeyed_by_a_call() -> None:
    """Markup in a post is words, and links are not read out."""
    async with Provider(Answer(status=201, body='{"sid": "CA1"}')).open() as provider:
        await voice(provider).send(page("+905550000001", text=HOSTILE + "x" * 9000))

    call = heard(provider.asked[0])
    assert {one.tag for one in call.iter()} <= {"Response", "Gather", "Say", "Pause"}
    assert "evil.example" not in provider.asked[0].body.decode()


async def test_a_call_that_nobody_can_answer_asks_for_no_key() -> None:
    """Where replies are off, and for what is over, the page is only read."""
    async with Provider(Answer(status=201, body='{"sid": "CA1"}')).open() as provider:
        await voice(provider, answers_at="").send(page("+905550000001"))
        await voice(provider).send(page("+905550000001", PageKind.RESOLVED))

    for asked in provider.asked:
        assert [one.tag for one in heard(asked)] == ["Say", "Pause", "Say"]


def sms(provider: Provider, *, sender: str = "+15555550100", told_at: str = "https://alerts.example.org/") -> Sms:
    """Return a notifier that sends text messages by the server."""
    return Sms("sms", "AC1", "secret", sender, base_url=provider.url, told_at=told_at, deadline=5.0)


async def test_a_text_message_goes_out_whole_and_says_where_its_receipt_goes() -> None:
    """The text as it was fitted, to the right number, with the page's own address for what becomes of it."""
    async with Provider(Answer(status=201, body='{"sid": "SM1", "status": "queued"}')).open() as provider:
        made = page("+905550000001").with_(text="acme: 40 публикаций\nhttps://a.example/a/x")
        given = await sms(provider).send(made)

    (asked,) = provider.asked
    form = parse_qs(asked.body.decode())
    assert (given, asked.path) == ("SM1", "/2010-04-01/Accounts/AC1/Messages.json")
    assert asked.headers["authorization"] == "Basic " + base64.b64encode(b"AC1:secret").decode()
    assert form == {
        "To": ["+905550000001"],
        "From": ["+15555550100"],
        "Body": ["acme: 40 публикаций\nhttps://a.example/a/x"],
        "StatusCallback": ["https://alerts.example.org/hooks/delivery?page=00112233aabbccdd"],
    }


async def test_a_messaging_service_and_a_house_that_hears_nothing() -> None:
    """A service has a number of its own for each network; without a public address there is no receipt to ask for."""
    async with Provider(Answer(status=201, body="{}")).open() as provider:
        assert await sms(provider, sender="MG123", told_at="").send(page("+905550000001")) is None

    form = parse_qs(provider.asked[0].body.decode())
    assert form["MessagingServiceSid"] == ["MG123"]
    assert {"From", "StatusCallback"}.isdisjoint(form)


@pytest.mark.parametrize(
    ("code", "status", "fault", "may"),
    [
        (21211, 400, Fault.ADDRESS, False),
        (21610, 400, Fault.ADDRESS, False),
        (20003, 401, Fault.PROVIDER, False),
        (20429, 429, Fault.PROVIDER, False),
        (20500, 500, Fault.PROVIDER, True),
    ],
)
async def test_what_twilio_refuses_of_a_text_message(code: int, status: int, fault: Fault, *, may: bool) -> None:
    """Whose fault it is, and whether the person may have it all the same."""
    body = json.dumps({"code": code, "message": "No", "status": status})
    async with Provider(Answer(status=status, body=body)).open() as provider:
        with pytest.raises(DeliveryError) as caught:
            await sms(provider).send(page("+905550000001"))

    assert (caught.value.fault, caught.value.may_have_arrived) == (fault, may)
    assert caught.value.permanent is (status < 429)


async def test_a_person_without_a_number_is_asked_of_nobody() -> None:
    """Nothing goes over the wire."""
    async with Provider().open() as provider:
        with pytest.raises(DeliveryError) as caught:
            await sms(provider).send(page(" "))

    assert (caught.value.fault, provider.asked) == (Fault.ADDRESS, [])


async def test_a_call_says_where_it_is_told_what_became_of_it() -> None:
    """The same address as of a text message; none where nothing is heard."""
    async with Provider(Answer(status=201, body='{"sid": "CA1"}')).open() as provider:
        await voice(provider).send(page("+905550000001"))
        await voice(provider, answers_at="").send(page("+905550000001"))

    first, second = (parse_qs(asked.body.decode()) for asked in provider.asked)
    assert first["StatusCallback"] == ["https://alerts.example.org/hooks/delivery?page=00112233aabbccdd"]
    assert "StatusCallback" not in second


@pytest.mark.parametrize(("code", "fault"), [(21211, Fault.ADDRESS), (21608, Fault.PROVIDER), (20003, Fault.PROVIDER)])
async def test_what_twilio_refuses(code: int, fault: Fault) -> None:
    """Its number of the error tells a wrong number from a wrong account."""
    body = json.dumps({"code": code, "message": "No", "status": 400})
    async with Provider(Answer(status=400, body=body)).open() as provider:
        with pytest.raises(DeliveryError) as caught:
            await voice(provider).send(page("+905550000001"))

    assert (caught.value.permanent, caught.value.fault) == (True, fault)


async def test_tokens_are_checked_without_a_page() -> None:
    """`check --online` asks Telegram for the bot's own name."""
    async with Provider(Answer(status=401, body='{"ok": false, "description": "Unauthorized"}')).open() as provider:
        with pytest.raises(DeliveryError):
            await telegram(provider).send(page("1"))
    with pytest.raises(ConfigurationError):
        Telegram("tg", "no token at all")
