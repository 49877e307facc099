"""A list of many incidents: the worst first, a link for each, none for all; and it fits, however many there are."""

from __future__ import annotations

import json

import pytest

from alertd.core.wording import payload, word
from alertd.core.wording.gsm import segments
from alertd.ports import Delivery
from tests.unit.core.wording.pages import LINK, crowd

TONGUES = ("en", "fr", "pt", "ru", "tr", "zh")


@pytest.mark.parametrize("kind", ["slack", "mail"])
def test_each_incident_has_its_own_link_and_the_list_one_that_shows_all(kind: str) -> None:
    """Every link stands once, beside its brand."""
    page = crowd(kind, count=40)
    text = word(page, {}, LINK).text

    assert [text.count(one.link) for one in page.listed] == [1] * 40
    assert text.count(LINK) == 1
    assert text.endswith(f"[{page.page_id}]")


@pytest.mark.parametrize("count", [2, 60, 300])
def test_a_channel_with_little_room_counts_what_it_leaves_out(count: int) -> None:
    """Behind most services stand 4,000 characters at the most; no line is cut in the middle."""
    page = crowd("slack", count=count).with_(channel="push", channel_kind="ntfy")
    text = word(page, {}, LINK).text
    shown = [one for one in page.listed if one.link in text]

    assert len(text) <= 3_600
    assert shown == list(page.listed[: len(shown)])
    assert (f"… and {count - len(shown)} more" in text) == (len(shown) < count)


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("count", [2, 300])
@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_text_message_keeps_the_link_and_the_id_whole(tongue: str, count: int, most: int) -> None:
    """In every script, and in as many segments as are paid for."""
    page = crowd("sms", tongue, count=count, max_segments=most)
    short = "https://alerts.example.org/a/T7Rc0SE3IPiAbPl9ueWaJg"
    text = word(page, {}, short).text

    assert text.endswith(f"{short} [{page.page_id}]")
    assert segments(text).count <= most
    assert str(count) in text or most == 1


def test_a_repeat_says_so() -> None:
    """After a crash the list comes once more, under the same id."""
    assert "possible repeat" in word(crowd(), {}, LINK, is_repeat=True).title
    assert "Possible repeat" in word(crowd(), {}, LINK, is_repeat=True).text


def test_programs_read_every_incident_of_it() -> None:
    """The body of a webhook names each with its round, pass and step, as a page of its own would; no other page has the key."""
    page = crowd(count=300)
    body = json.loads(payload(page, {}, LINK, word(page, {}, LINK)))

    assert (body["kind"], body["incident"], len(body["incidents"])) == ("list", None, 300)
    assert body["incidents"][0] == {
        "page_id": "p0",
        "incident": "i0",
        "kind": "page",
        "at": "2026-11-21T02:03:00.000Z",
        "watch": "acme",
        "severity": "crisis",
        "round": 1,
        "pass": 1,
        "policy": None,
        "step": 1,
        "rule": "negative-storm",
        "rule_name": "Negative storm",
        "link": page.listed[0].link,
    }


def test_what_an_author_of_rules_writes_calls_nobody() -> None:
    """A rule or brand named <!channel> is text on Slack, also in a list."""
    page = crowd()
    page = page.with_(listed=(page.listed[0].with_(watch="<!channel>", rule_name="<!here>"), *page.listed[1:]))
    text = word(page, {}, LINK).text

    assert "<!" not in text
    assert "&lt;!channel&gt;" in text


def test_a_letter_and_a_slack_message_carry_the_links() -> None:
    """They are ours, so they may be clicked; the button leads to the whole list and acknowledges nothing."""
    from alertd.notifiers.apprise.letter import as_html
    from alertd.notifiers.slack import blocks

    page = crowd("mail", count=12)
    worded = word(page, {}, LINK)
    delivery = Delivery(page=page, title=worded.title, text=worded.text, link=LINK, payload=b"")
    html = as_html(delivery)
    assert all(f'href="{one.link}"' in html for one in page.listed)
    assert ">Open</a>" in html
    assert ">Acknowledge</a>" not in html

    page = crowd(count=200)
    worded = word(page, {}, LINK)
    made = blocks.message(delivery.with_(page=page, title=worded.title, text=worded.text), has_buttons=True)
    said = json.dumps(made)
    assert all(one.link in said for one in page.listed)
    assert 'action_id": "ack' not in said
    assert len(made["blocks"]) <= 50
    assert all(len(block["text"]["text"]) <= 3_000 for block in made["blocks"] if block["type"] == "section")
