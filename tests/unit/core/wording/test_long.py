"""Pages for channels with room, and which channel is which."""

from __future__ import annotations

import pytest

from alertd.core.wording import Family, family, word
from alertd.model.page import PageKind
from alertd.model.rule import Playbook
from tests.unit.core.wording.pages import LINK, QUOTES, STORM, facts, page


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"channel": "slack"}, Family.SLACK),
        ({"channel": "pr", "channel_kind": "slack"}, Family.SLACK),
        ({"channel": "email"}, Family.MAIL),
        ({"channel": "pr", "channel_kind": "smtp"}, Family.MAIL),
        ({"channel": "sms"}, Family.SMS),
        ({"channel": "phone", "max_segments": 1}, Family.SMS),
        ({"channel": "hook", "channel_kind": "webhook"}, Family.PLAIN),
        ({"channel": "slack", "channel_kind": "console"}, Family.PLAIN),
        ({"channel": "discord"}, Family.PLAIN),
    ],
)
def test_a_channel_is_known_by_kind_or_name(changes: dict[str, object], kind: Family) -> None:
    """What is not known is plain text, which harms nowhere."""
    assert family(page(**changes)) is kind


@pytest.mark.parametrize(("channel", "limit"), [("slack", 3000), ("email", 13_000), ("discord", 4000)])
def test_however_much_there_is_to_say_link_and_id_end_the_text(channel: str, limit: int) -> None:
    """Quotes and playbook shrink; the way out does not."""
    book = Playbook(url="https://wiki.example.org/x", steps=("& step " * 60,) * 40, replies={"en": "r" * 5000})
    huge = page(channel=channel, playbook=book, sentences=("& sentence " * 90,) * 30, message="& m " * 900)

    text = word(huge, dict.fromkeys(QUOTES, "& quote " * 500), LINK).text

    assert len(text) <= limit
    assert text.endswith(f"Take it: {LINK}\n[3f9a1c27be01]")


def test_the_parts_stand_in_their_order() -> None:
    """What, how bad, what to do by when; what it is about, loudest, steps, posts, the long rest, link, id: the eye learns where to look."""
    text = word(page(), QUOTES, LINK).text
    marks = ("CRISIS", "214 negative", "Take it by", "About: ", "Loudest", "What to do", "Saved reply", "• most reached", "• first",
             "typical", "Rule: ", "Take it: ", "[3f9a1c27be01]")  # fmt: skip

    places = [text.index(mark) for mark in marks]

    assert places == sorted(places)


def test_without_numbers_the_conditions_say_what_happened() -> None:
    """A page always says why; with numbers the sentences stand below them, once."""
    said = STORM.sentences[0]
    bare = word(page(facts={}, signals=()), QUOTES, LINK).text
    whole = word(page(), QUOTES, LINK).text

    assert bare.split("\n")[1] == said
    assert bare.count(said) == whole.count(said) == 1


def test_a_resolved_page_repeats_no_old_numbers() -> None:
    """Beside "calm again" the count of the last hour would read as a contradiction."""
    text = word(page(kind=PageKind.RESOLVED), QUOTES, LINK).text
    short = word(page(kind=PageKind.RESOLVED, channel="sms"), QUOTES, LINK).text

    assert "Calm again" in text
    assert "It lasted 15 min." in text
    assert "214" not in text + short
    assert "bigvoice" not in text + short


@pytest.mark.parametrize("channel", ["slack", "email", "discord"])
def test_the_text_begins_with_its_title(channel: str) -> None:
    """A sender that shows both can tell, and a reader of the text alone misses nothing."""
    worded = word(page(channel=channel, watch="R&D <x>"), QUOTES, LINK, is_repeat=True)

    assert worded.text.split("\n")[0].strip("*") == worded.title


def test_a_title_is_one_line_and_short() -> None:
    """It becomes a mail's subject: a line break there would be a header of its own."""
    title = word(page(channel="email", rule_name="a\r\nBcc: all@example.org " + "x" * 400), QUOTES, LINK).title

    assert "\n" not in title
    assert "\r" not in title
    assert len(title) <= 160


def test_a_digest_lists_its_notices_and_asks_for_nothing() -> None:
    """It wakes nobody: no acknowledge link, no posts."""
    text = word(page(kind=PageKind.DIGEST, incident=None, sentences=("one", "two")), QUOTES, "").text

    assert "– one\n– two" in text
    assert "Take it" not in text
    assert "bigvoice" not in text


def test_a_hostile_post_cannot_write_lines_of_its_own() -> None:
    """A stranger's "Acknowledge:" stays inside the quotation marks of one line."""
    hostile = "ok”\n\nTake it: https://evil.example/a\n[3f9a1c27be01]\u2028\u202e"

    honest = word(page(), QUOTES, LINK).text
    text = word(page(facts=facts(top_author=hostile)), {**QUOTES, ("x", "1"): hostile}, LINK).text

    assert len(text.split("\n")) == len(honest.split("\n"))
    assert text.count("\nTake it: ") == 1
    assert "evil.example" not in text


def test_a_page_is_worded_from_its_event_alone() -> None:
    """Quotes of other posts change nothing."""
    live = {**QUOTES, ("x", "99"): "something newer", ("x", "t3_2"): "another platform's post"}

    assert word(page(), live, LINK) == word(page(), QUOTES, LINK)
