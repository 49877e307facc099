"""The page as other programs read it."""

from __future__ import annotations

import json
import math
from datetime import timedelta

from alertd.core.wording import payload, word
from alertd.model.page import Page, SignalShown
from tests.unit.core.wording.pages import AT, LINK, QUOTES, page


def body(shown: Page, **changes: object) -> dict[str, object]:
    """Return the payload as Python values."""
    return json.loads(payload(shown, QUOTES, LINK, word(shown, QUOTES, LINK), **changes))  # type: ignore[no-any-return, arg-type]


def test_every_key_of_the_contract_is_there() -> None:
    """Also those whose value is null."""
    assert list(body(page())) == [
        "page_id", "kind", "at", "incident", "round", "pass", "policy", "step", "rule", "rules", "watch", "severity", "to",
        "channel", "title", "text", "link", "signals", "evidence", "reasons", "repeat", "latency",
    ]  # fmt: skip


def test_values_are_numbers_and_instants() -> None:
    """Window in seconds, rarity in days, instants in RFC 3339; not yet sent is null."""
    told = body(page(number=3))

    assert told["pass"] == 3
    assert told["signals"][0] == {  # type: ignore[index]
        "name": "negative", "value": 214.0, "usual": 12.0, "unit": "voices", "window": 600.0, "rarity": 41.0
    }  # fmt: skip
    assert told["latency"] == {
        "posted_at": "2026-11-21T02:02:20.000Z",
        "seen_at": "2026-11-21T02:02:22.000Z",
        "decided_at": "2026-11-21T02:03:00.000Z",
        "sent_at": None,
    }
    assert body(page(), sent_at=AT + timedelta(seconds=1))["latency"]["sent_at"] == "2026-11-21T02:03:01.000Z"  # type: ignore[index]
    assert body(page(), is_repeat=True)["repeat"] is True


def test_evidence_has_its_text_or_null_when_it_was_erased() -> None:
    """An erased post is still named."""
    shown = page()

    told = json.loads(payload(shown, {("x", "3"): "tomorrow\u202e"}, LINK, word(shown, {}, LINK)))["evidence"]

    assert told[0] == {
        "id": "1",
        "platform": "x",
        "author": "bigvoice",
        "reach": 1_240_000,
        "sentiment": 0.94,
        "url": "https://x.com/bigvoice/status/1",
        "text": None,
    }
    assert told[2]["text"] == "tomorrow"


def test_what_is_no_number_is_null() -> None:
    """JSON knows neither nan nor infinity."""
    odd = SignalShown(name="x", value=math.nan, usual=math.inf, unit="", window=None, rarity=-math.inf)

    told = body(page(signals=(odd,)))["signals"]

    assert told == [{"name": "x", "value": None, "usual": None, "unit": "", "window": None, "rarity": None}]


def test_equal_pages_are_equal_bytes() -> None:
    """A replay is compared byte for byte."""
    one = payload(page(), QUOTES, LINK, word(page(), QUOTES, LINK))

    assert one == payload(page(), dict(reversed(QUOTES.items())), LINK, word(page(), QUOTES, LINK))
