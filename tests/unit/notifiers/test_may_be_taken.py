"""Whose buttons say "take it": not those of whoever is called to help with what somebody has."""

from __future__ import annotations

import json
from typing import Any

import pytest

from alertd.notifiers.apprise.letter import as_html
from alertd.notifiers.button_words import button_words
from alertd.notifiers.slack import blocks
from alertd.notifiers.teams.notifier import card
from alertd.notifiers.telegram import notifier as telegram
from alertd.notifiers.voice.notifier import Voice
from alertd.ports import Delivery
from tests.unit.runtime.outbox_fakes import delivery

WORDS = button_words("en")
CALL = Voice("call", "AC1", "secret", "+15555550100", answers_at="https://alerts.example.org")


def of(**facts: str) -> Delivery:
    """Return a page of an incident with these facts."""
    plain = delivery()
    return plain.with_(page=plain.page.with_(incident="i1", facts=facts), text="40 posts\n[p1]")


def said(page: Delivery) -> list[str]:
    """Return what each service that has buttons shows."""
    each: list[Any] = [
        card(page),
        blocks.message(page, has_buttons=False),
        blocks.message(page, has_buttons=True),
        telegram.body(page, has_buttons=False),
        telegram.body(page, has_buttons=True),
    ]
    return [*(json.dumps(one) for one in each), as_html(page)]


def test_whoever_is_called_to_help_is_not_asked_to_take_what_somebody_has() -> None:
    """The button would answer that it is taken already; it opens the incident instead, and a call asks for no key."""
    page = of(news="called", news_who="ayse", news_owner="ayse")

    for shown in said(page):
        assert WORDS["ack"] not in shown
        assert WORDS["open"] in shown
    assert "<Gather" not in CALL.words(page)


@pytest.mark.parametrize("facts", [{}, {"news": "yours", "news_who": "ayse"}])
def test_everybody_else_is(facts: dict[str, str]) -> None:
    """Also whoever is given something that nobody has begun yet."""
    assert all(WORDS["ack"] in shown for shown in said(of(**facts)))
    assert "<Gather" in CALL.words(of(**facts))
