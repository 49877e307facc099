"""A mention graph small enough for the eye."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from alertd.model.mention import Mention, Reach
from alertd.model.score import Quality, Score
from alertd.report.burst import Burst, burst
from alertd.report.sketch import MOST, Dot

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
ANGRY = Score(negative=900, neutral=50, positive=50, quality=Quality.TRAINED, scorer="t/1")


def shown_by(mentions: Sequence[Mention], *, negative_from: int) -> Burst:
    """Return what mentions show whose texts are erased."""
    return burst([(one, None) for one in mentions], negative_from=negative_from)


def post(number: int, author: str, **more: object) -> Mention:
    """Return an angry post of its own words."""
    made = Mention(
        watch="acme",
        platform="x",
        id=f"p{number}",
        author=author,
        handle=author,
        posted_at=AT + timedelta(seconds=number),
        seen_at=AT + timedelta(seconds=number),
        language="en",
        score=ANGRY,
        voice=number,
    )
    return made.with_(**more)


def two_camps() -> list[Mention]:
    """Return a burst: ann began it, 30 people pass her on; vera took it to 12 others; a star whom nobody passes on; 9 copies."""
    found = [post(0, "ann", reach=Reach(audience=300)), post(1, "vera", repost_of="p0", repost_of_author="ann")]
    found += [post(10 + n, f"fan{n:02}", repost_of="p0", repost_of_author="ann", voice=0) for n in range(30)]
    found += [post(60 + n, f"pal{n:02}", repost_of="p1", repost_of_author="vera", voice=1) for n in range(12)]
    found += [post(80, "star", reach=Reach(audience=2_000_000))]
    found += [post(90 + n, f"bot{n}", voice=777) for n in range(10)]
    return found


def drawn() -> Burst:
    """Return what two camps show."""
    return shown_by(two_camps(), negative_from=500)


def named(found: Burst) -> dict[str, Dot]:
    """Return the people that are drawn by name."""
    return {dot.name: dot for dot in found.sketch.dots if dot.kind == "person"}


def test_everybody_is_in_the_picture_once() -> None:
    """By name, in a crowd, among the copies or counted as not drawn: nobody is missing, nobody counts twice."""
    found = drawn()
    assert sum(dot.people for dot in found.sketch.dots) + found.sketch.unseen == found.voices.people == 55


def test_those_who_matter_are_drawn_by_name_and_the_others_as_a_crowd() -> None:
    """Who began it, who carries it, and the star whom nobody passes on; thirty fans are one dot beside her whom they pass on."""
    found = drawn()
    people = named(found)
    assert {"ann", "vera", "star"} <= people.keys()
    assert (people["ann"].part, people["star"].audience) == ("carries", 2_000_000)
    crowds = {
        (found.sketch.dots[dot.around or 0].name, dot.kind): dot.people
        for dot in found.sketch.dots
        if dot.kind != "person"
    }
    assert crowds == {("ann", "crowd"): 30, ("vera", "crowd"): 12, ("bot0", "copies"): 9}


def test_a_carrier_who_did_not_begin_it_and_the_one_who_did_are_told_apart() -> None:
    """The first negative post began it, also where somebody else is passed on by more."""
    later = [post(n, f"fan{n:02}", repost_of_author="loud", repost_of="p2") for n in range(10, 20)]
    people = named(
        shown_by(
            [post(1, "quiet"), post(2, "loud"), post(3, "fan99", repost_of_author="quiet"), *later], negative_from=500
        )
    )
    assert (people["quiet"].part, people["loud"].part) == ("started", "carries")


def test_a_person_is_one_dot_under_all_accounts() -> None:
    """With the larger audience, and a link to what she wrote."""
    hers = [
        post(0, "jane", person="Jane", reach=Reach(audience=900)),
        post(1, "jane.example", platform="bluesky", person="Jane", voice=0, reach=Reach(audience=5_000)),
    ]
    found = shown_by([*hers, *(post(n, f"fan{n}", repost_of="p0") for n in range(2, 5))], negative_from=500)
    dots = {dot.name: dot for dot in found.sketch.dots if dot.kind == "person"}
    assert (dots["Jane"].audience, dots["Jane"].passed_on_by, dots["Jane"].part) == (5_000, 3, "carries")
    assert found.people["Jane"] == "bluesky:jane.example"
    assert not [dot for dot in found.sketch.dots if dot.kind == "copies"]  # nobody copies herself


def test_the_same_posts_are_the_same_picture() -> None:
    """In any order of coming: two people who compare their screens see one thing, and a live update moves nobody."""
    assert shown_by(two_camps()[::-1], negative_from=500).sketch == drawn().sketch


def test_a_picture_stays_small() -> None:
    """A thousand people who pass each other on: some by name, all inside the frame, the rest as crowds or counted."""
    ring = [post(n, f"u{n:04}", repost_of_author=f"u{(n * 7) % 400:04}", repost_of="x") for n in range(1000)]
    found = shown_by(ring, negative_from=500).sketch
    assert len([dot for dot in found.dots if dot.kind == "person"]) <= MOST
    assert all(0 <= dot.x <= 1 and 0 <= dot.y <= 1 for dot in found.dots)
    assert all(0 <= one < len(found.dots) and 0 <= two < len(found.dots) for one, two in found.lines)


def test_where_nobody_speaks_or_passes_on_there_is_little_to_draw() -> None:
    """No posts, no picture; ten people who speak each for themselves have no lines."""
    assert shown_by([], negative_from=500).sketch.dots == ()
    alone = shown_by([post(n, f"u{n}") for n in range(10)], negative_from=500).sketch
    assert alone.lines == ()
    assert len(alone.dots) + alone.unseen == 10
