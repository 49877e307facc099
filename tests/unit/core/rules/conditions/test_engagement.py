"""engagement: one post passes a number."""

from __future__ import annotations

import pytest

from alertd.model.rule import Engagement, Only
from tests.unit.core.rules.conditions.looking import Looking


@pytest.mark.parametrize("name", ["reposts", "likes", "replies", "views"])
def test_each_number_has_its_own_limit(name: str) -> None:
    """Reached is passed; what the platform does not say is not."""
    condition = Engagement().with_(**{name: 100})

    assert Looking(condition).hear(**{name: 100}).holds
    assert not Looking(condition).hear(**{name: 99}).holds
    assert not Looking(condition).hear().holds


def test_reposts_that_we_see_count_and_tell_once() -> None:
    """The third tells, the fourth says nothing new."""
    looking = Looking(Engagement(reposts=3)).say(0, reposts=0)

    assert [looking.hear(at, repost_of="p1").holds for at in range(1, 6)] == [False, False, True, False, False]


def test_mood_and_filters_narrow_it() -> None:
    """A glad post, or one in another language, is somebody else's concern."""
    condition = Engagement(likes=10, sentiment="negative", only=Only(languages=("en",)))

    assert Looking(condition).hear(likes=10, negative=0.9).holds
    assert not Looking(condition).hear(likes=10, negative=0.1).holds
    assert not Looking(condition).hear(likes=10, negative=0.9, language="tr").holds
