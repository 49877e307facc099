"""Five bots that ask 2,200 questions, and ten customers: none of the ten is pushed out, and they stand on top."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from alertd.core.engine import Engine
from alertd.intake.priority import PATIENT, priority
from alertd.model.mention import Mention
from tests.unit.core.stage import Stage, house

BOTS, QUESTIONS, CUSTOMERS = 5, 2_200, 10
MORE = 400  #: questions of the bots after that
PROMISED = 3600.0


@pytest.fixture(scope="module")
def besieged() -> tuple[Stage, list[Mention]]:
    """Return a stage on which bots ask every few seconds, and a customer now and then. It is looked at, and not changed."""
    stage, customers = Stage(house()).until("10:00"), []
    begins = stage.now
    for number in range(QUESTIONS):
        stage.until(begins + timedelta(seconds=2 * number))
        stage.mention("neutral", needs_answer=True, author=f"bot{number % BOTS}", id=f"b{number}")
        if number % (QUESTIONS // CUSTOMERS) == 7:
            customers.append(stage.mention("neutral", needs_answer=True))
    return stage, customers


def test_ten_customers_stay_on_top_of_five_bots(besieged: tuple[Stage, list[Mention]]) -> None:
    """All ten wait; of each bot no more than a few; and by priority the ten come first."""
    stage, customers = besieged
    waiting = stage.engine.waiting("acme", stage.now)
    seen = {one.id: one for one in _mentions(stage)}
    ids = [key.split("\x1f")[2] for key in waiting]
    asks = Counter(seen[ident].author for ident in ids)

    assert {one.id for one in customers} <= set(ids)
    assert max(count for author, count in asks.items() if author.startswith("bot")) <= 20
    assert len(ids) <= CUSTOMERS + 20 * BOTS

    def weight(ident: str) -> int:
        post = seen[ident]
        waited = (stage.now - post.posted_at).total_seconds()
        return priority(post, "when?", waited=waited, promised=PROMISED, asks=asks[post.author]).value

    first = sorted(ids, key=lambda ident: -weight(ident))[:CUSTOMERS]
    assert set(first) == {one.id for one in customers}


def test_the_siege_costs_memory_of_a_bound(besieged: tuple[Stage, list[Mention]]) -> None:
    """A day more of bots takes no more room, over a restart too."""
    stage, _ = besieged
    once = stage.engine.snapshot()
    more = Stage(house()).until(stage.now)
    more.engine = Engine.restore(once)
    for number in range(QUESTIONS, QUESTIONS + MORE):
        more.until(stage.now + timedelta(minutes=number - QUESTIONS))
        more.mention("neutral", needs_answer=True, author=f"bot{number % BOTS}", id=f"b{number}")

    after = more.engine.snapshot()
    assert len(after) < 1.5 * len(once)
    assert Engine.restore(after).waiting("acme", more.now) == more.engine.waiting("acme", more.now)


def test_a_customer_who_asks_in_three_places_loses_nothing() -> None:
    """People ask where they are; only who asks everywhere counts less, and the reason says so."""
    stage = Stage(house())
    post = stage.mention("angry", needs_answer=True)
    few = priority(post, "when?", waited=600.0, promised=PROMISED, asks=PATIENT)
    many = priority(post, "when?", waited=600.0, promised=PROMISED, asks=20)

    assert few == priority(post, "when?", waited=600.0, promised=PROMISED)
    assert many.value < few.value / 3
    assert many.why[0] == "asks everywhere"


def test_a_fire_of_a_bot_still_stands_above_nothing() -> None:
    """Whoever cries fire in twenty threads is at least as urgent as an idle question of a customer."""
    stage = Stage(house())
    fire = stage.mention("angry", needs_answer=True)
    idle = stage.mention("glad", needs_answer=True)
    cried = priority(fire, "it is on fire", waited=600.0, promised=PROMISED, asks=4)

    assert cried.value >= priority(idle, "nice, when?", waited=600.0, promised=PROMISED).value


def _mentions(stage: Stage) -> list[Mention]:
    return [event.mention for event in stage.events if hasattr(event, "mention") and isinstance(event.mention, Mention)]
