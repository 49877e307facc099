"""In which order those who wait are looked at, before their texts are known."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.core.stage import Stage, house


def test_an_angry_post_of_now_is_looked_at_before_a_question_of_the_day_before() -> None:
    """A long queue is read from its beginning: what is answered first must not stand behind a thousand idle questions."""
    stage = Stage(house()).until("10:00")
    idle = [stage.mention("neutral", needs_answer=True).id]
    stage.until(stage.now + timedelta(hours=5))
    idle.append(stage.mention("neutral", needs_answer=True).id)
    angry = stage.mention("angry", needs_answer=True).id

    waiting = [key.split("\x1f")[2] for key in stage.engine.waiting("acme", stage.now)]

    assert waiting == [angry, *idle]
