"""What is left of strangers' texts before they stand in a page."""

from __future__ import annotations

import pytest

from alertd.core.wording.clean import Family, address, clean, clip, ours, theirs


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("right\u202eleft\u2066x\u2069", "rightleftx"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("one\r\ntwo\u2028three\x0bfour\x85five", "one two three four five"),
        ("\x1b]0;title\x07\x1b[31mred", "]0;title[31mred"),
        ("\U000e0041tag\ue000private\ufffe", "tagprivate"),
        ("\u3164\u2800\u115f", ""),
        ("Z" + "\u0300" * 40 + "algo", "Z\u0300\u0300\u0300algo"),
        ("\ud800broken", "broken"),
        ("  much   space \u00a0 ", "much space"),
        ("नमस्ते, สวัสดี, שלום, 你好", "नमस्ते, สวัสดี, שלום, 你好"),
    ],
)
def test_what_cannot_be_seen_is_gone_and_what_can_stays(hostile: str, shown: str) -> None:
    """Nothing invisible may order, hide or split the lines of a page."""
    assert clean(hostile, 200) == shown


def test_a_text_of_a_million_signs_costs_as_little_as_a_short_one() -> None:
    """Only the beginning is looked at."""
    assert len(clean("a\u0300" * 1_000_000, 50)) <= 50


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("short", 10, "short"),
        ("usual is 1,234 today", 12, "usual is…"),
        ("12345678", 4, "…"),
        ("cafe\u0301 noir", 5, "caf…"),
        ("abcdef", 1, "…"),
        ("abcdef", 0, ""),
    ],
)
def test_a_cut_never_leaves_half_a_number_or_half_a_letter(text: str, limit: int, cut: str) -> None:
    """A count of 1,234 must never be read as 1,2."""
    assert clip(text, limit) == cut


@pytest.mark.parametrize("family", [Family.SLACK, Family.PLAIN])
@pytest.mark.parametrize("call", ["<!channel>", "<!here|x>", "<@U123>", "@everyone", "@here", "<#C1>", "<b>", "</a>"])
def test_no_stranger_calls_anybody(family: Family, call: str) -> None:
    """Neither Slack's own marks nor those of services behind Apprise survive."""
    shown = theirs(family, f"{call} hello", 100)

    assert "@" not in shown
    assert "<" not in shown
    assert ">" not in shown


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/x",
        "evil.example",
        "www.evil.example",
        "HTTP://EVIL.EXAMPLE",
        "a@evil.example",
        "ftp://evil.example",
    ],
)
def test_no_link_of_a_stranger_is_live(family: Family, link: str) -> None:
    """It can still be read."""
    shown = theirs(family, f"see {link} now", 100).lower()

    assert "://" not in shown
    assert "evil." not in shown
    assert "evil[.]example" in shown


def test_numbers_and_sentences_keep_their_dots() -> None:
    """3.5 is no domain."""
    assert theirs(Family.PLAIN, "3.5 of 5. Bad, e.g. slow", 60) == "3.5 of 5. Bad, e.g. slow"


def test_formatting_of_strangers_is_dead_on_slack() -> None:
    """Backticks, stars and tildes are shown as other signs; & is written once."""
    assert theirs(Family.SLACK, "`code` *bold* ~gone~ R&D", 60) == "'code' ∗bold∗ ∼gone∼ R&amp;D"


def test_links_of_the_rules_author_stay_live() -> None:
    """A playbook is written by us; only the channel's markup is written out."""
    assert ours(Family.SLACK, "https://wiki.example.org/?a=1&b=2", 80) == "https://wiki.example.org/?a=1&amp;b=2"
    assert ours(Family.MAIL, "a < b", 80) == "a < b"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "https://x.com/a b",
        "https://x.com/a\nb",
        "https://x.com/<!channel>",
        "https://x.com/a|b",
        "https://x.com/" + "a" * 400,
        "https://еvil.example/",
        "ftp://x.com/a",
    ],
)
def test_what_is_no_plain_web_address_is_left_out(url: str | None) -> None:
    """The URL of a post came from a platform's record; one that could be misread is not shown at all."""
    assert address(Family.SLACK, url) is None


def test_the_address_of_a_post_is_shown_whole() -> None:
    """With its query, written as the channel needs it."""
    assert address(Family.MAIL, "https://x.com/a/status/1?s=20&t=x#m") == "https://x.com/a/status/1?s=20&t=x#m"
