"""What strangers may not do in a chat."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from alertd.notifiers.chat_text import calmed, slack_text
from tests.unit.runtime.outbox_fakes import delivery

PIECES = [
    "<",
    ">",
    "&",
    "!channel",
    "@here",
    "|",
    "https://evil.example",
    "@U1",
    " ",
    "&lt;",
    "&amp;",
    "a",
    "#C1",
    "\n",
]
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(HOSTILE)
def test_nothing_of_a_stranger_is_obeyed_by_slack(text: str) -> None:
    """Whatever a post holds, what Slack gets has no control sequence but our own link, and no bare ampersand."""
    said = slack_text(delivery().with_(text=f"{text}\n<https://a.example/a/t|Acknowledge>"))
    body = said.replace("<https://a.example/a/t|Acknowledge>", "")

    assert "<" not in body
    assert ">" not in body
    assert not re.search(r"&(?!amp;|lt;|gt;)", body)
    assert not re.search(r"(?<![\w/])@here\b", body)
    assert "<https://a.example/a/t|Acknowledge>" in said


@given(HOSTILE)
def test_escaping_twice_changes_nothing(text: str) -> None:
    """A text that was escaped when it was worded is not escaped again."""
    once = slack_text(delivery().with_(title="", text=text))

    assert slack_text(delivery().with_(title="", text=once)) == once


def test_title_is_not_said_twice() -> None:
    """A text that begins with its title gets no second one."""
    page = delivery().with_(title="acme: spike", text="acme: spike\nmore [p1]")

    assert slack_text(page) == "acme: spike\nmore [p1]"


def test_very_long_text_keeps_its_end() -> None:
    """Beyond what Slack takes the middle goes, never the page id at the end."""
    said = slack_text(delivery().with_(text="x" * 60_000 + "\n[p1]"))

    assert len(said) < 40_000
    assert said.endswith("[p1]")


def test_mail_addresses_and_links_stay_whole() -> None:
    """Only words that call people are touched."""
    text = "write to a@all.example, https://m.example/@all/1, @alice"

    assert calmed(text) == text
    assert calmed("@Everyone <@1>") == "@\u200bEveryone <\u200b@1>"
