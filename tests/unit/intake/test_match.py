"""Match: which texts are about a brand, which only look like it, in any script."""

import pytest

from alertd.errors import ConfigurationError
from alertd.intake.match import Matcher, reads
from alertd.intake.normalise import folded
from alertd.model.watch import Watch


def _terms(text: str, *terms: str, exclude: tuple[str, ...] = (), needs: tuple[str, ...] = ()) -> tuple[str, ...]:
    matcher = Matcher([Watch(name="w", terms=terms, exclude=exclude, needs=needs)])
    found = matcher.match(text)
    assert matcher.wanted(text) is bool(found)
    return found[0].terms if found else ()


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("I love Acme.", "acme"),
        ("ACME's new phone", "acme"),
        ("acme'nin ürünü", "acme"),
        ("#Acme", "acme"),
        ("#acme!", "#acme"),
        ("＃ＡＣＭＥ", "#acme"),
        ("thanks @acme_help", "@acme_help"),
        ("see acme.com/x", "acme"),
        ("(acme)", "acme"),
        ("acme\n \tcorp", "acme corp"),
        ("a\u200bcme", "acme"),
        ("Acme™", "acme"),
        ("l’oréal paris", "L'Oreal"),
        ("Ulker", "Ülker"),
        ("İSTANBUL", "istanbul"),
        ("ısparta", "Isparta"),
        ("新しいソニーの製品", "ソニー"),
        ("我买了苹果手机", "苹果"),
        ("삼성은 좋다", "삼성"),
        ("acmeの新製品", "acme"),
        ("ฉันชอบแอคมีมาก", "แอคมี"),
        ("Купил Акме вчера", "акме"),
        ("أحب أكمي جدا", "اكمي"),
        ("मुझे ऐक्मी पसंद है", "ऐक्मी"),
        ("so 🍎🍎 good", "🍎"),
        ("7up", "7up"),
        ("C++ is fine", "c++"),
    ],
)
def test_these_are_found(text: str, term: str) -> None:
    """Each of these people means the brand."""
    assert _terms(text, term) == (term,)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("acmetastic", "acme"),
        ("megaacme", "acme"),
        ("acme_help", "acme"),
        ("acme2", "acme"),
        ("17up", "7up"),
        ("@acme_help2", "@acme_help"),
        ("#acmefail", "#acme"),
        ("acme", "#acme"),
        ("acme and corp", "acme corp"),
        ("über alles", "Uber"),
        ("акмеизм", "акме"),
        ("ऐक्मीन", "ऐक्मी"),
        ("", "acme"),
    ],
)
def test_these_are_not(text: str, term: str) -> None:
    """A word inside a word is another word, in scripts that have words."""
    assert _terms(text, term) == ()


def test_terms_are_told_as_the_settings_spell_them_and_in_their_order() -> None:
    """Whatever order the text has them in."""
    assert _terms("#acme ACME corp", "Acme", "#Acme", "acme Corp", "other") == ("Acme", "#Acme", "acme Corp")


def test_an_exclusion_masks_only_what_it_covers() -> None:
    """A night at the theatre is no mention; the same post complaining about the brand is."""
    exclude = ("acme theatre",)
    assert _terms("at the Acme  Theatre", "acme", exclude=exclude) == ()
    assert _terms("at the Acme Theatre, my acme phone died", "acme", exclude=exclude) == ("acme",)
    assert _terms("acme theatres", "acme", exclude=exclude) == ("acme",)


def test_exclusions_that_overlap_mask_together() -> None:
    """Whatever their order and however many there are."""
    exclude = ("acme theatre", "big acme", "theatre acme", "acme park")
    assert _terms("big acme theatre acme park, ACME", "acme", exclude=exclude) == ("acme",)
    assert _terms("big acme theatre acme park", "acme", "big", exclude=exclude) == ()
    assert _terms("acme theatre " * 700 + "acme", "acme", "theatre acme", exclude=exclude) == ()
    assert _terms("acme theatre. " * 700 + "acme", "acme", exclude=exclude) == ("acme",)


def test_an_exclusion_without_the_brand_in_it_speaks_of_the_whole_post() -> None:
    """It could never cover a mention, so it says what such a post is about."""
    assert _terms("acme jobs hiring now", "acme", exclude=("hiring",)) == ()
    assert _terms("acme jobs", "acme", exclude=("hiring",)) == ("acme",)


def test_an_exclusion_binds_only_its_own_watch() -> None:
    """Two brands may read one phrase differently."""
    matcher = Matcher(
        [Watch(name="a", terms=("acme",), exclude=("acme theatre",)), Watch(name="b", terms=("acme theatre",))]
    )
    assert [(found.watch.name, found.terms) for found in matcher.match("acme theatre")] == [("b", ("acme theatre",))]


def test_needs_asks_for_one_of_them() -> None:
    """For names that are also words."""
    assert _terms("mind the gap", "gap", needs=("jeans", "denim")) == ()
    assert _terms("GAP jeans", "gap", needs=("jeans", "denim")) == ("gap",)


def test_watches_come_by_name_whatever_order_they_were_given_in() -> None:
    """Order of the settings never changes what follows."""
    watches = [Watch(name=name, terms=("acme",)) for name in ("c", "a", "b")]
    forward = Matcher(watches).match("acme")
    assert [found.watch.name for found in forward] == ["a", "b", "c"]
    assert forward == Matcher(reversed(watches)).match("acme")


def test_the_words_of_rules_are_found_beside_the_terms_but_match_nothing_alone() -> None:
    """A boycott of somebody else is not ours."""
    matcher = Matcher([Watch(name="w", terms=("acme",))], words=("Boykott", "不买"))
    assert matcher.match("acme BOYKOTT 我不买了")[0].terms == ("acme", "Boykott", "不买")
    assert matcher.match("boykott") == ()
    assert matcher.wanted("boykott") is False


def test_a_post_that_names_its_watch_still_has_its_terms_told() -> None:
    """Also where an exclusion or a missing need would have refused it, and where there are none."""
    matcher = Matcher([Watch(name="w", terms=("gap",), needs=("jeans",))], words=("boycott",))
    assert matcher.find(folded("boycott gap")).terms_of("w") == ("gap", "boycott")
    assert matcher.find(folded("boycott")).terms_of("w") == ("boycott",)
    assert matcher.find(folded("nothing")).terms_of("w") == ()


def test_languages_leave_out_only_what_is_known_to_be_another() -> None:
    """A post whose language nobody can tell is never lost for it."""
    watch = Watch(name="w", terms=("acme",), languages=("en", "pt-BR"))
    assert [reads(watch, tag) for tag in ("en", "EN-us", "pt", "fr", "und", None, "")] == [
        True,
        True,
        True,
        False,
        True,
        True,
        True,
    ]
    assert Matcher([watch]).match("acme", "fr") == ()
    assert len(Matcher([watch]).match("acme", "en")) == 1


def test_a_term_nobody_can_see_is_a_fault_of_the_settings() -> None:
    """It would match everything or nothing; the loader must say so."""
    with pytest.raises(ConfigurationError, match='"w"'):
        Matcher([Watch(name="w", terms=("\u200b ",))])


def test_no_watch_no_match() -> None:
    """An empty house is legal."""
    assert Matcher([]).match("acme") == ()


def test_ten_thousand_watches_find_theirs() -> None:
    """The one that is meant, and no other."""
    matcher = Matcher([Watch(name=f"w{n}", terms=(f"brand{n}",)) for n in range(10_000)])
    assert [found.watch.name for found in matcher.match("ah, brand77 and brand9999!")] == ["w77", "w9999"]
