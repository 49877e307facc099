"""Rules: what a rule file makes."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from alertd.model import rule as model
from alertd.model.rule import Digest, Floor, Playbook, Rule, Severity
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_paths
from alertd.rulefile.rules import slug
from tests.unit.rulefile.test_explain import CONDITIONS
from tests.unit.rulefile.written import RULES, of_one


def read(text: str, folder: Path) -> list[Rule]:
    """Read a rule file without faults."""
    path = folder / "rules.yml"
    path.write_text(text, encoding="utf-8")
    files = FileSet()
    load_paths([path], files)
    assert [str(one) for one in finish(files)] == []
    return [placed.rule for placed in files.rules]


def condition(text: str, folder: Path) -> model.Condition:
    """Read one condition."""
    return read(f"rules:\n  - name: a\n    page: b\n    when:\n        {text}\n", folder)[0].when


def test_a_rule_takes_its_defaults(tmp_path: Path) -> None:
    """What a key does not say, its default does; the file's defaults come before the language's."""
    text = "defaults: {watch: [acme, globex], page: pr, severity: notice}\nrules:\n  - {name: Iş güç!, when: {quiet: {}}, severity: crisis}\n"

    assert read(text, tmp_path) == [
        Rule(
            id="iş-güç",
            name="Iş güç!",
            when=model.Quiet(),
            watches=("acme", "globex"),
            severity=Severity.CRISIS,
            page="pr",
        )
    ]


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Negative storm", "negative-storm"),
        ("  A  b/c ", "a-b-c"),
        ("召回", "召回"),
        ("Отзыв 2", "отзыв-2"),
        ("İş güç", "iş-güç"),
    ],
)
def test_an_id_is_made_of_the_name(name: str, id_: str) -> None:
    """In any script."""
    assert slug(name) == id_


def test_the_whole_of_a_rule_is_read(tmp_path: Path) -> None:
    """Every key of the contract comes through to the model."""
    text = """\
rules:
  - name: Storm
    id: s1
    watch: all
    severity: notice
    when: {share: {negative: over 40%, window: 2h, at_least: {mentions: 3}}}
    digest: {to: marketing, at: 08:15, days: weekdays}
    message: "{watch}: {count} waiting"
    playbook: {url: https://wiki.example.org/s, steps: [Answer], replies: {EN: Sorry}}
    hours: office
    group_by: platform
    keep_firing_for: 0s
    enabled: no
    labels: {team: care}
    only: {languages: [tr, EN], platforms: x, sources: zap, authors: [u1], verified: true, min_followers: 10k}
    at_most: 3 a day
    until: calm
"""
    assert read(text, tmp_path) == [
        Rule(
            id="s1",
            name="Storm",
            severity=Severity.NOTICE,
            when=model.Share(over=0.4, window=timedelta(hours=2), at_least=Floor(mentions=3)),
            digest=Digest(to="marketing", at=time(8, 15), days=(0, 1, 2, 3, 4)),
            message="{watch}: {count} waiting",
            playbook=Playbook(url="https://wiki.example.org/s", steps=("Answer",), replies={"en": "Sorry"}),
            hours="office",
            group_by="platform",
            keep_firing_for=timedelta(0),
            enabled=False,
            labels={"team": "care"},
            only=model.Only(
                languages=("tr", "en"),
                platforms=("x",),
                sources=("zap",),
                authors=("u1",),
                verified=True,
                min_followers=10_000,
            ),
            at_most=3,
            until="calm",
        )
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("spike: {}", model.Spike(rarer_than=timedelta(days=1))),
        ("spike: {terms: recall}", model.Spike(of="terms", terms=("recall",), rarer_than=timedelta(days=1))),
        ("spike: {of: {terms: [recall]}}", model.Spike(of="terms", terms=("recall",), rarer_than=timedelta(days=1))),
        ("spike: {of: terms, terms: [recall], ratio: 2x}", model.Spike(of="terms", terms=("recall",), ratio=2.0)),
        (
            "unanswered: {longer_than: 2h, priority: any, at_least: {mentions: 3, authors: 2}, business_hours: office}",
            model.Unanswered(
                longer_than=timedelta(hours=2),
                priority="any",
                at_least=Floor(mentions=3, authors=2),
                business_hours="office",
            ),
        ),
        ("count: {over: 100}", model.Count(over=100)),
        (
            "count: {over: 1k, terms: [recall], count: people, window: 1d}",
            model.Count(over=1000, of="terms", terms=("recall",), count="people", window=timedelta(days=1)),
        ),
        (
            "every: {sentiment: negative, bundle: 1h, only: {languages: tr}}",
            model.Every(sentiment="negative", bundle=timedelta(hours=1), only=model.Only(languages=("tr",))),
        ),
        ("engagement: {likes: 1k, views: 1m}", model.Engagement(likes=1000, views=1_000_000)),
        (
            "drop: {below: 20%, window: 2h, for: 10m}",
            model.Drop(below=0.2, window=timedelta(hours=2), hold=timedelta(minutes=10)),
        ),
        ("terms: {any: recall, count: posts}", model.Terms(any=("recall",), count="posts")),
        (
            "velocity: {of: positive, rises_by: 3x, at_least: {authors: 9}}",
            model.Velocity(of="positive", rises_by_ratio=3.0, at_least=Floor(authors=9)),
        ),
        ("velocity: {rises_by: 20 points}", model.Velocity(rises_by_points=20.0)),
        ("velocity: {rises_by: 3x}", model.Velocity(rises_by_ratio=3.0)),
        ("share: {negative: over 50%, at_least: {mentions: 50}}", model.Share(over=0.5, at_least=Floor(mentions=50))),
        ("influencer: {amplification: top 1%}", model.Influencer(amplification=0.01)),
        (
            "influencer: {audience: 100k, rarer_than: 60d}",
            model.Influencer(audience=100_000, rarer_than=timedelta(days=60)),
        ),
        ("going_viral: {exceeds: 1k reposts}", model.GoingViral(exceeds_reposts=1000)),
        ("promise: {met: 95%}", model.PromiseMet(met=0.95)),
        ("coordinated: {}", model.Coordinated()),
        ("not: {quiet: {}}", model.Not(condition=model.Quiet())),
        ("quiet", model.Quiet()),
    ],
)
def test_a_condition_is_read(text: str, value: model.Condition, tmp_path: Path) -> None:
    """Defaults are the model's, both spellings of terms mean the same."""
    if text == "quiet":
        assert read("rules: [{name: a, page: b, when: quiet}]\n", tmp_path)[0].when == value
    else:
        assert condition(text, tmp_path) == value


@pytest.mark.parametrize("text", CONDITIONS)
def test_every_documented_form_is_read(text: str, tmp_path: Path) -> None:
    """Nothing of the language is refused."""
    assert condition(text, tmp_path)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("spike: {ratio: 1x}", "bad-value"),
        ("spike: {ratio: 4x, clear_below: 5x}", "bad-value"),
        ("spike: {window: 10s}", "bad-value"),
        ("spike: {of: terms}", "missing-key"),
        ("spike: {of: all, terms: [a]}", "too-many"),
        ("velocity: {}", "missing-key"),
        ("velocity: {rises_by: 0.5x}", "bad-value"),
        ("velocity: {rises_by: 3x, at_least: {mentions: 0}}", "no-floor"),
        ("share: {negative: over 50%}", "no-floor"),
        ("share: {negative: over 100%, at_least: {mentions: 5}}", "bad-value"),
        ("influencer: {sentiment: negative}", "missing-key"),
        ("influencer: {reach: top 1%, audience: 10k}", "too-many"),
        ("influencer: {reach: top 1%, rarer_than: 60d}", "rarer-than-needs-audience"),
        ("influencer: {audience: 10k, rarer_than: often}", "bad-value"),
        ("going_viral: {}", "missing-key"),
        ("promise: {}", "missing-key"),
        ("terms: {none: [a]}", "missing-key"),
        ("terms: {any: []}", "empty-list"),
        ("compare: {metric: volume, with: [globex]}", "no-floor"),
        ("compare: {with: [globex], at_least: {mentions: 5}}", "missing-key"),
        ("any_of: []", "empty-list"),
        ("any_of: {quiet: {}}", "wrong-type"),
        ("- quiet: {}", "wrong-type"),
        ("{quiet: {}, unanswered: {}}", "too-many"),
        ("{}", "missing-key"),
        ("unanswered: {at_least: 3}", "wrong-type"),
    ],
)
def test_a_condition_that_says_nothing_sensible_is_refused(text: str, name: str, tmp_path: Path) -> None:
    """Once, and never by becoming silently false."""
    found = of_one(tmp_path, f"rules:\n  - name: a\n    page: b\n    when:\n        {text}\n")

    assert [one.name for one in found] == [name]


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ("", "missing-key"),
        ("digest: {to: marketing}", "missing-key"),
        ("severity: notice\n    digest: {to: marketing}", None),
        ("page: b\n    id: a b", "bad-value"),
        ("page: b\n    playbook: {url: wiki}", "bad-value"),
        ("page: b\n    message: '{count} {'", "unknown-field"),
        ("page: b\n    enabled: maybe", "bad-value"),
    ],
)
def test_a_rule_that_could_page_nobody_is_refused(more: str, name: str | None, tmp_path: Path) -> None:
    """A policy, or a digest of a notice."""
    found = of_one(tmp_path, f"rules:\n  - name: a\n    when: {{quiet: {{}}}}\n    {more}\n")

    assert [one.name for one in found] == ([name] if name else [])


def test_two_rules_of_one_name_are_told(tmp_path: Path) -> None:
    """Their ids would be the same."""
    found = of_one(tmp_path, RULES + RULES.partition("rules:\n")[2])

    assert [(one.name, one.line, one.column) for one in found] == [("duplicate-id", 9, 11)]


def test_a_name_without_letters_needs_an_id(tmp_path: Path) -> None:
    """Emoji make no id."""
    assert [one.name for one in of_one(tmp_path, RULES.replace("Negative storm", '"🔥🔥"'))] == ["bad-value"]
