"""Shipped rules and examples: they are in the package, they pass check, each has its stories."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.cli.init_files import PAGES
from alertd.config import rules_of, shipped_rules
from alertd.intake.build import rule_words
from alertd.intake.match import Matcher
from alertd.model.rule import Severity
from alertd.model.watch import Watch
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint import lint
from alertd.rulefile.load import finish, load_paths
from alertd.rulefile.shipped import FOLDER, shipped_files

RULES = Path(__file__).resolve().parents[3] / "rules"
NAMES = sorted(path.name for path in RULES.iterdir() if path.suffix in {".yml", ".yaml"})


def test_the_package_carries_the_rules_themselves() -> None:
    """Whoever installs the package gets what the source tree shows: there is one copy."""
    assert sorted(path.name for path in FOLDER.iterdir() if path.suffix in {".yml", ".yaml"}) == NAMES
    assert FOLDER.resolve() == RULES


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.name)
def test_each_rule_file_has_its_stories(path: Path) -> None:
    """A shipped rule that nobody tried is a guess."""
    assert path.with_name(path.name.replace(".yml", ".test.yml")).is_file()


def test_the_examples_pass_once_every_name_is_set() -> None:
    """What a newcomer copies must work; the values may be anything, but a mail is sent by somebody."""
    text = "".join(
        (RULES / name).read_text(encoding="utf-8") for name in ("alertd.example.yaml", "oncall.example.yaml")
    )
    files = FileSet(dict.fromkeys(re.findall(r"\$\{(\w+)\}", text), "x") | {"SMTP": "user:password@smtp.example.org"})

    load_paths([RULES], files)

    assert [str(one) for one in finish(files)] == []
    assert [str(one) for one in lint(files, datetime(2026, 11, 23, tzinfo=UTC))] == []


def test_the_rules_cover_a_first_day() -> None:
    """Volume, mood, loud voices, danger, boycott, leaders, what travels, who acts together, customers, rivals, our eyes and money."""
    rules = {rule.id: rule for rule in shipped_rules()}

    assert set(rules) == {
        *("volume", "negative-storm", "mood", "influencer", "unanswered", "quiet", "angry", "repost-storm"),
        *("safety", "boycott", "executive", "viral", "coordinated", "drop", "promise", "due", "rival", "budget"),
        *("passed-on", "passed-on-flood", "applause", "many-people"),
    }
    assert rules["safety"].severity is Severity.CRISIS
    assert rules["negative-storm"].severity is Severity.CRISIS
    assert all(rule.playbook and rule.watches == ("*",) for rule in rules.values())


#: What people say of danger, a language each; the rule must hear all of them.
DANGERS = {
    "en": "my acme kettle caught fire",
    "ru": "чайник acme загорелся",
    "tr": "acme su ısıtıcım alev aldı",
    "fr": "ma bouilloire acme a pris feu",
    "pt": "minha chaleira acme pegou fogo",
    "zh": "acme水壶起火了",
    "es": "mi hervidor acme se incendió",
    "de": "Acme startet einen Rückruf",
    "it": "il bollitore acme ha preso fuoco",
    "ar": "احترق جهاز acme",
    "hi": "acme की केतली में आग लग गई",
    "ja": "acmeのケトルが発火した",
    "ko": "acme 주전자 리콜",
}


@pytest.mark.parametrize("language", DANGERS)
def test_danger_is_heard_in_each_language(language: str) -> None:
    """A word list that is silent in one of them is a promise that is not kept."""
    (rule,) = [rule for rule in shipped_rules() if rule.id == "safety"]
    matcher = Matcher([Watch(name="acme", terms=("acme",))], words=rule_words([rule]))
    (found,) = matcher.match(DANGERS[language])

    assert len(found.terms) >= 2, language


def test_recalling_something_is_no_danger() -> None:
    """The commonest meaning of the word in English."""
    (rule,) = [rule for rule in shipped_rules() if rule.id == "safety"]
    matcher = Matcher([Watch(name="acme", terms=("acme",))], words=rule_words([rule]))

    for text in ("I recall that acme advert", "total recall at acme", "acme fire sale", "you shock me, acme"):
        assert matcher.match(text)[0].terms == ("acme",)


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.name)
def test_each_rule_speaks_six_languages(path: Path) -> None:
    """Its name, what to do, and what to answer."""
    for rule in rules_of([path]):
        assert set(rule.names) >= set(PAGES)
        assert rule.playbook is not None
        assert set(rule.playbook.replies) >= set(PAGES) or rule.id in (
            "quiet",
            "budget",
            "applause",
        )  # nobody waits for an answer there


def test_whoever_follows_the_steps_takes_it_before_telling_anybody() -> None:
    """Others are paged on until somebody has it; only reading comes before, and no step is done before it is taken."""
    for rule in shipped_rules():
        steps = () if rule.playbook is None else rule.playbook.told("en").steps
        takes = [at for at, step in enumerate(steps) if "Take it" in step]
        assert len(takes) <= 1, rule.id
        assert all(step.startswith(("Read", "Look")) for step in (steps[: takes[0]] if takes else ())), rule.id
