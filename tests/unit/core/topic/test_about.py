"""What a burst is about: a line that somebody understands who has just been woken."""

from __future__ import annotations

import pytest

from alertd.core.topic.about import About, Told, about
from alertd.core.topic.danger import tells_danger
from tests.unit.core.topic.bursts import BURSTS, Burst


def nobody_knows(_word: str) -> None:
    """Say of no word whether it is new: a watch without history."""


def line(found: About | None) -> str:
    """Return what a page would show."""
    return "" if found is None else ", ".join([*found.phrases, *([found.quote] if found.quote else [])])


@pytest.mark.parametrize("burst", BURSTS, ids=lambda burst: burst.name)
def test_the_line_says_what_happened(burst: Burst) -> None:
    """In six languages, without any history: what one would say oneself, and never the small talk around it."""
    said = line(about([Told(text, burst.language) for text in burst.posts], burst.own, nobody_knows)).casefold()

    assert any(part.casefold() in said for part in burst.must), said
    assert not any(part.casefold() in said for part in burst.never), said
    assert len(said) <= 100
    assert len(said.split()) >= 2 or burst.language == "zh"


@pytest.mark.parametrize("burst", BURSTS[:3], ids=lambda burst: burst.name)
def test_the_order_of_the_posts_decides_nothing_about_the_phrases(burst: Burst) -> None:
    """Who wrote first is no reason."""
    posts = [Told(text, burst.language) for text in burst.posts]
    forward, backward = about(posts, burst.own, nobody_knows), about(posts[::-1], burst.own, nobody_knows)

    assert forward is not None
    assert backward is not None
    assert forward.phrases == backward.phrases


def test_what_is_always_said_is_not_what_it_is_about() -> None:
    """Six of ten say "nice tea", as ever; four say that the lid melts, as never before: it is the lid."""
    texts = [f"nice tea this morning {'abcdef'[n]}" for n in range(6)] + [
        f"the lid melts, kettle {n}" for n in range(4)
    ]
    usual = {"nice", "tea"}

    def is_new(word: str) -> bool | None:
        return False if word in usual else True if word in ("lid", "melts") else None

    known = about([Told(text, "en") for text in texts], ["kettlo"], is_new)
    unknown = about([Told(text, "en") for text in texts], ["kettlo"], nobody_knows)

    assert known is not None
    assert known.phrases == ("lid melts",)
    assert unknown is not None
    assert "nice tea" in unknown.phrases


@pytest.mark.parametrize(
    ("language", "texts", "expected"),
    [
        ("en", ("the lid won't open", "lid does not open", "my lid doesn't open either"), "open"),
        ("ru", ("деньги не возвращают", "они не возвращают деньги", "не возвращают деньги вообще"), "не возвращают"),
        ("fr", ("l'appli ne marche pas", "elle ne marche pas", "ça ne marche pas chez moi"), "marche pas"),
        ("pt", ("o app não abre", "não abre aqui", "não abre mesmo"), "não abre"),
        ("zh", ("一直不退款", "就是不退款啊", "他们不退款"), "不退款"),
    ],
)  # fmt: skip
def test_a_negation_is_never_lost(language: str, texts: tuple[str, ...], expected: str) -> None:
    """Posts that say "they return no money" are not about returning money."""
    found = about([Told(text, language) for text in texts], ["kettlo"], nobody_knows)

    assert found is not None
    assert any(expected in phrase for phrase in found.phrases), found
    assert language != "en" or any(word in found.phrases[0] for word in ("won't", "not", "doesn't"))


def test_one_post_that_the_page_is_about_is_quoted_where_it_says_most() -> None:
    """A loud voice: not how it begins, but what happened."""
    text = (
        "I have tested kettles for nine years. Tonight my Kettlo switched itself on after the update. "
        "Wow. Unplug yours."
    )  # fmt: skip
    found = about([], ["kettlo"], nobody_knows, focus=Told(text, "en", "x 1"))

    assert found == About(quote="Tonight my Kettlo switched itself on after the update", quoted="x 1")


def test_where_nobody_says_the_same_the_loudest_is_quoted() -> None:
    """Eight angry posts that share no word: what a million have seen is what it is about."""
    loud = "I have tested kettles for nine years. Tonight my Kettlo filled the kitchen with smoke."
    posts = [
        Told(text, "en") for text in ("Angry does not cover it", "Never again, do not buy", "Shame. It is a bad joke")
    ]
    found = about(
        [*posts, Told("Rien ne va plus", "fr"), Told(loud, "en", "x 9", is_loud=True)], ["kettlo"], nobody_knows
    )

    assert found == About(quote="Tonight my Kettlo filled the kitchen with smoke", quoted="x 9")


@pytest.mark.parametrize(
    ("language", "shame", "danger"),
    [
        ("en", "worst update ever, what a shame", "the kettle caught fire and burned my hand"),
        ("ru", "худшее обновление, позор", "чайник загорелся и задымил кухню"),
        ("tr", "en kötü güncelleme, yazık", "ısıtıcı alev aldı, elim yandı"),
        ("fr", "la pire mise à jour, quelle honte", "la bouilloire a pris feu hier soir"),
        ("pt", "pior atualização de todas, vergonha", "a chaleira pegou fogo ontem"),
        ("zh", "这次更新太差了", "水壶突然冒烟起火"),
    ],
)  # fmt: skip
def test_danger_comes_before_what_more_people_say(language: str, shame: str, danger: str) -> None:
    """Twenty say that it is a shame, three that it burns: who is woken reads that it burns."""
    posts = [Told(f"{shame} {n}", language) for n in "abcdefghijklmnopqrst"]
    posts += [Told(f"{danger} {n}", language) for n in "xyz"]
    found = about(posts, ["kettlo"], nobody_knows)

    assert found is not None
    first = found.phrases[0] if found.phrases else found.quote or ""
    assert tells_danger(first, language), found


def test_one_loud_voice_that_tells_of_danger_is_quoted_though_all_say_something_else() -> None:
    """That the flat stinks of plastic is what many wrote; that it filled a kitchen with smoke is what a million read."""
    loud = "Tonight it switched itself on after the update, boiled dry and filled the kitchen with smoke. Unplug yours."
    posts = [Told(f"worst update ever, the flat stinks of plastic {n}", "en") for n in "abcdefghij"]
    found = about([*posts, Told(loud, "en", "x 9", is_loud=True)], ["kettlo"], nobody_knows)
    quiet = about([*posts, Told(loud, "en", "x 9")], ["kettlo"], nobody_knows)

    assert found == About(quote="boiled dry and filled the kitchen with smoke", quoted="x 9")
    assert quiet is not None
    assert "stinks of plastic" in line(quiet)


def test_a_hashtag_is_kept_and_a_quote_says_why() -> None:
    """A hashtag alone is a name, no news."""
    burst = next(burst for burst in BURSTS if burst.name == "en hashtag")
    found = about([Told(text, "en") for text in burst.posts], burst.own, nobody_knows)

    assert found is not None
    assert found.phrases == ("#BoycottFernwick",)
    assert found.quote is not None
    assert "CEO" in found.quote


def test_the_name_of_a_product_is_kept_and_that_of_the_brand_is_not_news() -> None:
    """The brand stands in the title; which of its products is what one wants to know."""
    texts = [f"my Volta RX500 {what}" for what in ("is dead", "will not start", "burnt", "stinks", "died too")]
    found = about([Told(text, "en") for text in texts], ["volta"], nobody_knows)

    assert found is not None
    assert found.phrases == ("RX500",)
    assert found.quote is not None


def test_two_languages_are_both_told() -> None:
    """A burst in English and Turkish says what each says; a language of a few is left out."""
    posts = [Told(f"the kettle smokes badly {n}", "en") for n in "abcdef"]
    posts += [Told(f"ısıtıcı duman çıkarıyor {n}", "tr") for n in "abcde"]
    posts += [Told("la bouilloire fume", "fr")]
    found = about(posts, ["kettlo"], nobody_knows)

    assert found is not None
    assert found.phrases == ("kettle smokes badly", "ısıtıcı duman çıkarıyor")


@pytest.mark.parametrize("texts", [[], [""], ["?!", "…"], ["@a @b", "https://example.org/x"], ["kettlo", "Kettlo!"]])
def test_posts_that_say_nothing_are_about_nothing(texts: list[str]) -> None:
    """An empty text, a link, the brand's name: the page says no line rather than a wrong one."""
    assert about([Told(text, "en") for text in texts], ["kettlo"], nobody_knows) is None


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "( " * 5_000, "的" * 3_000, "ab' " * 3_000, "\u202e\u0301" * 2_000, "#" * 3_000, "a-" * 4_000, "😀" * 999],
    ids=["letters", "brackets", "particles", "apostrophes", "marks", "signs", "hyphens", "emoji"],
)  # fmt: skip
def test_hostile_texts_are_read_in_bounded_room(text: str) -> None:
    """Whatever strangers write: no crash, and never more than a line."""
    assert len(line(about([Told(text + str(n), "en") for n in range(8)], ["kettlo"], nobody_knows))) <= 120


def test_the_quote_is_what_most_people_pass_on() -> None:
    """Forty share one complaint word for word, and eight write something of their own: the line is the one that forty share."""
    shared = Told("Their courier threw my parcel over the fence", "en", said_by=40)
    others = [
        Told(text, "en")
        for text in (
            "My parcel came late again today",
            "Parcel late, and nobody answers the phone",
            "Late parcel, third time in June",
            "I like the new app of theirs",
        )
    ]
    found = about([*others, shared], ["speedo"], nobody_knows)

    assert found is not None
    assert found.quote == "Their courier threw my parcel over the fence"
    alone = about([*others, shared._replace(said_by=1)], ["speedo"], nobody_knows)
    assert alone is not None
    assert alone.quote != found.quote
