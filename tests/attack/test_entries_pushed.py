"""What is posted to us, and what is mailed: a hostile part costs at most its own body, and what is taken passes intake."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings

from alertd.model.post import Post
from alertd.sources.body import BodyReader
from alertd.sources.email.alerts import Letter
from alertd.sources.email.alerts import posts as email_posts
from alertd.sources.linkedin.source import LinkedInOptions, LinkedInReader
from alertd.sources.meta.source import MetaOptions, MetaReader
from alertd.sources.webhook.maps import MAPS
from alertd.sources.webhook.source import WebhookOptions, WebhookReader
from tests.attack.hostile import EXAMPLES, NOW, mutated, taken
from tests.unit.sources.test_linkedin import NOTIFICATIONS
from tests.unit.sources.test_meta import INSTAGRAM, PAGE
from tests.unit.sources.test_shipped_maps import PAYLOADS


@pytest.mark.parametrize("name", sorted(MAPS))
def test_webhooks_with_a_shipped_map(name: str) -> None:
    """A body is taken whole or refused with a reason; what is taken passes intake."""
    reader = WebhookReader(WebhookOptions(token="t", map=name), name="in")

    @settings(max_examples=EXAMPLES // 3)
    @given(mutated(PAYLOADS[name][0]))
    def law(bad: Any) -> None:
        body = reader.read(json.dumps(bad).encode(), None, seen_at=NOW)
        taken([record for record in body.records if isinstance(record, Post)])
        assert all(one.reason.isprintable() for one in body.refusals)

    law()


ALERT = {
    "subject": "Google Alert - acme",
    "title": "Acme recalls its kettles",
    "url": "https://www.google.com/url?url=https://n.example/7",
    "snippet": "Acme said that all may burn.",
    "markup": {"cards": [{"widgets": [{"title": "Acme again", "description": "d", "url": "https://n.example/8"}]}]},
}


@settings(max_examples=EXAMPLES)
@given(mutated(ALERT))
@example({**ALERT, "markup": ["<a b='" * 47]})
def test_mails_of_alerts(bad: Any) -> None:
    """One article of a mail between two good ones, and the list for machines beside them."""

    def row(url: Any, title: Any, snippet: Any) -> str:
        return f'<div><a href="{url}">{title}</a><p>{snippet}</p></div>'

    good = [row(f"https://n.example/{number}", "Acme is in the news", "It is about acme.") for number in (101, 102)]
    listed = f'<script data-scope="inboxmarkup">{json.dumps(bad.get("markup"))}</script>'
    html = listed + good[0] + row(bad.get("url"), bad.get("title"), bad.get("snippet")) + good[1]
    sent = Letter(subject=str(bad.get("subject")), sender="a@b.example", html=html, text="", sent_at=NOW)
    found = email_posts(sent, platform="email")
    urls = {post.url for post in found}
    assert "https://n.example/101" in urls
    taken(found)


def read(reader: BodyReader, bad: Any) -> None:
    """Read a body: never an exception, a reason for each refusal, and what is taken passes intake."""
    body = reader.read(json.dumps(bad).encode(), None, seen_at=NOW)
    taken([record for record in body.records if isinstance(record, Post)])
    assert all(one.reason.isprintable() for one in body.refusals)


@settings(max_examples=EXAMPLES)
@given(mutated(PAGE), mutated(INSTAGRAM))
def test_meta(page: Any, instagram: Any) -> None:
    """Changes of a page, and of an Instagram account."""
    reader = MetaReader(MetaOptions(app_secret="s", verify_token="v", watch="acme"), name="meta")
    read(reader, page)
    read(reader, instagram)


@settings(max_examples=EXAMPLES)
@given(mutated(NOTIFICATIONS))
def test_linkedin(bad: Any) -> None:
    """Notifications of a page."""
    read(LinkedInReader(LinkedInOptions(client_secret="s", watch="acme"), name="linkedin"), bad)
