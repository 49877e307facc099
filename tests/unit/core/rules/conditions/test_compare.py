"""compare: we do worse than the others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.rule import Compare, Floor
from alertd.model.watch import Watch
from tests.unit.core.stage import Stage, house, loud

DAY = timedelta(hours=2)
WATCHES = tuple(Watch(name=name) for name in ("acme", "globex", "initech"))


def stage(metric: str, worse_by: float = 2.0, floor: int = 4) -> Stage:
    """Return a brand with two rivals."""
    when = Compare(
        metric=metric, others=("globex", "initech"), worse_by=worse_by, window=DAY, at_least=Floor(mentions=floor)
    )
    return Stage(house(loud(when=when, watches=("acme",)), watches=WATCHES)).until("10:00")


def say(on: Stage, watch: str, moods: str, audience: int = 100) -> None:
    """Let one post a letter come: a is angry, n neutral."""
    for mood in moods:
        on.mention({"a": "angry", "n": "neutral"}[mood], watch=watch, audience=audience)


def test_a_share_twice_as_negative_pages_when_the_quarter_is_closed() -> None:
    """Time tells, not the next mention."""
    on = stage("negative_share")
    say(on, "acme", "aaan")
    say(on, "globex", "nnna")
    say(on, "initech", "nnnn")
    assert on.told() == []

    assert on.until("10:20").told() == ["10:17 ayse"]
    assert on.pages[0].signals[0].name == "negative share"


def test_as_negative_as_the_others_is_no_page() -> None:
    """A bad day for all is not ours."""
    on = stage("negative_share")
    for watch in ("acme", "globex", "initech"):
        say(on, watch, "aaan")

    assert on.until("13:00").told() == []


def test_below_the_floor_on_either_side_nothing_is_said() -> None:
    """Two against one is twice as much."""
    for ours, theirs in (("aaa", "nnnnnnnn"), ("aaaaaaaa", "nnn")):
        on = stage("negative_share")
        say(on, "acme", ours)
        say(on, "globex", theirs)

        assert on.until("13:00").told() == []


def test_less_heard_of_than_the_others_on_average() -> None:
    """Four of ours; two rivals with nine each are not eighteen."""
    on = stage("volume")
    say(on, "acme", "nnnn")
    for rival in ("globex", "initech"):
        say(on, rival, "n" * 7)
    assert on.until("10:20").told() == []

    say(on, "globex", "nn")
    assert on.until("10:40").told() == ["10:32 ayse"]


@pytest.mark.parametrize(("ours", "pages"), [(60, ["11:17 ayse"]), (10, [])])
def test_slower_than_the_others(ours: int, pages: list[str]) -> None:
    """By the median of first replies, in minutes: theirs is twelve."""
    on = stage("first_reply", floor=1)
    asked = {watch: on.mention("neutral", watch=watch, needs_answer=True).id for watch in ("acme", "globex")}
    for watch, minutes in sorted({"globex": 12, "acme": ours}.items(), key=lambda one: one[1]):
        on.until(f"{10 + minutes // 60}:{minutes % 60:02}")
        on.reply(watch=watch, in_reply_to=asked[watch])

    assert on.until("11:30").told() == pages


def test_without_names_it_is_the_watch_and_its_own_competitors() -> None:
    """One rule for all brands: each against those that its settings call its rivals, and a rival against nobody."""
    watches = (Watch(name="acme", competitors=("globex",)), Watch(name="globex"), Watch(name="initech"))
    when = Compare(metric="negative_share", window=DAY, at_least=Floor(mentions=4))
    on = Stage(house(loud(when=when, watches=("*",)), watches=watches)).until("10:00")
    say(on, "acme", "aaan")
    say(on, "globex", "nnna")
    say(on, "initech", "aaaa")

    on.until("10:20")
    assert [page.watch for page in on.pages] == ["acme"]


def test_a_watch_is_never_compared_with_itself() -> None:
    """A list of all brands of a house may stand in one rule."""
    when = Compare(metric="negative_share", others=("acme", "globex"), window=DAY, at_least=Floor(mentions=4))
    on = Stage(house(loud(when=when, watches=("acme",)), watches=WATCHES)).until("10:00")
    say(on, "acme", "aaan")
    say(on, "globex", "nnna")

    assert on.until("10:20").told() == ["10:17 ayse"]


def test_it_goes_on_over_a_restart() -> None:
    """Readings are part of the snapshot; one of before, which has none, begins anew."""
    from alertd.core.engine import Engine

    on = stage("negative_share")
    say(on, "acme", "aaan")
    say(on, "globex", "nnnn")
    on.engine = Engine.restore(on.engine.snapshot())

    assert on.until("10:20").told() == ["10:17 ayse"]
