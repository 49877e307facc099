"""every: each mention that fits, bundled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.rule import Every, Only
from tests.unit.core.stage import Stage, house, loud


def told(stage: Stage) -> list[tuple[str, float]]:
    """Return when pages came, and how many mentions each tells of."""
    return [(f"{page.at:%H:%M}", page.signals[0].value or 0.0) for page in stage.pages if page.kind == "page"]


@pytest.mark.parametrize(("minutes", "first"), [(15, ("10:15", 3.0)), (0, ("10:00", 1.0))])
def test_what_comes_within_a_bundle_is_told_together(minutes: int, first: tuple[str, float]) -> None:
    """The first opens it. Without a bundle the first is told at once, and the others join its incident."""
    stage = Stage(house(loud(when=Every(bundle=timedelta(minutes=minutes)))))
    for at in ("10:00", "10:04", "10:14:59"):
        stage.until(at).mention()
    stage.until("10:19")

    assert told(stage)[0] == first


def test_the_next_mention_opens_the_next_bundle() -> None:
    """Each is told once."""
    stage = Stage(house(loud(when=Every(bundle=timedelta(minutes=5)))))
    for at in ("10:00", "10:01", "11:00", "12:00", "12:01", "12:02"):
        stage.until(at).mention()
    stage.until("12:08")
    fired = [one for one in stage.decisions if one.reason == "alert-firing"]

    assert [f"{one.at:%H:%M}" for one in fired] == ["10:05", "11:05", "12:05"]


def test_only_what_fits_is_told() -> None:
    """Mood, followers, language."""
    when = Every(sentiment="negative", min_followers=1000, bundle=timedelta(minutes=5), only=Only(languages=("en",)))
    stage = Stage(house(loud(when=when))).until("10:00")
    stage.mention("glad", audience=5000)
    stage.mention("angry", audience=10)
    stage.mention("angry", audience=5000, language="tr")
    assert told(stage.until("10:06")) == []

    stage.mention("angry", audience=5000)
    assert told(stage.until("10:12")) == [("10:11", 1.0)]


def test_a_cap_ends_it_for_the_day() -> None:
    """Two are told, the third is noted, and the next day begins anew."""
    stage = Stage(house(loud(when=Every(bundle=timedelta(0)), at_most=2)))
    for at in ("10:00", "11:00", "12:00"):
        stage.until(at).mention()
    assert stage.reasons().count("rule-capped") == 1
    assert stage.reasons().count("alert-firing") == 2

    stage.until("10:30", day=1).mention()
    assert stage.reasons().count("alert-firing") == 3
