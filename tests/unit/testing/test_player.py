"""How a story is played: what the given lines become, and when a story is right."""

from __future__ import annotations

import random
import sys
from datetime import time, timedelta
from pathlib import Path
from string import ascii_lowercase

import pytest

from alertd.errors import UsageError
from alertd.model.events import SourceReported
from alertd.model.page import Page, PageKind
from alertd.model.post import Post
from alertd.model.rule import Influencer, Rule, Severity
from alertd.model.source_state import SourceState
from alertd.rulefile import cases, happenings
from alertd.scorers.default import DefaultScorer
from alertd.testing.player import DAY_ONE, Player, _letters, happenings_of, story_house
from alertd.testing.timeline import judge

LOUD = Rule(id="loud", name="Loud", when=Influencer(audience=1000), page="pr", keep_firing_for=timedelta(hours=4))
TEN = time(10)


def told(*given: happenings.Given, expect: tuple[happenings.Expected, ...] = (), seed: int = 1) -> cases.Story:
    """Return a story."""
    return cases.Story(name="s", given=given, expect=expect, seed=seed)


def posts(story: cases.Story, folder: Path = Path()) -> list[Post]:
    """Return the posts of a story, in order of time."""
    return sorted(
        (w for _, _, w in happenings_of(story, "acme", folder) if isinstance(w, Post)), key=lambda p: p.created_at
    )


def play(story: cases.Story) -> Player:
    """Play a story against the loud rule."""
    player = Player(story_house([LOUD]), DefaultScorer.load())
    player.play(happenings_of(story, "acme", Path()), story.ends)
    return player


def test_a_background_flows_from_before_day_1_to_the_end_of_the_story() -> None:
    """Two days before and one of the story, at about ten an hour."""
    found = posts(told(happenings.Background(lasting=timedelta(days=2), per_hour=10)))

    assert found[0].created_at >= DAY_ONE - timedelta(days=2)
    assert DAY_ONE + timedelta(hours=23) < found[-1].created_at < DAY_ONE + timedelta(days=1)
    assert len(found) == pytest.approx(720, rel=0.15)


def test_the_words_of_a_story_are_those_of_its_seed() -> None:
    """Letter by letter as the choice of one would draw them, and what is drawn after them too: stories keep their bytes."""
    for seed in range(50):
        at_once, one_by_one = random.Random(seed), random.Random(seed)
        assert _letters(at_once, 36) == "".join(one_by_one.choice(ascii_lowercase) for _ in range(36))
        assert at_once.getstate() == one_by_one.getstate()


def test_a_quiet_week_is_written_in_few_calls() -> None:
    """A hundred and forty thousand posts are written for the shipped stories: counted in calls a post, not in time."""
    story, made = told(happenings.Background(lasting=timedelta(days=2), per_hour=20)), 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        found = happenings_of(story, "acme", Path())
    finally:
        sys.setprofile(None)
    assert len(found) > 1000
    assert made < 60 * len(found)  # 166 while each letter was drawn by itself


def test_a_burst_is_even_and_has_as_many_authors_as_it_says() -> None:
    """Six posts over a minute by two people."""
    found = posts(told(happenings.Burst(at=TEN, mentions=6, over=timedelta(minutes=1), authors=2, mood="negative")))

    assert [p.created_at.second for p in found] == [0, 10, 20, 30, 40, 50]
    assert len({p.author for p in found}) == 2
    assert all(p.sentiment == (0.9, 0.08, 0.02) for p in found)
    assert len({p.text for p in found}) == 6


def test_copies_are_of_one_text() -> None:
    """Six posts, one text."""
    found = posts(told(happenings.Burst(at=TEN, mentions=6, over=timedelta(minutes=1), authors=6, copies=True)))

    assert len({p.text for p in found}) == 1


def test_a_seed_makes_a_story_repeatable() -> None:
    """The same posts every time; another seed, others."""
    flow = happenings.Background(lasting=timedelta(days=1), per_hour=5)

    assert posts(told(flow)) == posts(told(flow))
    assert posts(told(flow)) != posts(told(flow, seed=2))


def test_while_a_source_is_stopped_nothing_comes_from_it() -> None:
    """And the engine hears that it is blind, then that it sees."""
    story = told(
        happenings.Burst(at=TEN, mentions=60, over=timedelta(hours=1), authors=60),
        happenings.SourceTurn(at=time(10, 20), source="x", stops=True),
        happenings.SourceTurn(at=time(10, 40), source="x", stops=False),
    )
    states = [w.state for _, _, w in happenings_of(story, "acme", Path()) if isinstance(w, SourceReported)]

    assert sorted({p.created_at.minute // 20 for p in posts(story)}) == [0, 2]
    assert states == [SourceState.OK, SourceState.BLIND, SourceState.OK]


def test_recorded_mentions_come_at_their_own_time(tmp_path: Path) -> None:
    """A file of contract lines beside the test."""
    line = '{"id":"1","platform":"x","created_at":"2026-01-05T10:00:00Z","author":"a","text":"acme is down"}\n'
    (tmp_path / "crisis.jsonl").write_text(line, encoding="utf-8")

    assert [p.id for p in posts(told(happenings.Recorded(file="crisis.jsonl")), tmp_path)] == ["1"]


def test_a_file_of_texts_without_any_is_named(tmp_path: Path) -> None:
    """An empty file is a mistake, and no endless silence."""
    (tmp_path / "none.jsonl").write_text("\n", encoding="utf-8")
    flow = happenings.Background(lasting=timedelta(days=1), per_hour=5, like=str(tmp_path / "none.jsonl"))

    with pytest.raises(UsageError, match="no texts"):
        posts(told(flow))


def test_it_is_played_with_its_steps_and_acknowledged_by_its_people() -> None:
    """Step 2 after 15 minutes, unless somebody acknowledges before."""
    post = happenings.Post(at=TEN, author="critic", followers=5000)
    alone = play(told(post)).pages()
    taken = play(told(post, happenings.Acknowledgement(at=time(10, 5), person="pr-1")))

    assert [(p.at.strftime("%H:%M"), p.step, p.to) for p in alone if p.step] == [
        ("10:00", 1, "pr-1"),
        ("10:15", 2, "pr-2"),
    ]
    assert [p.step for p in taken.pages()][:1] == [1]
    assert "acknowledged" in [d.reason for d in taken.decisions()]


def page(at: time, **changes: object) -> Page:
    """Return a page of day 1."""
    base = Page(
        page_id=f"p{at}",
        kind=PageKind.PAGE,
        at=DAY_ONE + timedelta(hours=at.hour, minutes=at.minute),
        watch="acme",
        severity=Severity.URGENT,
        to="maria",
        channel="console",
        to_address="maria",
        policy="pr",
        rule="loud",
    )
    return base.with_(**changes)


def test_a_story_is_right_when_each_expected_page_came() -> None:
    """Within its minutes, of its policy, step, rule and person."""
    expected = happenings.ExpectedPage(
        at=TEN, within=timedelta(minutes=2), policy="pr", step=1, rule="loud", to="maria"
    )

    assert judge(told(expect=(expected,)), [page(time(10, 2))]) == []
    assert judge(told(expect=(expected,)), [page(time(10, 3))]) == [
        "no page at 10:00 within 2 min of pr step 1 rule loud to maria"
    ]
    for wrong in ({"policy": "x"}, {"step": 2}, {"rule": "x"}, {"to": "x"}):
        assert judge(told(expect=(expected,)), [page(TEN, **wrong)])


def test_one_page_meets_one_expectation() -> None:
    """Two expected, one came."""
    expected = happenings.ExpectedPage(at=TEN)

    assert len(judge(told(expect=(expected, expected)), [page(TEN)])) == 1


def test_an_unexpected_page_is_wrong_where_nothing_else_may_come() -> None:
    """Also where nothing at all was expected; what came before day 1 is history."""
    unexpected = ["an unexpected page loud step 1 at 10:00:00 to maria"]
    expected = happenings.ExpectedPage(at=time(12))

    assert judge(told(), [page(TEN)]) == unexpected
    assert judge(told(expect=(expected, happenings.NothingElse())), [page(time(12)), page(TEN)]) == unexpected
    assert judge(told(expect=(expected,)), [page(time(12)), page(TEN)]) == []
    assert judge(told(), [page(TEN).with_(at=DAY_ONE - timedelta(minutes=1))]) == []
