"""Slack, natively: buttons, one thread an incident, a first message that says how things stand."""

from __future__ import annotations

from typing import Any

import pytest

from alertd.errors import ConfigurationError, DeliveryError, Fault
from alertd.model.languages import WORDED
from alertd.model.page import Curve, PageKind
from alertd.notifiers.slack.notifier import Slack
from alertd.ports import Delivery, Thread
from tests.unit.runtime.outbox_fakes import delivery
from tests.wire.notify.slack_server import TOKEN, SlackServer

pytestmark = pytest.mark.asyncio

LINK = "https://alerts.example.org/a/token"


def page(kind: PageKind = PageKind.PAGE, **changes: Any) -> Delivery:
    """Return a page of an incident for the room #crisis."""
    made = delivery(address="#crisis")
    text = f"*acme: 40 posts in 5 min*\n40 posts, usually 4\nTake it by 14:20, or it goes to maria: {LINK}\n\nTelling posts:\n• one\n\nTake it: {LINK}\n[p1]"
    return made.with_(page=made.page.with_(kind=kind, incident="9f2c4e5a1b3d7f60", **changes), text=text, link=LINK)


def slack(server: SlackServer, *, has_buttons: bool = True, token: str = TOKEN) -> Slack:
    """Return a notifier that speaks to the server."""
    return Slack("slack", token, base_url=server.url, has_buttons=has_buttons, deadline=5.0)


def of_type(message: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the blocks of a kind."""
    return [block for block in message["blocks"] if block["type"] == kind]


async def test_a_page_has_its_words_and_buttons() -> None:
    """What a locked phone shows, the page in sections, five ways to act, two to judge, and the id; the link stands on a button."""
    async with SlackServer().open() as server:
        given = await slack(server).send(page())

    assert given == "C1:1573694689.000000"
    message = server.rooms["C1"]["1573694689.000000"]
    assert message["text"] == "acme: 40 posts in 5 min\n40 posts, usually 4"
    assert [block["text"]["text"] for block in of_type(message, "section")] == [
        "*acme: 40 posts in 5 min*",
        "40 posts, usually 4\nTake it by 14:20, or it goes to maria",
        "Telling posts:\n• one",
    ]
    (actions,) = of_type(message, "actions")
    assert [block["type"] for block in message["blocks"]][:3] == ["section", "section", "actions"], (
        "before the long rest"
    )
    assert actions["block_id"] == "alertd:9f2c4e5a1b3d7f60"
    assert [element["action_id"] for element in actions["elements"]] == [
        "ack",
        "plan",
        "assign",
        "snooze",
        "not_a_crisis",
        "useful",
        "noise",
        "open",
    ]
    assert actions["elements"][-1]["url"] == LINK
    assert of_type(message, "context")[0]["elements"][0]["text"] == "[p1]"
    assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)


CURVE = Curve(step=300, total=(0, 1, 2, 40), negative=(0, 0, 1, 30))


def pictured(server: SlackServer, *, picture: bool = True) -> Slack:
    """Return a notifier whose pages may show a picture."""
    return Slack("slack", TOKEN, base_url=server.url, has_picture=picture, deadline=5.0)


async def test_a_picture_takes_the_place_of_the_signs_where_slack_may_fetch_it() -> None:
    """At the page's own address, with its words for who does not see it; else a line of signs."""
    async with SlackServer().open() as server:
        await pictured(server).send(page(curve=CURVE))
        await pictured(server, picture=False).send(page(curve=CURVE))
        await pictured(server).send(page(curve=CURVE).with_(link="http://127.0.0.1:8321/a/token"))
        await pictured(server).send(page())

    first, *others = server.rooms["C1"].values()
    (image,) = of_type(first, "image")
    assert image["image_url"] == f"{LINK}/day.png"
    assert "40" in image["alt_text"]
    assert [of_type(one, "image") for one in others] == [[], [], []]
    signs = [any("▁" in block["elements"][0]["text"] for block in of_type(one, "context")) for one in (first, *others)]
    assert signs == [False, True, True, False]


async def test_a_page_is_not_lost_for_its_picture() -> None:
    """Slack refuses a whole message whose picture it cannot fetch: the page goes out at once with signs, and only once."""
    async with SlackServer().open() as server:
        server.can_fetch = False
        given = await pictured(server).send(page(curve=CURVE))

    assert given is not None
    (message,) = server.rooms["C1"].values()
    assert of_type(message, "image") == []
    assert len(server.calls) == 2


@pytest.mark.parametrize("word", ["channel_not_found", "ratelimited", "internal_error"])
async def test_what_is_not_the_pictures_fault_is_not_tried_without_it(word: str) -> None:
    """A second message would be a repeat."""
    async with SlackServer().open() as server:
        server.faults = [word]
        with pytest.raises(DeliveryError, match=word):
            await pictured(server).send(page(curve=CURVE))

    assert len(server.calls) == 1


async def test_without_replies_a_page_has_its_link() -> None:
    """Buttons that nobody hears are not shown; the link acknowledges all the same."""
    async with SlackServer().open() as server:
        await slack(server, has_buttons=False).send(page())

    (actions,) = of_type(next(iter(server.rooms["C1"].values())), "actions")
    assert [(one["action_id"], one["url"]) for one in actions["elements"]] == [("open", LINK)]


async def test_one_thread_an_incident() -> None:
    """What follows stands under the first message, and the first message says how it stands now, with its picture as it was."""
    async with SlackServer().open() as server:
        notifier = slack(server)
        first = page(curve=CURVE)
        given = await notifier.send(first)
        text = "[Resolved] acme\nMarked as solved.\n\n40 posts, usually 4"
        thread = Thread(provider_id=str(given), title="[Resolved] acme", text=text, was=first.title, curve=CURVE)
        later = page(PageKind.RESOLVED, page_id="p2", facts={"stands": "solved"})
        later = later.with_(title="[Resolved] acme", text="[Resolved] acme\n[p2]", thread=thread)
        await notifier.send(later)
        await notifier.restate(later)

    root, under = server.rooms["C1"].values()
    assert under["thread_ts"] == "1573694689.000000"
    assert under["reply_broadcast"] is True
    assert root["text"] == "[Resolved] acme\nMarked as solved."
    assert [one["text"]["text"] for one in of_type(root, "section")] == [
        "*[Resolved] acme*",
        "Marked as solved.",
        "40 posts, usually 4",
    ]
    signs, was = (one["elements"][0]["text"] for one in reversed(of_type(root, "context")))
    assert was == f"~{first.title}~"
    assert "▁" in signs
    assert [one["action_id"] for block in of_type(root, "actions") for one in block["elements"]] == [
        "useful",
        "noise",
        "open",
    ]


@pytest.mark.parametrize(
    ("stands", "buttons"),
    [
        ("open", ["ack", "plan", "assign", "snooze", "not_a_crisis", "open"]),
        ("acknowledged", ["plan", "assign", "snooze", "not_a_crisis", "open"]),
        ("planned", ["assign", "not_a_crisis", "open"]),
        (None, ["open"]),
    ],
)
async def test_the_first_message_has_the_buttons_that_are_right(stands: str | None, buttons: list[str]) -> None:
    """Nobody is asked to take what somebody has; a message of an older release says nothing of it."""
    async with SlackServer().open() as server:
        notifier = slack(server)
        thread = Thread(provider_id=str(await notifier.send(page())), title="t", text="t\nomar has it.")
        facts = {} if stands is None else {"stands": stands}
        later = page(PageKind.UPDATE, page_id="p2", facts=facts).with_(thread=thread)
        await notifier.send(later)
        await notifier.restate(later)

    root, under = server.rooms["C1"].values()
    assert [one["action_id"] for block in of_type(root, "actions") for one in block["elements"]] == buttons
    offered = [one["action_id"] for block in of_type(under, "actions") for one in block["elements"]]
    assert ("ack" in offered) is (stands in ("open", None))


async def test_a_rewriting_is_not_lost_for_its_picture() -> None:
    """Slack cannot fetch it any more: the first message says how it stands, with signs."""
    async with SlackServer().open() as server:
        notifier = pictured(server)
        given = await notifier.send(page(curve=CURVE))
        thread = Thread(provider_id=str(given), title="t", text="t\nomar has it.", link=LINK, curve=CURVE)
        server.can_fetch = False
        await notifier.restate(page(PageKind.UPDATE, page_id="p2").with_(thread=thread))

    (root,) = server.rooms["C1"].values()
    assert of_type(root, "image") == []
    assert root["text"] == "t\nomar has it."


async def test_an_update_is_not_shouted_into_the_room() -> None:
    """Only a page and the end of it interrupt those who read the room."""
    async with SlackServer().open() as server:
        notifier = slack(server)
        thread = Thread(provider_id=str(await notifier.send(page())), title="t", text="t")
        await notifier.send(page(PageKind.UPDATE, page_id="p2").with_(thread=thread))

    assert list(server.rooms["C1"].values())[1]["reply_broadcast"] is False


async def test_a_first_message_that_is_gone_is_told_apart_from_the_page() -> None:
    """Somebody deleted it: the page has arrived and is not sent again, and nobody tries to rewrite what is not there."""
    async with SlackServer().open() as server:
        notifier = slack(server)
        thread = Thread(provider_id=str(await notifier.send(page())), title="t", text="t")
        later = page(PageKind.UPDATE, page_id="p2").with_(thread=thread)
        assert await notifier.send(later) == "C1:1573694689.000001"
        server.faults = ["message_not_found"]
        with pytest.raises(DeliveryError) as caught:
            await notifier.restate(later)
        await notifier.restate(page())  # without a thread there is nothing to rewrite

    assert caught.value.permanent
    assert [method for method, _ in server.calls].count("chat.update") == 1


@pytest.mark.parametrize(
    ("word", "permanent", "fault"),
    [
        ("channel_not_found", True, Fault.ADDRESS),
        ("token_revoked", True, Fault.PROVIDER),
        ("ratelimited", False, Fault.PROVIDER),
    ],
)
async def test_what_slack_refuses(word: str, *, permanent: bool, fault: Fault) -> None:
    """Slack's own word decides what happens next, and whose fault it is."""
    async with SlackServer().open() as server:
        server.faults = [word]
        with pytest.raises(DeliveryError) as caught:
            await slack(server).send(page())

    assert (caught.value.permanent, caught.value.fault) == (permanent, fault)
    assert TOKEN not in str(caught.value)


async def test_an_account_is_written_to_directly() -> None:
    """`@U...` is a person: the thread goes on in the room that Slack opened for both."""
    async with SlackServer().open() as server:
        assert await slack(server).send(page().with_(page=page().page.with_(to_address="@U024BE7LH"))) == (
            "D7:1573694689.000000"
        )


@pytest.mark.parametrize("language", WORDED)
@pytest.mark.parametrize("kind", list(PageKind))
async def test_every_kind_in_every_language_is_taken(kind: PageKind, language: str) -> None:
    """Slack takes each of them; long texts and hostile words included."""
    post = "<!channel> @everyone <https://evil.example|bank> & " + "я" * 9000
    made = page(kind, language=language)
    made = made.with_(text=f"*{made.title}*\n{post}\n\n{'x' * 4000}\n\nTake it: {LINK}\n[p1]")
    async with SlackServer().open() as server:
        await slack(server).send(made)

    told = str(next(iter(server.rooms["C1"].values()))["blocks"])
    assert "<!channel>" not in told
    assert "<https://evil" not in told
    assert "@everyone" not in told


async def test_the_token_can_be_checked() -> None:
    """`check --online` asks Slack, posts nothing, and repeats no token."""
    async with SlackServer().open() as server:
        await slack(server).check()
        with pytest.raises(ConfigurationError, match="invalid_auth") as caught:
            await slack(server, token="xoxb-wrong-wrong").check()

    assert "xoxb" not in str(caught.value)
    assert [method for method, _ in server.calls] == ["auth.test", "auth.test"]
