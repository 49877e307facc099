"""X rules: whatever a watch holds, its rules fit, lose nothing, and change by a difference."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alertd.intake.terms.parse import is_search
from alertd.model.watch import Watch
from alertd.sources.x.rules import Held, compiled, difference, quoted, stream_rules

TERM = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)
WATCH = st.builds(
    Watch,
    name=st.sampled_from(["acme", "globex"]),
    terms=st.lists(TERM, max_size=60).map(tuple),
    exclude=st.lists(TERM, max_size=20).map(tuple),
    needs=st.lists(TERM, max_size=20).map(tuple),
    languages=st.lists(st.sampled_from(["en", "tr", "ru"]), unique=True).map(tuple),
)


@given(WATCH, st.sampled_from([512, 1_024]))
def test_every_query_fits_and_every_term_is_in_one(watch: Watch, limit: int) -> None:
    """No query is longer than X takes; no term that fits is lost; brackets and quotes are whole."""
    query = compiled(watch, limit=limit)
    for value in query.values:
        assert len(value) <= limit
        assert value.count('"') % 2 == 0
    for term in watch.terms:
        if term.strip() and not is_search(term) and len(quoted(term)) < limit // 3:
            assert any(quoted(term) in value for value in query.values)


def test_a_search_is_asked_for_by_the_words_that_must_occur() -> None:
    """X is asked broadly and cheaply; what it brings is matched again. A search cannot be excluded on the other side."""
    watch = Watch(
        name="gap",
        terms=("gap AND (jeans OR denim)", '"gap inc" OR gapkids*', "{Gap}"),
        exclude=("gap AND year", "theatre"),
    )

    assert compiled(watch, limit=1_024).values == ('(gap OR "gap inc" OR gapkids OR Gap) -theatre',)


def test_a_watch_reads_as_one_rule() -> None:
    """Terms by OR, needs, excludes and languages beside them, and the brand's own accounts."""
    watch = Watch(
        name="gap",
        terms=("gap", "#gap", "gap inc"),
        exclude=("gap year",),
        needs=("jeans",),
        languages=("en", "tr"),
        handles={"x": ("@gap", "12345", "id:678")},
    )

    assert compiled(watch, limit=1_024).values == (
        '(gap OR #gap OR "gap inc" OR @gap OR from:gap OR from:678) (jeans) -"gap year" (lang:en OR lang:tr)',
    )
    assert compiled(watch, limit=1_024, handles=False, retweets=False).values == (
        '(gap OR #gap OR "gap inc") -is:retweet (jeans) -"gap year" (lang:en OR lang:tr)',
    )


def test_what_does_not_fit_is_told_and_left_out_on_the_broad_side() -> None:
    """Too long excludes are dropped with a sentence; the terms stay."""
    watch = Watch(name="acme", terms=("acme",), exclude=tuple(f"other brand {n}" for n in range(60)))
    query = compiled(watch, limit=512)

    assert query.values == ("(acme)",)
    assert query.left_out == ("exclude of the watch acme are too long for X and are applied after reading",)


def test_operators_and_quotes_in_terms_are_only_text() -> None:
    """A term cannot become a query of its own."""
    assert quoted("or") == '"or"'
    assert quoted('a" OR from:rival "b') == '"a OR from:rival b"'
    assert quoted("-acme") == '"-acme"'
    assert quoted("from:acme") == '"from:acme"'


def test_the_difference_touches_only_what_is_ours_and_changed() -> None:
    """Same tag stays, new tag is added, our old tag goes, foreign rules stay, a foreign twin is not added."""
    wanted, _ = stream_rules([Watch(name="acme", terms=("acme",))], limit=1_024, retweets=True)
    (rule,) = wanted
    held = [
        Held(id="1", value="old", tag="alertd/acme/0"),
        Held(id="2", value="x", tag="team/7"),
        Held(id="3", value="y"),
    ]

    change = difference(wanted, held)
    assert (change.add, change.delete) == ((rule,), ("1",))

    same = difference(wanted, [*held[1:], Held(id="4", value=rule.value, tag=rule.tag)])
    assert (same.add, same.delete) == ((), ())

    twin = difference(wanted, [Held(id="5", value=rule.value, tag="team/7")])
    assert (twin.add, twin.delete) == ((), ())


def test_two_watches_with_the_same_terms_ask_once() -> None:
    """X refuses a value twice."""
    watches = [Watch(name="a", terms=("acme",)), Watch(name="b", terms=("acme",))]
    assert len(stream_rules(watches, limit=1_024, retweets=True)[0]) == 1
