"""The demo's story: the same from the same seed, in order, in six languages, with a loud voice and an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

from alertd.cli.story import CALM_AGAIN, FIRST, FULL, LOUD, Story
from alertd.config import shipped_rules
from alertd.intake.build import rule_words
from alertd.intake.match import Matcher
from alertd.intake.records import parse_object
from alertd.model.post import Post
from alertd.model.watch import Watch

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def test_the_same_seed_tells_the_same_story() -> None:
    """Whoever reports what the demo did can be followed."""
    one, other = Story(NOW), Story(NOW)

    assert list(islice(one.week(), 200)) == list(islice(other.week(), 200))
    assert list(one.crisis()) == list(other.crisis())


def test_a_story_told_twice_is_two_stories() -> None:
    """A second demo over a kept folder must not be taken for copies of the first."""
    first = {post["id"] for post in Story(NOW).week()}
    second = {post["id"] for post in Story(NOW + timedelta(minutes=5)).week()}

    assert first & second == set()


def test_the_week_is_quiet_and_in_order() -> None:
    """Seven days before the beginning, some 3,000 posts, each of them a record."""
    week = [parse_object(post) for post in Story(NOW).week()]
    instants = [post.created_at for post in week if isinstance(post, Post)]

    assert 2500 < len(instants) == len(week) < 3500
    assert instants == sorted(instants)
    assert NOW - timedelta(days=7) <= instants[0]
    assert instants[-1] < NOW


def test_the_crisis_rises_within_half_a_minute_and_ebbs() -> None:
    """The first page must come within a minute of the start."""
    steps = list(Story(NOW).crisis())
    after = [step.after for step in steps]

    assert after == sorted(after)
    assert FIRST <= after[0] < LOUD < 30
    assert sum(1 for second in after if second < 60) > 25
    assert sum(1 for second in after if second > CALM_AGAIN - 60) < 10


def test_one_author_is_loud_and_the_brand_answers_once() -> None:
    """The loud voice comes before anybody passes it on, and the answer is the brand's own."""
    posts = [step.post for step in Story(NOW).crisis()]
    loud = [i for i, post in enumerate(posts) if post.get("author_followers", 0) > 1_000_000]
    passed_on = [i for i, post in enumerate(posts) if post.get("repost_of")]
    answers = [post for post in posts if post["author"] == "kettlo"]

    assert len(loud) == 1
    assert min(passed_on) > loud[0]
    assert {posts[i]["repost_of"] for i in passed_on} == {posts[loud[0]]["id"]}
    assert [post["in_reply_to"] for post in answers] == [posts[loud[0]]["id"]]


def test_the_story_tells_of_danger_and_the_rule_hears_it() -> None:
    """Smoke and burnt hands: whoever tries the demo is told to speak to product safety; in the quiet week nobody says so."""
    (rule,) = [rule for rule in shipped_rules() if rule.id == "safety"]
    matcher = Matcher([Watch(name="kettlo", terms=("kettlo", "凯乐壶"))], words=rule_words([rule]))

    def tells(text: str) -> bool:
        return any(len(found.terms) > 1 for found in matcher.match(text))

    burnt = {step.post["author"] for step in Story(NOW).crisis() if step.after < FULL and tells(step.post["text"])}

    assert len(burnt) >= 3
    assert not any(tells(post["text"]) for post in Story(NOW).week())


def test_six_languages_write() -> None:
    """Cyrillic, Chinese, Turkish, French and Portuguese letters beside English ones, in the crisis too."""
    text = " ".join(step.post["text"] for step in Story(NOW).crisis())

    assert all(word in text for word in ("the", "Обновление", "凯乐壶", "güncellemesi", "inacceptable", "Ninguém"))


def test_the_story_goes_on_afterwards() -> None:
    """A source that falls silent would page ops."""
    wait, post = Story(NOW).afterwards(NOW)

    assert 0 < wait < 3600
    assert isinstance(parse_object(post), Post)
