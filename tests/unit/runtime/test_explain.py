"""Explain: what `alertd why` says of an instant agrees with what happened at it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from alertd.model.events import HouseLoaded, MentionGrew, MentionSeen
from alertd.model.mention import Reach
from alertd.model.rule import Engagement, Influencer, Rule
from alertd.ports import Entry
from alertd.runtime.explain import AS_WRITTEN, explain
from alertd.store.memory import MemoryStore
from tests.unit.runtime.made import NOON, entry, house, loud

BEGAN = NOON - timedelta(days=1)


def stored(*entries: Entry, began: datetime = BEGAN) -> MemoryStore:
    """Return a store whose log begins with the rules, and then holds these."""
    store = MemoryStore()
    for one in (Entry(event=HouseLoaded(at=began, house=house())), *entries):
        store.append(one, one.event.at)
    return store


@pytest.mark.parametrize("micros", [0, 1, 400, 999])
def test_the_instant_of_a_page_explains_the_page(micros: int) -> None:
    """People ask with the milliseconds that they read; the log knows microseconds, and the mention was within that millisecond."""
    at = NOON + timedelta(milliseconds=123, microseconds=micros)
    store = stored(loud("1", at=at))

    (line,) = explain(store, "loud", "acme", NOON + timedelta(milliseconds=123))
    assert line.startswith("influencer holds: 500000 against audience of 100000")


def test_a_millisecond_before_it_had_not_come() -> None:
    """Nothing held yet, and nothing is said of what came later."""
    store = stored(loud("1", at=NOON + timedelta(milliseconds=123, microseconds=400)))

    (line,) = explain(store, "loud", "acme", NOON + timedelta(milliseconds=122))
    assert line.startswith("influencer does not hold: 0")


def test_microseconds_that_are_given_are_meant() -> None:
    """Whoever asks more precisely is answered more precisely."""
    store = stored(loud("1", at=NOON + timedelta(microseconds=123_400)))

    (line,) = explain(store, "loud", "acme", NOON + timedelta(microseconds=123_399))
    assert line.startswith("influencer does not hold")


def test_between_mentions_one_post_is_no_more() -> None:
    """A minute later the post is over; what an instant says does not hang on what came since."""
    store = stored(loud("1", at=NOON), loud("2", at=NOON + timedelta(hours=1)))

    (line,) = explain(store, "loud", "acme", NOON + timedelta(minutes=1))
    assert line.startswith("influencer does not hold")


def test_a_mention_of_another_watch_explains_nothing_here() -> None:
    """It had just come, but elsewhere."""
    store = stored(entry("1", at=NOON - timedelta(minutes=5)), loud("2", watch="globex", at=NOON))

    (line,) = explain(store, "loud", "acme", NOON)
    assert line.startswith("influencer does not hold")


def test_imported_history_is_explained_as_if_it_had_been_seen_when_it_was_written() -> None:
    """The log began yesterday; a loud post of last week was imported: the rule would have held then, and it is said how that is known."""
    then = NOON - timedelta(days=7)
    history = [
        entry(
            f"h{day}",
            at=NOON,
            posted_at=NOON - timedelta(days=day),
            is_imported=True,
            reach=Reach(audience=500_000 if day == 7 else 10),
        )
        for day in (5, 9, 7, 8)
    ]
    store = stored(*history)

    first, line = explain(store, "loud", "acme", then)
    assert first == AS_WRITTEN
    assert line.startswith("influencer holds: 500000")
    _, line = explain(store, "loud", "acme", then - timedelta(hours=1))
    assert line.startswith("influencer does not hold")


def test_what_was_imported_wakes_nobody_in_the_life_of_the_daemon() -> None:
    """Asked for an instant after the import, it is history: it was not seen in its time."""
    store = stored(loud("h", at=NOON, posted_at=NOON - timedelta(days=7), is_imported=True))

    (line,) = explain(store, "loud", "acme", NOON + timedelta(seconds=1))
    assert line.startswith("influencer does not hold")


@pytest.mark.parametrize(("rule", "watch"), [("loud", "globex"), ("quiet", "acme")])
def test_of_what_there_was_not_there_is_nothing_to_say(rule: str, watch: str) -> None:
    """No such rule, no such watch: no lines, before the log and in it."""
    store = stored(loud("h", at=NOON, posted_at=NOON - timedelta(days=7), is_imported=True))

    assert explain(store, rule, watch, NOON) == []
    assert explain(store, rule, watch, NOON - timedelta(days=6)) == []


def test_an_empty_log_and_one_without_history_say_nothing_of_the_past() -> None:
    """Nobody knows."""
    assert explain(MemoryStore(), "loud", "acme", NOON) == []
    assert explain(stored(loud("1", at=NOON)), "loud", "acme", BEGAN - timedelta(days=1)) == []


def test_a_rule_is_found_by_its_name_and_told_as_people_say_it() -> None:
    """Whoever was paged knows the name that stood in the page, and reads no key of the rule language."""
    at = NOON + timedelta(milliseconds=123)
    store = stored(loud("1", at=at))
    name = house().rules[0].name
    (by_id,) = explain(store, "loud", "acme", at)
    (by_name,) = explain(store, name, "acme", at)
    (in_words,) = explain(store, name, "acme", at, language="en")

    assert by_id == by_name
    assert in_words.startswith("one post that ")
    assert "holds" in in_words
    assert explain(store, "another rule", "acme", at) == []


@pytest.mark.parametrize("loud_first", [True, False])
def test_of_several_in_one_millisecond_the_one_that_fired_is_explained(*, loud_first: bool) -> None:
    """A loud voice and a quiet one within it, in either order: the page was about the loud one."""
    first, second = NOON + timedelta(microseconds=123_100), NOON + timedelta(microseconds=123_700)
    pair = (loud("1", at=first), entry("2", at=second)) if loud_first else (entry("2", at=first), loud("1", at=second))
    for name in ("loud", house().rules[0].name):
        (line,) = explain(stored(*pair), name, "acme", NOON + timedelta(milliseconds=123))
        assert line.startswith("influencer holds: 500000 against audience of 100000")


@pytest.mark.parametrize("micros", [0, 400])
def test_a_post_that_grew_explains_what_its_growth_fired(micros: int) -> None:
    """It had come an hour before, with two reposts; what looks at new posts only does not hold by its growth."""
    counts = house().with_(
        rules=(
            Rule(id="passed", name="passed", when=Engagement(reposts=100), page="pr"),
            Rule(id="loud", name="loud", when=Influencer(audience=100_000), page="pr"),
        )
    )
    at = NOON + timedelta(milliseconds=123, microseconds=micros)
    before = loud("1", at=NOON - timedelta(hours=1))
    assert isinstance(before.event, MentionSeen)
    few = before.event.mention.with_(reposts=2)
    store = MemoryStore()
    events = (
        HouseLoaded(at=BEGAN, house=counts),
        MentionSeen(at=before.event.at, mention=few),
        MentionGrew(at=at, mention=few.with_(reposts=150)),
    )
    for event in events:
        store.append(Entry(event=event), event.at)
    asked = NOON + timedelta(milliseconds=123)
    (line,) = explain(store, "passed", "acme", asked)
    assert line.startswith("engagement holds: 150 against 100 reposts")
    (line,) = explain(store, "loud", "acme", asked)
    assert line.startswith("influencer does not hold")
