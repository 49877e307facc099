"""Searches find what they say: in posts as people write them, together with exclusions, needs, languages and rules' words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alertd.errors import ConfigurationError
from alertd.intake.match import Matcher
from alertd.intake.normalise import folded
from alertd.intake.terms.search import facts_of
from alertd.model.post import Post
from alertd.model.watch import Watch

AT = datetime(2026, 11, 21, tzinfo=UTC)


def is_found(term: str, text: str, **changes: object) -> bool:
    """Whether a watch with that one term takes the text."""
    return Matcher([Watch(name="w", terms=(term,)).with_(**changes)]).wanted(text)


def is_taken(term: str, text: str = "acme", language: str | None = None, **fields: object) -> bool:
    """Whether a watch with that one term takes the post."""
    post = Post(platform="x", id="1", created_at=AT, author="u_1", text=text).with_(**fields)
    found = Matcher([Watch(name="w", terms=(term,))]).find(folded(post.words), lambda: facts_of(post, language))
    return bool(found.matched)


FOUND = {
    "acme AND recall": ("Acme: the recall begins", "RECALL of #AcmeOne", "recalls of acmes"),
    "acme AND (recall OR fire)": ("acme fire", "recall at acme"),
    "acme NOT theatre": ("acme kettle",),
    "acme -theatre": ("acme kettle",),
    "acme OR globex": ("globex", "acme"),
    '"coca cola"': ("I drink Coca Cola", "coca  cola!"),
    "{Gap}": ("I love Gap.", "jeans of Gap,", "mind the gap at Gap"),
    "{GAP} OR gaps": ("GAP sale", "gaps"),
    "volta*": ("Volta", "voltage", "the volta-plus", "#voltaic"),
    "organi?ation": ("organisation", "an ORGANIZATION."),
    "organi?ation*": ("organizational",),
    "volta~1": ("vlota", "volat", "vota", "voltaa", "vollta", "wolta", "volta", "VOLTA!"),
    "voltaire~2": ("voltair", "votlaier", "oltair", "voltaires!!", "vvoltairee"),
    "acme NEAR/3 fire": ("acme is on fire", "fire at acme", "fire: acme"),
    "acme NEAR/1 kettle": ("acme kettle", "kettle, acme"),
    "acme NEAR/3 (fire OR smoke) NEAR/2 kitchen": ("smoke in acme kitchen",),
    "苹果 AND 召回": ("苹果宣布召回手机",),
    "苹果 NEAR/2 召回": ("苹果宣布召回",),
    "苹?手机": ("我的苹果手机",),
    "#acme AND fire": ("#acme fire",),
    "H&M AND fire": ("fire at H &amp; M",),
}
NOT_FOUND = {
    "acme AND recall": ("acme", "recall", "acmetastic recall"),
    "acme AND (recall OR fire)": ("acme", "recall and fire"),
    "acme NOT theatre": ("acme theatre", "theatre, acme"),
    '"coca cola"': ("cocacola", "coca colas", "coca or cola"),
    "{Gap}": ("mind the gap", "GAP", "Gapminder", "#gap"),
    "volta*": ("avolta", "vol ta", "revolta"),
    "organi?ation": ("organiation", "organizations", "disorganisation"),
    "volta~1": ("salt", "volcano", "vltoo", "voltaire", "ovlat", "vo", "vol ta"),
    "voltaire~2": ("volta", "militaire x", "vol"),
    "acme NEAR/3 fire": ("acme makes kettles and the oven caught fire", "acme", "fire fire"),
    "acme NEAR/1 kettle": ("acme red kettle",),
    "acme NEAR/5 acme": ("acme", "one acme alone"),
    "acme NEAR/3 (fire OR smoke) NEAR/2 kitchen": ("acme smoke. We sat a long while in the kitchen",),
    "苹果 NEAR/2 召回": ("苹果公司今天上午在北京宣布召回",),
    "苹?手机": ("苹果的手机",),
    "#acme AND fire": ("acme fire",),
}


@pytest.mark.parametrize(("term", "text"), [(term, text) for term, texts in FOUND.items() for text in texts])
def test_this_is_found(term: str, text: str) -> None:
    """Each by itself, so that a loss has a name."""
    assert is_found(term, text)


@pytest.mark.parametrize(("term", "text"), [(term, text) for term, texts in NOT_FOUND.items() for text in texts])
def test_this_is_not(term: str, text: str) -> None:
    """What is only like it."""
    assert not is_found(term, text)


@pytest.mark.parametrize(
    ("term", "fields"),
    [
        ("acme AND author:globex", {"author_handle": "Globex"}),
        ("acme AND author:@globex", {"author_handle": "globex"}),
        ("acme AND author:u/globex", {"author_handle": "u/Globex"}),
        ("acme AND author:id:77", {"author": "77"}),
        ("acme AND platform:x", {}),
        ("acme AND site:example.com", {"url": "https://news.example.com/a"}),
        ("acme AND site:example.com", {"text": "acme https://example.com/a"}),
        ("acme AND url:/recall", {"url": "https://example.com/Recall/1"}),
        ("acme AND lang:tr", {"language": "tr"}),
        ("acme AND lang:pt", {"language": "pt-BR"}),
        ("acme NOT lang:tr", {"language": "en"}),
        ("acme AND lang:tr", {"language": None}),
        ("acme NOT lang:tr", {"language": "und"}),
        ("acme NOT author:globex", {"author_handle": "other"}),
        ("acme NOT site:example.com", {"url": "https://notexample.com/"}),
    ],
)
def test_what_is_known_of_a_post_is_asked(term: str, fields: dict[str, object]) -> None:
    """A language nobody can tell is never a reason to lose a post."""
    assert is_taken(term, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("term", "fields"),
    [
        ("acme AND author:globex", {"author_handle": "globex2"}),
        ("acme AND author:globex", {"author": "globex"}),
        ("acme AND author:globex", {}),
        ("acme AND platform:reddit", {}),
        ("acme AND site:example.com", {"url": "https://notexample.com/"}),
        ("acme AND site:example.com", {"url": "https://example.com.evil.org/"}),
        ("acme AND site:example.com", {"text": "acme https://[bad/"}),
        ("acme AND lang:tr", {"language": "en"}),
        ("acme NOT lang:tr", {"language": "tr"}),
        ("acme NOT author:globex", {"author_handle": "Globex"}),
    ],
)
def test_what_does_not_fit_is_left_out(term: str, fields: dict[str, object]) -> None:
    """Handles match handles, ids match ids, sites match whole names."""
    assert not is_taken(term, **fields)  # type: ignore[arg-type]


def test_a_search_is_told_as_the_settings_spell_it() -> None:
    """Pages and reports name the term that found a post."""
    term = "acme AND (recall OR fire)"
    (found,) = Matcher([Watch(name="w", terms=("acme", term))]).match("acme fire")
    assert found.terms == ("acme", term)


def test_an_exact_watch_finds_whole_words_in_searches_too() -> None:
    """Its author said so of all its names."""
    assert not is_found("acme AND fire", "#acmefail fire", exact=True)
    assert is_found("acme AND fire", "#acmefail fire")


def test_exclusions_mask_words_of_searches() -> None:
    """A night at the theatre is no mention, with or without a fire."""
    watch = Watch(name="w", terms=("acme AND fire",), exclude=("acme theatre",))
    assert not Matcher([watch]).wanted("a fire in the acme theatre")
    assert Matcher([watch]).wanted("a fire in the acme theatre, my acme kettle")


def test_a_search_may_exclude_and_may_be_needed() -> None:
    """For what one word cannot say."""
    watch = Watch(name="w", terms=("gap",), exclude=("mind AND train",), needs=("jeans OR (blue NEAR/2 shirt)",))
    matcher = Matcher([watch])
    assert matcher.wanted("gap jeans")
    assert matcher.wanted("gap: blue linen shirt")
    assert not matcher.wanted("gap blue and red and green shirt")
    assert not matcher.wanted("mind the gap between train and jeans")


def test_needs_may_have_to_be_near() -> None:
    """For names that are words: the shop sells jeans, the mine has a gap and somebody in it wears jeans."""
    watch = Watch(name="w", terms=("gap", "gaps AND shop"), needs=("jeans", "denim*"), near=4)
    matcher = Matcher([watch])
    assert matcher.wanted("new jeans from gap")
    assert matcher.wanted("gap has new blue denimwear")
    assert matcher.wanted("two gaps, each a shop with jeans")
    assert not matcher.wanted("there is a gap in the wall behind the man with the jeans")
    assert not matcher.wanted("gap")
    assert Matcher([watch.with_(near=None)]).wanted("there is a gap in the wall behind the man with the jeans")


def test_rules_may_look_for_searches() -> None:
    """What `terms` conditions look for is told beside the watch's own terms."""
    matcher = Matcher([Watch(name="w", terms=("acme",))], words=("recall*", "caught NEAR/2 fire", "theatre"))
    assert matcher.match("acme recalled what caught a fire")[0].terms == ("acme", "caught NEAR/2 fire", "recall*")
    assert matcher.match("recalled") == ()


def test_thousands_may_share_a_word() -> None:
    """Each waits for its own name: a post with the shared word alone is looked at once, not ten thousand times."""
    matcher = Matcher([Watch(name=f"w{n}", terms=(f"brand{n}x AND recall",)) for n in range(3_000)])
    assert [found.watch.name for found in matcher.match("a recall of brand77x")] == ["w77"]
    assert all(len(waiting) == 1 for waiting in matcher._searches._waiting.values())


def test_a_search_that_cannot_be_read_is_a_fault_of_the_settings() -> None:
    """Also where no settings file was read, as in `run --watch`."""
    with pytest.raises(ConfigurationError, match=r'"w": .*never closed'):
        Matcher([Watch(name="w", terms=('acme AND "fire',))])


def test_a_text_of_one_word_over_and_over_is_no_trap() -> None:
    """A stranger must not hold up everybody by a post."""
    text = "acme fire " * 1_000
    assert is_found("(acme NEAR/100 fire) NEAR/100 (fire NEAR/100 acme)", text)
    assert not is_found("acme NEAR/1 smoke", "acme " * 1_000 + "and then smoke")
