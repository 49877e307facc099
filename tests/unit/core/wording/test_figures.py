"""The main numbers of a page, by the kind of signal."""

from __future__ import annotations

import pytest

from alertd.core.wording import word
from alertd.core.wording.figures import figures, measure
from alertd.core.wording.languages import LANGUAGES
from alertd.model.page import SignalShown
from tests.unit.core.wording.pages import LINK, QUOTES, facts, page


def signal(name: str, value: float, unit: str, **changes: float | None) -> SignalShown:
    """Return a signal with nothing usual about it."""
    base = SignalShown(name=name, value=value, usual=None, unit=unit, window=1800.0, rarity=None)
    return base.with_(**changes)


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        (signal("volume", 214, "voices", usual=12.0), "214 different posts in 30 min · usually 12 · 18 times usual"),
        (signal("volume", 1, "posts", usual=0.0), "1 post in 30 min · usually none"),
        (signal("negative", 40, "voices"), "40 negative posts in 30 min · what is usual is not known yet"),
        (signal("negative velocity", 23.4, "points"), "up 23 points in 30 min"),
        (signal("negative velocity", 3.2, "times"), "up 3.2 times in 30 min"),
        (signal("reach", 1_240_000, "people", window=None), "1.2M people can see it"),
        (signal("unanswered", 3, "mentions"), "3 unanswered posts"),
        (signal("source x", 1500, "seconds"), "25 min"),
        (signal("negative share", 0.62, "share"), "62% in 30 min"),
        (signal("promise", 0.4, "share", usual=0.9), "40% answered in time, over 30 min · promised: 90%"),
        (signal("odd", 7, "<!channel> widgets"), "7 channel widgets in 30 min"),
    ],
)
def test_each_unit_is_told_in_its_own_words(shown: SignalShown, line: str) -> None:
    """A wait is no count, a reach covers no window, a rise says that it rises."""
    told: dict[str, str | float | int | None] = {
        "count": shown.value, "usual": shown.usual, "unit": shown.unit, "window": shown.window or 3600.0
    }  # fmt: skip
    lines = word(page(signals=(shown,), facts=told), QUOTES, LINK).text.split("\n")

    assert line in [text.removesuffix(" · too little history to say how rare") for text in lines]


def test_the_noun_goes_with_the_number_that_is_read() -> None:
    """10.9 voices are written as 11 and declined as 11."""
    assert measure(LANGUAGES["ru"], 10.9, "voices") == "11 отдельных постов"
    assert measure(LANGUAGES["ru"], 1.02, "voices") == "1 отдельный пост"
    assert measure(LANGUAGES["en"], 1.02, "posts") == "1 post"


def test_without_facts_the_first_signal_speaks() -> None:
    """A page is never silent about the number that it has."""
    told = figures(page(facts={}))

    assert (told.count, told.usual, told.rarity, told.window) == (214.0, 12.0, 41.0, 600.0)
    assert (told.low, told.high, told.unit) == (8.0, 19.0, "negative")


def test_a_page_without_any_number_is_still_a_page() -> None:
    """Link and id stand whatever is missing."""
    bare = page(facts={}, signals=(), evidence=(), sentences=(), playbook=None, rule=None, rule_name="", rules=())

    text = word(bare, {}, LINK).text

    assert text == f"*[CRISIS] acme*\n\nTake it: {LINK}\n[3f9a1c27be01]"


def test_counts_without_authors_say_so() -> None:
    """A count sensor knows no authors; a page that has no such fact says nothing."""
    counted = word(page(facts=facts(authors=None)), QUOTES, LINK).text
    silent = {key: value for key, value in facts().items() if key != "authors"}

    assert "authors not known, only counts" in counted
    assert "author" not in word(page(facts=silent), QUOTES, LINK).text


def test_a_burst_beyond_a_year_is_not_dated() -> None:
    """Nobody has the history for "once in 4,000 days"."""
    assert "happens less than once a year" in word(page(facts=facts(rarity=4000.0)), QUOTES, LINK).text


@pytest.mark.parametrize("code", sorted(LANGUAGES))
@pytest.mark.parametrize("channel", ["slack", "sms"])
def test_what_was_promised_is_called_so_and_nothing_usual(code: str, channel: str) -> None:
    """Nobody reads that 90 % are usual where 40 % are, how many times the usual that is, or how rare."""
    shown = signal("promise", 0.4, "share", usual=0.9)
    told: dict[str, str | float | int | None] = {"count": 0.4, "usual": 0.9, "unit": "share"}
    said = word(page(signals=(shown,), facts=told, language=code, channel=channel), QUOTES, LINK).text
    words = LANGUAGES[code].words
    promised, usual = (words[key].partition("{")[0].strip() for key in ("promised", "usual"))

    assert "44%" not in said
    assert usual not in said
    assert words["rarity_unknown"] not in said
    if channel == "slack":  # a text message spells what its alphabet lacks otherwise
        assert promised in said


def test_as_a_further_number_it_is_what_was_promised_too() -> None:
    """Two rules of one incident: the second number is held against the same."""
    shown = (signal("unanswered", 3, "mentions"), signal("promise", 0.4, "share", usual=0.9))
    lines = word(page(signals=shown, facts={"count": 3, "unit": "unanswered"}), QUOTES, LINK).text.split("\n")

    assert any("40%, promised: 90%" in line for line in lines)


@pytest.mark.parametrize(("name", "said"), [("negative", True), ("new words", False), ("emerging words", False)])
def test_words_that_a_rule_looks_for_are_not_said_to_have_too_little_history(name: str, said: bool) -> None:
    """A burst of posts has a rarity that may not be known yet; a word has none, and never will."""
    shown = SignalShown(name=name, value=3.0, usual=0.0, unit="authors", window=3600.0, rarity=None)
    told = word(page(signals=(shown,), facts=facts(count=3, usual=0.0, rarity=None, unit="authors")), QUOTES, LINK).text

    assert ("too little history" in told) is said
