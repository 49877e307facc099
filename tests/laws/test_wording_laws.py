"""Laws of wording: whatever strangers write, a page stays whole, calls nobody and forges nothing."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.wording import Family, family, payload, word
from alertd.core.wording.clean import address, clean, clip, theirs
from alertd.core.wording.fill import FIELDS, fill
from alertd.core.wording.gsm import fold, is_plain, latin, segments
from alertd.core.wording.languages import LANGUAGES
from alertd.model.page import Page, PageKind
from tests.unit.core.wording.pages import LINK, STORM, facts

NASTY = (
    "<!channel>", "<!everyone|x>", "@everyone", "@here", "<@U1>", "https://evil.example/x", "www.evil.example", "{link}",
    "{0.__class__}", "%s%n", "\u202e", "\u2066", "\u200b", "\ufeff", "\n\nTake it: ", "[3f9a1c27be01]", "\x1b[2J", "\x00",
    "&amp;", "<script>", "```", "🔥", "👩‍👩‍👧", "Z\u0300\u0301\u0302\u0303\u0304", "кризис", "危机", "şikâyet", "אזהרה", "\ud800",
)  # fmt: skip
BANNED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\u2060\ufeff\x00\x1b\r")
steady = settings(deadline=None, max_examples=150)

Storm = tuple[Page, dict[tuple[str, str], str]]

hostile = st.lists(st.sampled_from(NASTY) | st.text(max_size=30), max_size=12).map("".join)
tongues = st.sampled_from(sorted(LANGUAGES))
kinds = st.sampled_from(list(PageKind))
channels = st.sampled_from(("slack", "email", "discord", "hook"))
no_links = hostile.filter(
    lambda text: address(Family.PLAIN, text) is None
)  # a whole one is where the post stands, and is shown
links = st.sampled_from((LINK, "https://a.example/a/K7Q4", "http://127.0.0.1:8321/a/x"))


@st.composite
def storms(draw: st.DrawFn, channel: str | None = None) -> Storm:
    """Draw a page of which everything that strangers write is hostile, and hostile quotes."""
    evidence = tuple(
        post.with_(author=draw(hostile), url=draw(st.none() | no_links | st.just(post.url)), language=draw(tongues))
        for post in STORM.evidence
    )
    shown = STORM.with_(
        kind=draw(kinds),
        channel=channel or draw(channels),
        language=draw(tongues),
        evidence=evidence,
        facts=facts(top_author=draw(hostile)),
        message=draw(st.none() | st.just("{top_author}: {count} of {watch} {link}")),
        step=draw(st.integers(1, 3)),
    )
    quotes = {(post.platform, post.id): draw(hostile) for post in evidence if draw(st.booleans())}
    return shown, quotes


@steady
@given(storms(), links)
def test_a_page_is_whole_and_calls_nobody(storm: Storm, link: str) -> None:
    """Link and id end it, nothing invisible is in it, no mark of a channel and no foreign link is live."""
    shown, quotes = storm
    text = word(shown, quotes, link).text

    assert text.endswith(f"{link}\n[3f9a1c27be01]")
    assert not BANNED & set(text)
    assert "evil.example" not in text
    if family(shown) is not Family.MAIL:
        assert "<" not in text
        assert "@" not in text
    text.encode()


@steady
@given(storms(), links)
def test_strangers_forge_no_line(storm: Storm, link: str) -> None:
    """A page with hostile texts has no line more than the same page with harmless ones."""
    shown, quotes = storm
    honest = shown.with_(
        evidence=tuple(post.with_(author="jo", url=None) for post in shown.evidence),
        facts=facts(top_author="jo"),
    )

    text = word(shown, quotes, link).text
    plain = word(honest, dict.fromkeys(quotes, "harmless"), link).text

    assert len(text.split("\n")) <= len(plain.split("\n"))


@steady
@given(storms(channel="sms"), links, st.integers(1, 3), hostile)
def test_an_sms_fits_and_keeps_its_link_code_and_id(storm: Storm, link: str, most: int, name: str) -> None:
    """In every language, for every text of a stranger and every name of a rule."""
    shown, quotes = storm
    shown = shown.with_(max_segments=most, rule_name=name)

    text = word(shown, quotes, link).text

    assert segments(text).count <= most
    assert text.endswith("[3f9a1c27be01]")
    assert link in text
    assert not BANNED & set(text)
    if shown.kind in (PageKind.PAGE, PageKind.UPDATE):
        assert "4071" in text


@steady
@given(storms(), links)
def test_a_payload_can_be_read_back(storm: Storm, link: str) -> None:
    """Whatever is in it, it is JSON, and it says what was worded."""
    shown, quotes = storm
    worded = word(shown, quotes, link)

    told = json.loads(payload(shown, quotes, link, worded))

    assert told["text"] == worded.text
    assert told["title"] == worded.title
    assert [post["text"] is None for post in told["evidence"]] == [
        (post.platform, post.id) not in quotes for post in shown.evidence
    ]


@steady
@given(hostile, st.integers(0, 60))
def test_cleaning_is_idempotent_bounded_and_visible(text: str, limit: int) -> None:
    """One line, never longer than asked, and cleaning it again changes nothing."""
    once = clean(text, limit)

    assert len(once) <= limit
    assert clean(once, limit) == once
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in once)


@steady
@given(st.text(max_size=60), st.integers(0, 60))
def test_a_cut_is_a_beginning(text: str, limit: int) -> None:
    """Nothing is invented; only an ellipsis is added."""
    cut = clip(text, limit)

    assert len(cut) <= limit
    assert cut == text or (limit == 0 and not cut) or text.startswith(cut.removesuffix("…"))


@steady
@given(st.sampled_from(list(Family)), hostile)
def test_a_stranger_has_no_live_link_anywhere(kind: Family, text: str) -> None:
    """No scheme, no domain."""
    shown = theirs(kind, text, 300)

    assert "://" not in shown
    assert "evil.example" not in shown


@steady
@given(st.dictionaries(st.sampled_from(FIELDS), hostile), st.lists(st.sampled_from(FIELDS), max_size=6))
def test_filled_values_are_never_read_again(values: dict[str, str], names: list[str]) -> None:
    """The result is the values in their places, sign by sign."""
    filled = fill("|".join(f"{{{name}}}" for name in names), values)

    assert filled == "|".join(values.get(name, f"{{{name}}}") for name in names)


@steady
@given(hostile)
def test_folding_and_latin_reach_the_cheap_alphabet(text: str) -> None:
    """Latin always does; folding changes nothing that is there already."""
    assert is_plain(latin(text))
    assert fold(fold(text)) == fold(text)
