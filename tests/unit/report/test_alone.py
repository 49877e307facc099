"""Posts that stand alone are counted by the slice; each figure is that of a report that looks at one post after the other."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from alertd.core.business_hours import OpenHours
from alertd.model.house import House
from alertd.model.people import ClockSpan, Hours, Roster
from alertd.model.watch import Watch
from alertd.report import response as reports
from alertd.report.clocks import Measure, on_the_wall
from alertd.report.response import Response, response
from alertd.report.threads import Answer, Parted, Said, parted
from tests.unit.report.posts import threads

BEGAN = datetime(2026, 9, 20, tzinfo=UTC)
NOW = BEGAN + timedelta(days=60)
PROMISE = {"default": timedelta(hours=4), "x": timedelta(minutes=30)}
ZONES = ("UTC", "Europe/Paris", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns")


def lived(seed: int, count: int = 400) -> list[Said | Answer]:
    """Return posts of three watches by chance: most alone, some answered, some in threads, some after now."""
    chance = random.Random(seed)
    posts: list[Said | Answer] = []
    for number in range(count):
        at = BEGAN + timedelta(seconds=chance.randrange(61 * 86400))
        watch, platform = chance.choice(("acme", "globex", "initech")), chance.choice(("x", "reddit"))
        posts.append(
            Said(
                watch=watch,
                platform=platform,
                id=f"p{number}",
                author=f"u{chance.randrange(90)}",
                at=at.replace(minute=0, second=0) if chance.random() < 0.1 else at,
                conversation=f"p{chance.randrange(number)}" if number and chance.random() < 0.1 else None,
                language=chance.choice(("en", "tr", "und")),
                needs_answer=chance.random() < 0.5,
                was_negative=chance.choice((True, False, None)),
                is_high=chance.random() < 0.2,
            )
        )
        if chance.random() < 0.2:
            wait = timedelta(seconds=chance.randrange(5 * 86400))
            bot = chance.random() < 0.2
            posts.append(
                Answer(
                    watch=watch,
                    platform=platform,
                    id=f"a{number}",
                    author=watch,
                    at=at + wait,
                    in_reply_to=f"p{number}",
                    is_automatic=bot,
                )
            )
    chance.shuffle(posts)
    return posts


def slowly(posts: list[Said | Answer], monkeypatch: pytest.MonkeyPatch, **how: object) -> Response:
    """Return the report that gives every post a thread and a clock of its own."""
    with monkeypatch.context() as patched:
        patched.setattr(reports, "parted", lambda some: Parted([], threads(some)))
        return response(posts, now=NOW, **how)  # type: ignore[arg-type]


def office() -> Measure:
    """Return the clock of acme's office hours; the others are always open."""
    hours = Hours(name="office", timezone="Europe/Paris", open=ClockSpan(begins=time(9), ends=time(17)))
    watches = (Watch(name="acme", hours="office"), Watch(name="globex"), Watch(name="initech"))
    return OpenHours(House(watches=watches, roster=Roster(hours={"office": hours}))).seconds


@pytest.mark.parametrize("seed", range(6))
def test_counted_by_the_slice_or_one_by_one_is_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every figure of the report, in five zones, with a promise, with and without a beginning."""
    posts, zone = lived(seed), ZoneInfo(ZONES[seed % len(ZONES)])
    since = None if seed % 2 else BEGAN + timedelta(days=20)
    how = {"zone": zone, "promise": PROMISE, "since": since}

    assert response(posts, now=NOW, **how) == slowly(posts, monkeypatch, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(3))
def test_in_business_hours_too(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who began later has never waited longer, by whatever clock: so an age changes at one instant there too."""
    posts = lived(100 + seed, 150)
    how = {"promise": PROMISE, "measure": office()}

    assert response(posts, now=NOW, **how) == slowly(posts, monkeypatch, **how)  # type: ignore[arg-type]


def test_the_time_before_counts_its_own_posts() -> None:
    """What was written before the beginning is of the time before, as it stood then."""
    posts = [
        Said(watch="acme", platform="x", id=str(number), author=str(number), at=NOW - timedelta(days=number, hours=1))
        for number in range(10)
    ]
    found = response(posts, now=NOW, since=NOW - timedelta(days=4))

    assert found.all.conversations == 4
    assert found.before is not None
    assert found.before.all.conversations == 4
    assert found.before.all.missed == 3


def test_only_what_stands_alone_is_left_as_a_post() -> None:
    """A question with an answer, two posts of a thread, an own post that nobody answered, and one that stands alone."""
    at = BEGAN
    posts: list[Said | Answer] = [
        Said(watch="acme", platform="x", id="1", author="a", at=at),
        Answer(watch="acme", platform="x", id="2", author="acme", at=at, in_reply_to="1"),
        Said(watch="acme", platform="x", id="3", author="b", at=at, conversation="c"),
        Said(watch="acme", platform="x", id="4", author="c", at=at, conversation="c"),
        Answer(watch="acme", platform="x", id="5", author="acme", at=at),
        Said(watch="acme", platform="x", id="6", author="d", at=at),
        Said(watch="acme", platform="x", id="7", author="e", at=at, conversation="only-one"),
    ]
    found = parted(posts)

    assert sorted(post.id for post in found.alone) == ["6", "7"]
    assert [len(thread.said) for thread in found.threads] == [1, 2]


def test_nothing_at_all() -> None:
    """No post, no figure, no fault."""
    assert response([], now=NOW).all.conversations == 0
    assert on_the_wall("acme", NOW, NOW) == 0.0


def test_posts_of_one_instant_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question and its answer of the same second, told in any order; ties go by id."""
    at = BEGAN
    posts: list[Said | Answer] = [
        Answer(watch="acme", platform="x", id="0", author="acme", at=at, in_reply_to="9"),
        Said(watch="acme", platform="x", id="9", author="a", at=at, needs_answer=True),
        Said(watch="acme", platform="x", id="8", author="a", at=at, needs_answer=True, in_reply_to="9"),
    ]
    found = response(posts, now=NOW)

    assert (found.all.answered, found.all.median_s) == (1, 0.0)
    assert found == slowly(posts, monkeypatch)
