"""What each channel makes of a page: every language, severity and kind, beside what it made of it when somebody looked.

The words of the page are given, so these files speak of buttons, shapes, colours and markup alone. To write them anew after a
wanted change: `GOLDEN=write pytest tests/unit/notifiers/test_golden_channels.py`, then read the difference.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.model.page import Evidence, Page, PageKind
from alertd.model.rule import Severity
from alertd.notifiers.apprise.letter import letter
from alertd.notifiers.slack import blocks
from alertd.notifiers.teams.notifier import card
from alertd.notifiers.telegram.notifier import body
from alertd.notifiers.voice.notifier import Voice
from alertd.ports import Delivery

#: In the order of the golden files.
LANGUAGES = ("en", "fr", "pt", "ru", "tr", "zh", "ar")
FOLDER = Path(__file__).with_name("golden")
LINK = "https://alerts.example.org/a/TOKEN"
POST = "https://social.example/p/1?a=1&b=2"
TEXT = f"""TITLE
15 posts, usually 1
Take it by 14:20, or it goes to maria: {LINK}

Telling posts:
• X · @someone · {POST}
  “<b>smoke</b> & *fire* [here](https://evil.example) @everyone”

Take it: {LINK}
[00112233aabbccdd]"""


def page(language: str, severity: Severity, kind: PageKind) -> Delivery:
    """Return a page whose words are the same in every language."""
    post = Evidence(id="1", platform="x", author="a", reach=1, sentiment=0.9, url=POST, why="first")
    made = Page(
        page_id="00112233aabbccdd",
        kind=kind,
        at=datetime(2026, 11, 28, 3, 4, tzinfo=UTC),
        watch="acme",
        severity=severity,
        to="ayse",
        channel="c",
        to_address="4242",
        incident="9f2c4e5a1b3d7f60",
        language=language,
        evidence=(post,),
    )
    title = f"[{severity.value} {kind.value}] acme"
    return Delivery(page=made, title=title, text=TEXT.replace("TITLE", title), link=LINK, payload=b"")


def as_json(made: object) -> str:
    """Write a message as its provider gets it."""
    return json.dumps(made, ensure_ascii=False, indent=1)


def as_letter(delivery: Delivery) -> str:
    """Write a letter: its headers, then its two bodies."""
    made = letter(delivery, sender=("alertd", "alertd@example.org"), to="ayse@example.org")
    parts = [f"{name}: {value}" for name, value in made.items() if name != "Content-Type"]
    parts += [str(part.get_content()) for part in made.iter_parts()]
    return "\n".join(parts)


CALL = Voice("call", "AC1", "secret", "+15555550100", answers_at="https://alerts.example.org")
CHANNELS: dict[str, Callable[[Delivery], str]] = {
    "slack": lambda one: as_json(blocks.message(one, has_buttons=True)),
    "slack-without-replies": lambda one: as_json(blocks.message(one, has_buttons=False)),
    "telegram": lambda one: as_json(body(one, has_buttons=True)),
    "teams": lambda one: as_json(card(one)["attachments"][0]["content"]),
    "voice": lambda one: CALL.words(one).replace("><", ">\n<"),
    "mail": as_letter,
}


def drawn(channel: str) -> str:
    """Return every message of a channel; those that are the same but for the title stand together under their names."""
    found: dict[str, list[str]] = {}
    for language, severity, kind in itertools.product(LANGUAGES, Severity, PageKind):
        one = page(language, severity, kind)
        message = CHANNELS[channel](one).replace(one.title, "TITLE")
        message = message.replace(f"{severity.value} {kind.value} acme", "TITLE")
        found.setdefault(message, []).append(f"{language}/{severity.value}/{kind.value}")
    return "\n".join(f"=== {' '.join(names)}\n{message}\n" for message, names in found.items())


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_makes_what_it_made(channel: str) -> None:
    """All 108 pages, letter for letter."""
    path = FOLDER / f"{channel}.txt"
    made = drawn(channel)
    if os.environ.get("GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")

    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("channel", CHANNELS)
def test_nobody_obeys_a_stranger(channel: str) -> None:
    """In none of them is a stranger's mark-up markup, or their link a link of its own."""
    whole = drawn(channel)

    assert "<b>" not in whole.replace("“<b>smoke</b> & *fire*", "") or channel in {"telegram", "teams"}
    assert 'href="https://evil' not in whole
    assert "<https://evil" not in whole
