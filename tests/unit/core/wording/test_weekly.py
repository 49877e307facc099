"""The weekly digest in words: six languages, with the noun of each number, in any channel."""

from __future__ import annotations

import re
from typing import Any

import pytest

from alertd.core.wording import word
from alertd.core.wording.gsm import segments
from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.languages.week_tables import WEEKS
from alertd.model.page import Evidence, Page, PageKind
from alertd.model.rule import Severity
from alertd.model.weekly import PRAISE
from alertd.notifiers.apprise.letter import as_html
from alertd.ports import Delivery
from tests.unit.core.wording.pages import AT

FACTS: dict[str, str | float | int | None] = {
    "week": 1,
    "mentions": 1_204,
    "mentions_before": 1_020,
    "negative_share": 0.12,
    "negative_share_before": 0.09,
    "incidents": 2,
    "incidents_before": 1,
    "in_time": 0.92,
    "in_time_before": 0.88,
    "promised": 3600.0,
    "median": 840.0,
    "median_before": 1200.0,
    "waiting": 7,
    "waiting_since": 18_000.0,
    "open_incidents": 1,
    "report": "https://alerts.example.org/report",
}
POSTS = tuple(
    Evidence(
        id=str(number),
        platform="x",
        author=f"voice{number}",
        reach=10_000 * number,
        sentiment=0.5,
        url=f"https://x.com/voice{number}/status/{number}",
        why="week",
        language="en",
    )
    for number in range(5, 0, -1)
)
QUOTES = {("x", str(number)): f"what voice {number} says of the kettle <b>@here</b>" for number in range(1, 6)}
ENGLISH = """\
[Week] acme: 1,204 posts, 18% more than the week before
Negative: 12% (the week before: 9%)
2 incidents began (the week before: 1)
Answered within 1 h: 92% of those who asked (the week before: 88%)
Half of the first answers came within 14 min (the week before: 20 min)

Open now:
– waiting for an answer: 7, the longest for 5 h
– not solved: 1 incident

Five posts to read:
"""


def digest(language: str = "en", channel: str = "hook", kind: str = "webhook", **facts: Any) -> Page:
    """Return the digest of a week."""
    return Page(
        page_id="3f9a1c27be01",
        kind=PageKind.DIGEST,
        at=AT,
        watch="acme",
        severity=Severity.NOTICE,
        to="lea",
        channel=channel,
        channel_kind=kind,
        to_address="#pr",
        language=language,
        facts={**FACTS, **facts},
        evidence=POSTS,
    )


def test_a_week_reads_from_the_top() -> None:
    """How much and how bad, how fast we answered, what is open, what to read, and where there is more."""
    told = word(digest(), QUOTES, "")

    assert told.title == "[Week] acme: 1,204 posts, 18% more than the week before"
    assert told.text.startswith(ENGLISH)
    assert told.text.count("• X · voice") == 5
    assert told.text.index("voice5") < told.text.index("voice4")
    assert told.text.endswith("The whole report: https://alerts.example.org/report\n[3f9a1c27be01]")


@pytest.mark.parametrize("code", sorted(LANGUAGES))
@pytest.mark.parametrize(("channel", "kind"), [("slack", "apprise"), ("mail", "apprise"), ("hook", "webhook")])
def test_every_language_tells_the_same_numbers(code: str, channel: str, kind: str) -> None:
    """Nothing is left to fill in, and nothing is English where it should not be."""
    text = word(digest(code, channel, kind), QUOTES, "").text
    numbers = re.findall(r"\d+", re.sub(r"https?://\S+|\[3f9a1c27be01]", "", text.replace("\u00a0", " ")))

    assert "{" not in text
    assert {"12", "9", "92", "88", "14", "20", "7", "5"} <= set(numbers)
    assert "@here" not in text
    assert code == "en" or not re.search(r"\b(the week|answer|posts to read|report:)\b", text)
    assert len(text) <= 12_000


@pytest.mark.parametrize("code", sorted(LANGUAGES))
@pytest.mark.parametrize(("channel", "kind"), [("slack", "apprise"), ("mail", "apprise"), ("hook", "webhook")])
def test_praise_stands_apart_from_the_posts_to_read(code: str, channel: str, kind: str) -> None:
    """How much there was, the most seen of it with its words, and where the rest is; it is not among the five."""
    good = POSTS[0].with_(id="9", author="fan", reach=77_000, why=PRAISE, url="https://x.com/fan/status/9")
    page = digest(code, channel, kind, praised=38).with_(evidence=(*POSTS, good))
    text = word(page, {**QUOTES, ("x", "9"): "best kettle of my life"}, "").text

    assert "alertd inbox --praise" in text
    assert "38" in text
    words = WEEKS[code]
    assert text.index(words["thank"]) < text.index("best kettle of my life") < text.index(words["posts"])
    assert text.count("status/9") == 1
    assert text.count("/status/") == 6


def test_a_week_without_praise_says_nothing_of_it() -> None:
    """Zero is no line, and a page of before knows no such number."""
    for page in (digest(praised=0), digest()):
        text = word(page, QUOTES, "").text
        assert "praise" not in text.lower()
        assert text.startswith(ENGLISH)


@pytest.mark.parametrize(
    ("mentions", "before", "said"),
    [
        (1_204, 1_020, "1,204 posts, 18% more than the week before"),
        (510, 1_020, "510 posts, 50% fewer than the week before"),
        (1_030, 1_020, "1,030 posts, as many as the week before"),
        (30, 10, "30 posts"),
        (1, None, "1 post"),
        (0, 40, "0 posts, 100% fewer than the week before"),
    ],
)
def test_a_change_is_told_where_there_is_something_to_compare_with(
    mentions: int, before: int | None, said: str
) -> None:
    """Three after one is no news."""
    title = word(digest(mentions=mentions, mentions_before=before), QUOTES, "").title

    assert title == f"[Week] acme: {said}"


def test_a_first_quiet_week_says_so() -> None:
    """No share of nothing, no wait of nobody."""
    nothing: dict[str, Any] = dict.fromkeys(FACTS, None) | {
        "week": 1,
        "mentions": 0,
        "waiting": 0,
        "open_incidents": 0,
        "incidents": 0,
    }
    text = word(digest(**nothing).with_(evidence=()), {}, "").text

    assert text == (
        "[Week] acme: 0 posts\nNobody wrote about it.\n\n"
        "Open now:\n– nothing: nobody waits, and no incident is unsolved\n\n[3f9a1c27be01]"
    )


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_text_message_holds_the_title_and_the_report(code: str) -> None:
    """In two segments, with the address and the id whole."""
    page = digest(code, "sms", "twilio").with_(max_segments=2)
    told = word(page, QUOTES, "")

    assert told.title == ""
    assert segments(told.text).count <= 2
    assert told.text.endswith("https://alerts.example.org/report [3f9a1c27be01]")
    assert "acme" in told.text


def test_long_posts_give_way_to_the_numbers() -> None:
    """Slack shows 2,800 characters: quotes are cut, then the last posts, and the report stays."""
    long = dict.fromkeys(QUOTES, "kettle " * 400)
    text = word(digest("ru", "slack", "apprise"), long, "").text

    assert len(text) <= 2_800
    assert "https://alerts.example.org/report" in text


@pytest.mark.parametrize("code", sorted(WEEKS))
def test_every_table_has_the_same_keys_and_fields(code: str) -> None:
    """As the tables of pages."""
    fields = {key: sorted(re.findall(r"\{[a-z]+\}", text)) for key, text in WEEKS["en"].items()}

    assert {key: sorted(re.findall(r"\{[a-z]+\}", text)) for key, text in WEEKS[code].items()} == fields
    assert sorted(WEEKS) == sorted(LANGUAGES)


def test_a_letter_has_it_in_html() -> None:
    """A heading, the posts and the report as links, nothing of a stranger's markup, and no button: there is nothing to acknowledge."""
    page = digest("fr", "mail", "apprise")
    worded = word(page, QUOTES, "")
    html = as_html(Delivery(page=page, title=worded.title, text=worded.text, link="", payload=b""))

    assert "<h1" in html
    assert "1\u202f204 publications" in html or "1\u00a0204 publications" in html or "1 204 publications" in html
    assert html.count('href="https://x.com/voice') == 5
    assert 'href="https://alerts.example.org/report"' in html
    assert "<b>" not in html
    assert "Take it" not in html
