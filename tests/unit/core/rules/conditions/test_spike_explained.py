"""spike, as `why --rule --watch` and the page tell somebody who asks why it does not hold."""

from __future__ import annotations

from datetime import timedelta

from alertd.model.rule import Spike
from tests.unit.core.stage import Stage, house, loud


def shouted(texts: int, *, posts: int = 40) -> str:
    """Return what is said of a negative storm two minutes after so many angry posts in so many texts, each by somebody else."""
    stage = Stage(house(loud("storm", when=Spike(of="negative", rarer_than=timedelta(days=7)))))
    stage.until("10:00").mention("neutral")
    for n in range(posts):
        stage.until(stage.now + timedelta(seconds=1)).mention("angry", voice=1000 + n % texts)
    stage.until(stage.now + timedelta(minutes=2))
    return " ".join(stage.engine.explain("storm", "acme"))


def test_forty_people_with_one_text_hear_why_they_are_one() -> None:
    """Who looks for the page that did not come reads that the same words count once; forty texts are no copies."""
    assert "the newest 40 posts of the last hour count as 1 voice: the same words count once" in shouted(1)
    assert "the newest 40 posts of the last hour count as 2 voices" in shouted(2)
    assert "count once" not in shouted(40)
    assert "count once" not in shouted(1, posts=9)


def test_what_comes_every_minute_is_as_usual() -> None:
    """Who asks reads no "expected once in 1 min", which nobody understands."""
    stage = Stage(house(loud("storm", when=Spike(rarer_than=timedelta(days=1)))))
    for _ in range(180):
        stage.until(stage.now + timedelta(minutes=1)).mention("neutral")
    said = " ".join(stage.engine.explain("storm", "acme"))

    assert "as usual" in said or "too little history" in said
    assert "expected once" not in said
