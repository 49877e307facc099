"""A rule with one of its thresholds moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.config import rules_of, shipped_rules
from alertd.model.rule import Rule
from alertd.report.what_if import MIDDLE, STOPS, moved, thresholds

WRITTEN = {
    "spike": "spike: {of: negative, rarer_than: 30d, at_least: {mentions: 15, authors: 10}}",
    "ratio": "spike: {ratio: 4x, window: 1h, at_least: {mentions: 15}}",
    "velocity": "velocity: {rises_by: 20 points, at_least: {mentions: 30}}",
    "times": "velocity: {rises_by: 3x, at_least: {mentions: 30}}",
    "mood": "mood: {rarer_than: 30d, at_least: {mentions: 8, authors: 6}}",
    "share": "share: {negative: over 50%, at_least: {mentions: 30}}",
    "top": "influencer: {reach: top 0.1%}",
    "audience": "influencer: {audience: 100000}",
    "rank": "going_viral: {rank: top 5 a day}",
    "exceeds": "going_viral: {exceeds: 500 reposts}",
    "unanswered": "unanswered: {longer_than: 1h, at_least: {mentions: 3}}",
    "count": "count: {over: 100}",
    "engagement": "engagement: {reposts: 100, likes: 1000}",
    "drop": "drop: {below: 30%, window: 2h}",
    "coordinated": "coordinated: {accounts: 5, share: 30%}",
}


def rule(folder: Path, when: str) -> Rule:
    """Return a rule as an author writes it."""
    path = folder / "rule.yml"
    path.write_text(
        f"version: 1\nrules:\n  - name: Tried\n    severity: urgent\n    when:\n      {when}\n", encoding="utf-8"
    )
    (found,) = rules_of([path])
    return found


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_every_stop_of_every_threshold_can_be_written_into_the_file(name: str, tmp_path: Path) -> None:
    """What the page gives to copy is read back as exactly the rule that was tried; the middle stop changes nothing."""
    own = rule(tmp_path, WRITTEN[name])
    offered = thresholds(own)
    assert offered
    for one in offered:
        for stop, factor in enumerate(STOPS):
            tried, after = moved(own, one.key, factor)
            if stop == MIDDLE:
                assert tried == own
            field = one.yaml.partition(": ")[0]
            text = WRITTEN[name]
            if field == "at_least":  # one number of the floor, the other stays
                inner = one.yaml.removeprefix("at_least: {").removesuffix("}")
                assert inner in text
                text = text.replace(inner, after.yaml.removeprefix("at_least: {").removesuffix("}"))
            else:
                assert one.yaml in text
                text = text.replace(one.yaml, after.yaml)
            assert rule(tmp_path, text).when == tried.when, after.yaml


def test_a_higher_stop_is_never_a_lower_threshold(tmp_path: Path) -> None:
    """To the right is stricter or the same, also where rounding and bounds set in."""
    for text in WRITTEN.values():
        own = rule(tmp_path, text)
        for one in thresholds(own):
            values = [moved(own, one.key, factor)[1].value for factor in STOPS]
            assert values == sorted(values), one.key


def test_a_threshold_within_a_tree_is_found_and_only_it_is_moved(tmp_path: Path) -> None:
    """Of any_of, all_of and not, each by its place."""
    text = "all_of: [{count: {over: 100}}, {any_of: [{count: {over: 20}}, {not: {count: {over: 7}}}]}]"
    own = rule(tmp_path, text)
    assert [(one.key, one.value) for one in thresholds(own)] == [("0.over", 100), ("1.0.over", 20), ("1.1.0.over", 7)]
    tried, _ = moved(own, "1.1.0.over", 2.0)
    assert [one.value for one in thresholds(tried)] == [100, 20, 14]


@pytest.mark.parametrize(
    ("when", "unit"), [("count: {over: 19}", "mentions"), ("count: {count: people, over: 19}", "people")]
)
def test_a_threshold_of_people_is_not_said_to_be_one_of_posts(when: str, unit: str, tmp_path: Path) -> None:
    """The page says "19 people" where each is counted once."""
    assert [one.unit for one in thresholds(rule(tmp_path, when))] == [unit]


def test_every_shipped_rule_can_be_asked_about_or_says_that_it_cannot() -> None:
    """No rule breaks the page."""
    for own in shipped_rules():
        for one in thresholds(own):
            assert moved(own, one.key, 1.0)[0] == own


@pytest.mark.parametrize(
    "key", ["", "0", "0.", "9.over", "0.window", "0.at_least.people", "over", "0.over.over", "x.y"]
)
def test_what_is_no_threshold_is_refused(key: str, tmp_path: Path) -> None:
    """A key from an address may be anything."""
    with pytest.raises(KeyError):
        moved(rule(tmp_path, "count: {over: 100}"), key, 2.0)
