"""Pages to word in tests: one storm of a made-up brand, and quotes for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from alertd.model.page import Evidence, Listed, Page, PageKind, SignalShown
from alertd.model.rule import Playbook, Severity

AT = datetime(2026, 11, 21, 2, 3, tzinfo=UTC)
LINK = "https://alerts.example.org/a/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOp"
SHORT_LINK = "https://alerts.example.org/a/T7Rc0SE3IPiAbPl9uXyZ12"
QUOTES = {
    ("x", "1"): "My acme kettle caught fire and support hung up on me. Never again.",
    ("reddit", "t3_2"): "is it only me or are the kettles smoking?",
    ("x", "3"): "returning mine tomorrow",
}

STORM = Page(
    page_id="3f9a1c27be01",
    kind=PageKind.PAGE,
    at=AT,
    watch="acme",
    severity=Severity.CRISIS,
    to="ayse",
    channel="slack",
    to_address="#pr-crisis",
    incident="0f3c",
    code="4071",
    policy="pr-oncall",
    rule="negative-storm",
    rules=("negative-storm", "influencer"),
    rule_name="Negative storm",
    sentences=("Negative mentions stand far above what is usual at this hour.",),
    playbook=Playbook(
        url="https://wiki.example.org/crisis?page=1&x=2",
        steps=("Call the press desk", "Stop scheduled posts"),
        replies={"en": "We are looking into it.", "tr": "Konuyu inceliyoruz."},
    ),
    timezone="Europe/Istanbul",
    signals=(
        SignalShown(
            name="negative", value=214.0, usual=12.0, unit="voices", window=600.0, rarity=41.0, low=8.0, high=19.0
        ),
        SignalShown(name="negative share", value=0.82, usual=0.11, unit="share", window=600.0, rarity=None),
    ),
    evidence=(
        Evidence(
            id="1",
            platform="x",
            author="bigvoice",
            reach=1_240_000,
            sentiment=0.94,
            url="https://x.com/bigvoice/status/1",
            why="most reached",
            language="en",
        ),
        Evidence(
            id="t3_2",
            platform="reddit",
            author="u_sam",
            reach=None,
            sentiment=0.7,
            url="https://reddit.com/r/acme/2?a=1&b=2",
            why="first",
            language="en",
        ),
        Evidence(id="3", platform="x", author="jo", reach=120, sentiment=0.6, url=None, why="typical", language="tr"),
    ),
    facts={
        "count": 214.0,
        "usual": 12.0,
        "low": 8.0,
        "high": 19.0,
        "ratio": 17.8333,
        "rarity": 41.0,
        "unit": "voices",
        "window": 600.0,
        "negative_share": 0.82,
        "authors": 180,
        "top_author": "bigvoice",
        "top_reach": 1_240_000,
        "take_by": 1_795_227_180.0,
        "take_who": "maria",
    },
    reasons=("alert-firing: negative 214 against 12", "step-decided: step 1 of pr-oncall"),
    opened_at=AT - timedelta(minutes=15),
    posted_at=AT - timedelta(seconds=40),
    seen_at=AT - timedelta(seconds=38),
)


def page(**changes: object) -> Page:
    """Return the storm's page with changes."""
    return STORM.with_(**changes)


def facts(**changes: str | float | None) -> dict[str, str | float | int | None]:
    """Return the storm's facts with changes."""
    return {**STORM.facts, **changes}


def sms(**changes: object) -> Page:
    """Return the storm's page on an SMS channel of two segments."""
    return STORM.with_(channel="sms", to_address="+905550000001", max_segments=2).with_(**changes)


def crowd(kind: str = "slack", tongue: str = "en", *, count: int = 5, **changes: Any) -> Page:
    """Return a list of so many incidents, the first of them a crisis, for "slack", "mail" or "sms"."""
    listed = tuple(
        Listed(
            page_id=f"p{number}",
            incident=f"i{number}",
            kind=PageKind.PAGE if number < count - 1 else PageKind.RESOLVED,
            at=AT,
            watch=("acme", "globex", "Müller & <b>")[number] if number < 3 else f"brand{number}",
            severity=Severity.URGENT if number else Severity.CRISIS,
            rule="negative-storm",
            rule_name="Negative storm",
            link=f"https://alerts.example.org/a/T7Rc0SE3IPiAbPl9u{number:05d}",
        )
        for number in range(count)
    )
    made = Page(
        page_id="5d1e00aa7c3f9b21",
        kind=PageKind.LIST,
        at=AT,
        watch="acme",
        severity=Severity.CRISIS,
        to="ayse",
        channel="email" if kind == "mail" else kind,
        to_address="ayse",
        language=tongue,
        channel_kind={"slack": "slack", "mail": "mailtos", "sms": "twilio"}[kind],
        max_segments=2 if kind == "sms" else None,
        listed=listed,
    )
    return made.with_(**changes) if changes else made
