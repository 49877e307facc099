"""Evidence: which posts a page shows, and what it forgets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from alertd.core.signals.evidence import Post, Telling
from alertd.core.times import instant
from alertd.model.mention import Mention, Reach
from alertd.model.score import Quality, Score

NOON = 1_795_435_200.0


def said(telling: Telling, at: float, name: str, negative: int | None = 100, **known: Any) -> None:
    """Let somebody write at `at` seconds after noon; negative: P in thousandths, None is unknown."""
    positive = known.pop("positive", 0)
    rest = 1000 - (negative or 0) - positive
    score = Score(negative=negative or 0, neutral=rest, positive=positive, quality=Quality.TRAINED, scorer="t/1")
    is_new = known.pop("is_new", True)
    mention = Mention(
        watch="acme",
        platform="x",
        id=name,
        author=known.pop("author", name),
        posted_at=instant(NOON + at),
        seen_at=instant(NOON + at),
        language=known.pop("language", "en"),
        score=Score.unknown("t/1") if negative is None else score,
        voice=known.pop("voice", len(telling.recent)),
        reach=Reach(audience=known.pop("audience", None)),
        **known,
    )
    telling.observe(mention, NOON + at, NOON + at, is_new=is_new)


def picked(telling: Telling, at: float, *, negative: bool, window: float = 3600.0) -> tuple[str | None, ...]:
    """Return the ids of the most reached, the first and the typical post."""
    return tuple(None if p is None else p.id for p in telling.pick(NOON + at, window, negative=negative))


def test_of_a_negative_rule_the_first_is_one_that_is_surely_negative() -> None:
    """A glad post that the scorer doubts must not stand on a page as the first complaint; in a number it bears little."""
    telling = Telling()
    said(telling, 0, "no fuss, happy with it", 452)
    said(telling, 10, "smoke", 700)
    said(telling, 20, "fire", 900)
    assert picked(telling, 30, negative=True)[1:] == ("smoke", "fire")


def test_doubtful_ones_stand_in_where_there_are_no_surer() -> None:
    """Then those that count, and at last whatever there is: a page without a post says less than one with a doubtful."""
    telling = Telling()
    said(telling, 0, "meh", 330)
    said(telling, 10, "hm", 430)
    assert picked(telling, 30, negative=True)[1] == "hm"
    only = Telling()
    said(only, 0, "meh", 100)
    assert picked(only, 30, negative=True)[1] == "meh"


def test_of_any_other_rule_the_first_is_the_first() -> None:
    """A storm of praise begins with whoever began it."""
    telling = Telling()
    said(telling, 0, "one", 100)
    said(telling, 10, "two", 900)
    assert picked(telling, 30, negative=False)[1] == "one"


def test_copies_are_not_shown_while_there_is_a_new_text() -> None:
    """Reposts and copies are counted elsewhere; a page shows words."""
    telling = Telling()
    said(telling, 0, "copy", 900, is_new=False)
    said(telling, 10, "own", 600)
    assert picked(telling, 30, negative=True)[1:] == ("own", "own")


def test_the_most_reached_is_of_the_window_and_one_an_author() -> None:
    """A loud voice of this morning is not the loudest of this hour; one that writes twice is one."""
    telling = Telling()
    said(telling, 0, "morning", audience=9_000_000)
    said(telling, 7_200, "a", audience=500, author="ann")
    said(telling, 7_210, "b", audience=600, author="ann")
    said(telling, 7_220, "c", audience=None)
    assert picked(telling, 7_300, negative=False)[0] == "b"
    assert [post.id for post in telling.loudest] == ["morning", "b"]


def test_after_a_day_the_loudest_gives_way() -> None:
    """Older posts are never quoted."""
    telling = Telling()
    said(telling, 0, "old", audience=9_000_000)
    said(telling, 90_000, "new", audience=10)
    assert [post.id for post in telling.loudest] == ["new"]


def test_a_quiet_window_shows_the_last_posts() -> None:
    """A page of silence still says what was said last."""
    telling = Telling()
    for number in range(5):
        said(telling, number, f"p{number}")
    assert picked(telling, 50_000, negative=False)[1] == "p2"


def test_nothing_at_all_is_nothing() -> None:
    """A watch that counts alone has no posts to show."""
    assert picked(Telling(), 0, negative=True) == (None, None, None)


def test_a_burst_has_one_post_of_each_voice() -> None:
    """What a page is about is found in different texts, the newest of each."""
    telling = Telling()
    said(telling, 0, "a", 900, voice=1)
    said(telling, 10, "b", 900, voice=1)
    said(telling, 20, "c", 900, voice=2)
    said(telling, 30, "d", 100, voice=3)
    assert [post.id for post in telling.burst(NOON + 60, 3600, negative=True)] == ["b", "c"]
    assert [post.id for post in telling.burst(NOON + 60, 3600, negative=False)] == ["b", "c", "d"]


def test_words_are_said_by_each_of_the_people_who_pass_them_on() -> None:
    """Three people say one text, one of them twice; another has words of his own; what was said before the window counts no more."""
    telling = Telling()
    for at, name, voice in (
        (0, "old", 7),
        (5_000, "a", 7),
        (5_001, "b", 7),
        (5_002, "a", 7),
        (5_003, "c", 8),
        (5_004, "d", 7),
    ):
        said(telling, at, f"p{at}", author=name, voice=voice)

    assert telling.said_by(NOON + 5_010, 3_600) == {7: 3, 8: 1}


def test_a_restart_shows_the_same_and_older_snapshots_load() -> None:
    """Posts kept before it was noted whether they count as negative go by their number."""
    telling = Telling()
    said(telling, 0, "a", 450, audience=7)
    said(telling, 10, "b", 900)
    state = json.loads(json.dumps(telling.to_state()))
    again = Telling.from_state(state)
    assert picked(again, 60, negative=True) == picked(telling, 60, negative=True)
    for post in state[0]:
        del post["is_negative"]
    assert picked(Telling.from_state(state), 60, negative=True)[1] == "b"


def test_who_is_erased_is_gone_from_what_is_shown() -> None:
    """Name and handle give way; the post's numbers stay."""
    telling = Telling()
    said(telling, 0, "a", author="ann", handle="ann_w", audience=5)
    telling.forget("x", "ann", "erased-1")
    posts: list[Post] = [*telling.recent, *telling.loudest]
    assert {post.author for post in posts} == {"erased-1"}
    assert "ann" not in json.dumps(telling.to_state())


def test_of_the_same_second_the_first_is_who_came_in_first() -> None:
    """Then the one with the lower id, whatever its name is in the alphabet: as the report and the picture say it."""
    telling = Telling()
    said(telling, 5, "9", 900)
    said(telling, 5, "10", 900)
    early = telling.recent[0]
    assert picked(telling, 30, negative=True)[1] == "9"
    telling.recent[1].seen = early.seen - 1
    assert picked(telling, 30, negative=True)[1] == "10"


def test_of_a_rule_about_words_the_posts_that_say_them_are_picked() -> None:
    """A star who speaks of the weather is not what a page about danger shows; where nobody says a word, all may be shown."""
    telling = Telling()
    said(telling, 0, "star", audience=1_000_000)
    said(telling, 5, "smoke", audience=50, terms=("burns",))
    said(telling, 9, "burns", 900, terms=("burns", "nordwind"))

    def ids(words: tuple[str, ...]) -> list[str | None]:
        return [
            None if post is None else post.id for post in telling.pick(NOON + 10, 3600.0, negative=False, words=words)
        ]

    assert ids(("burns", "explodes")) == ["smoke", "smoke", "burns"]
    assert ids(("explodes",)) == ids(()) == ["star", "star", "burns"]
    assert [post.id for post in telling.burst(NOON + 10, 3600.0, negative=False, words=("burns",))] == [
        "smoke",
        "burns",
    ]


@pytest.mark.parametrize("words", [(), ("burned",)])
def test_of_a_crisis_no_post_that_counts_as_positive_is_telling(words: tuple[str, ...]) -> None:
    """It has the word that the rule looks for, and a green label beside it: nobody believes the page."""
    telling = Telling()
    said(telling, 0, "cosy", 200, positive=520, terms=("burned",))
    said(telling, 10, "my hand", 400, terms=("burned",))
    said(telling, 20, "burned again", 240, positive=620, terms=("burned",))

    _, first, typical = telling.pick(NOON + 30, 3600.0, negative=not words, words=words)
    assert (first and first.id, typical and typical.id) == ("my hand", "my hand")
    assert [one.id for one in telling.burst(NOON + 30, 3600.0, negative=not words, words=words)] == ["my hand"]


def test_where_all_count_as_positive_they_are_all_there_is() -> None:
    """A page without a post says less than one with a doubtful."""
    telling = Telling()
    said(telling, 0, "cosy", 200, positive=520, terms=("burned",))

    assert picked(telling, 30, negative=True)[1:] == ("cosy", "cosy")


def test_languages_are_counted_by_posts_since_an_instant_and_survive_a_restart() -> None:
    """Copies and what is no telling post count too; of a snapshot that knew none, none are known."""
    telling = Telling()
    for n in range(3):
        said(telling, 0, f"old{n}", language="zh")
    for n in range(60):
        said(telling, 7200, f"en{n}", language="en", voice=1, is_new=n == 0)
    for n in range(50):
        said(telling, 7260 + n, f"tr{n}", language="tr")

    assert telling.spoken(NOON + 7000) == (("en", 60), ("tr", 50))
    assert telling.spoken(NOON) == (("en", 60), ("tr", 50), ("zh", 3))
    state = json.loads(json.dumps(telling.to_state()))
    assert Telling.from_state(state).spoken(NOON) == telling.spoken(NOON)
    assert Telling.from_state(state[:2]).spoken(NOON) == ()


def test_languages_of_more_than_a_day_ago_are_forgotten() -> None:
    """What is kept of a watch has a bound."""
    telling = Telling()
    for half in range(120):
        said(telling, 1800.0 * half, f"p{half}", language="en" if half else "fr")

    assert telling.spoken(NOON) == (("en", 48),)


def test_of_two_who_say_the_words_both_are_shown_whatever_their_mood_is_read_as() -> None:
    """Glass in the bread, told by two: the page quoted the one in its headline and showed the other alone."""
    telling = Telling()
    said(telling, 0, "glass in the baguette", 900, terms=("glass",))
    said(telling, 10, "found a piece of glass as well", 300, terms=("glass",))
    said(telling, 20, "lovely shop", 50)

    _, first, typical = telling.pick(NOON + 30, 3600.0, negative=True, words=("glass",))

    assert first is not None
    assert typical is not None
    assert (first.id, typical.id) == ("glass in the baguette", "found a piece of glass as well")
