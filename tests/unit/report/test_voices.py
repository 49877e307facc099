"""Who began it and who carries it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alertd.model.mention import Mention, Reach
from alertd.model.score import Quality, Score
from alertd.report.voices import voices

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def said(
    author: str,
    minute: int,
    *,
    negative: int = 900,
    audience: int | None = None,
    voice: int = 0,
    person: str | None = None,
) -> Mention:
    """Return a mention."""
    return Mention(
        watch="acme",
        platform="x" if audience is None else "bluesky",
        id=f"{author}{minute}",
        author=author,
        posted_at=NOW + timedelta(minutes=minute),
        seen_at=NOW + timedelta(minutes=minute),
        language="en",
        score=Score(negative=negative, neutral=1000 - negative, positive=0, quality=Quality.TRAINED, scorer="t/1"),
        voice=voice or minute,
        reach=Reach(audience=audience),
        person=person,
    )


def test_who_wrote_the_first_negative_post_began_it() -> None:
    """A friendly post of before did not; who began it need not be the loudest."""
    found = voices(
        [said("fan", 0, negative=0), said("star", 9, audience=1_000_000), said("ann", 5), said("ann", 2, negative=0)],
        negative_from=500,
    )
    assert found.first is not None
    assert (found.first.name, found.first.first_at) == ("ann", NOW + timedelta(minutes=5))
    assert [one.name for one in found.loudest] == ["star", "ann", "fan"]
    assert (found.people, found.platforms) == (3, (("x", 3), ("bluesky", 1)))


def test_copies_are_counted_once_as_words_and_all_as_posts() -> None:
    """Ten copies by ten people are ten people and nine copies."""
    found = voices([said(f"u{n}", n, voice=7) for n in range(1, 11)], negative_from=500)
    assert (found.people, found.copies) == (10, 9)


def test_silence_has_no_voices() -> None:
    """Nothing was said."""
    found = voices([], negative_from=500)
    assert (found.first, found.loudest, found.people) == (None, (), 0)


def test_where_nobody_is_angry_the_first_of_all_began_it() -> None:
    """A flood of questions has a beginning too."""
    found = voices([said("b", 4, negative=0), said("a", 1, negative=0)], negative_from=500)
    assert found.first is not None
    assert found.first.name == "a"


def test_a_person_with_two_accounts_is_one_voice() -> None:
    """By the name that the settings give her, with all she wrote and the larger of her audiences; a namesake is somebody else."""
    hers = [said("jane", 3, person="Jane"), said("jane.example", 1, audience=500, person="Jane")]
    found = voices([*hers, said("jane", 2).with_(platform="reddit")], negative_from=500)
    assert found.first is not None
    assert (found.first.name, found.people) == ("Jane", 2)
    assert [(one.name, one.posts, one.audience) for one in found.loudest] == [("Jane", 2, 500), ("jane", 1, None)]


def test_who_wrote_of_something_else_just_before_is_not_the_first_of_it() -> None:
    """Lost luggage five minutes before a fire: of a rule that looks for words, only a post with one of them can be the first of it."""
    luggage = said("b0", 0)
    fire = [said(f"smoke{n}", 5 + n, negative=0).with_(terms=("acme", "caught fire")) for n in range(3)]
    words = ("caught fire", "product recall")
    found = voices([luggage, *fire], negative_from=500, words=words)
    assert found.first is not None
    assert (found.first.name, found.first.first_at) == ("smoke0", NOW + timedelta(minutes=5))
    unsaid = voices([luggage], negative_from=500, words=words)
    assert unsaid.first is not None, "where no post kept its words, the mood is all there is"
    assert unsaid.first.name == "b0"


def test_who_was_told_as_the_first_is_the_first_here_too() -> None:
    """A page has named ann; a post that tells of it more plainly, or one of before that came in late, makes nobody else the first."""
    heard = [said("late", 0), said("ann", 2, negative=0), said("bob", 3).with_(terms=("caught fire",))]
    found = voices(heard, negative_from=500, words=("caught fire",), first_post="x:ann2")
    assert found.first is not None
    assert (found.first.name, found.first.first_at) == ("ann", NOW + timedelta(minutes=2))


def test_where_the_told_first_is_not_among_the_posts_nobody_else_is_called_so() -> None:
    """Its post is gone, or a flood has washed it out: a second name would contradict the page."""
    assert voices([said("bob", 3)], negative_from=500, first_post="x:ann2").first is None


def test_somebody_who_wrote_of_both_is_first_by_the_post_that_tells() -> None:
    """What she wrote of before is left out of her line."""
    found = voices(
        [said("ann", 0), said("ann", 6).with_(terms=("caught fire",)), said("bob", 3)],
        negative_from=500,
        words=("caught fire",),
    )
    assert found.first is not None
    assert (found.first.name, found.first.posts, found.first.first_at) == ("ann", 1, NOW + timedelta(minutes=6))


def test_of_the_same_second_the_report_names_whom_the_page_names() -> None:
    """One rule for who was first: written first, come in first, the lower id; the name of an account says nothing."""
    zoe = said("zoe", 3).with_(id="9")
    ann = said("ann", 3).with_(id="10")
    for order in ([zoe, ann], [ann, zoe]):
        first = voices(order, negative_from=500).first
        assert first is not None
        assert first.name == "zoe"
    late = voices([zoe.with_(seen_at=NOW + timedelta(minutes=4)), ann], negative_from=500).first
    assert late is not None
    assert late.name == "ann"


def test_who_wrote_after_it_opened_did_not_begin_it() -> None:
    """A rule that joins ten hours later looks for "recall": whoever says it then is not the first of those who are angry since the morning."""
    angry, calm = said("ann", 5), said("fan", 1, negative=0)
    joined = said("late", 600).with_(terms=("acme", "recall"))

    def first(*posts: Mention) -> str:
        found = voices(posts, negative_from=500, words=("recall",), opened_at=NOW + timedelta(minutes=9)).first
        assert found is not None
        return found.name

    assert first(calm, angry, joined) == "ann"
    assert first(calm, angry, joined.with_(posted_at=NOW + timedelta(minutes=8))) == "late"
    assert first(calm, joined) == "late"  # nobody before it tells of it at all
    assert first(joined, said("later", 700)) == "late"


def test_who_only_praised_does_not_carry_the_trouble_however_many_see_it() -> None:
    """A glad post of an hour before stood first among the largest audiences of a crisis; where all are glad, they are who speaks."""
    glad = Score(negative=0, neutral=50, positive=950, quality=Quality.TRAINED, scorer="t/1")
    star = said("star", 0, audience=1_000_000).with_(score=glad)
    both = said("both", 1, audience=500).with_(score=glad)

    found = voices([star, both, said("both", 4, audience=500), said("ann", 5)], negative_from=500)
    assert [one.name for one in found.loudest] == ["both", "ann"]

    assert [one.name for one in voices([star, both], negative_from=500).loudest] == ["star", "both"]
