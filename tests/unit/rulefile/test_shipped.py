"""Shipped rules and examples: they are in the package, they pass check, each has its stories."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.config import shipped_rules
from alertd.model.rule import Severity
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
    """What a newcomer copies must work; the values may be anything."""
    text = "".join(
        (RULES / name).read_text(encoding="utf-8") for name in ("alertd.example.yaml", "oncall.example.yaml")
    )
    files = FileSet(dict.fromkeys(re.findall(r"\$\{(\w+)\}", text), "x"))

    load_paths([RULES], files)

    assert [str(one) for one in finish(files)] == []
    assert [str(one) for one in lint(files, datetime(2026, 11, 23, tzinfo=UTC))] == []


def test_the_rules_cover_a_first_day() -> None:
    """Volume, negative volume, one post that is passed on, mood, a loud voice, waiting customers, and our own eyes."""
    rules = {rule.id: rule for rule in shipped_rules()}

    assert set(rules) == {
        "volume",
        "negative-storm",
        "angry",
        "repost-storm",
        "mood",
        "influencer",
        "unanswered",
        "quiet",
    }
    assert rules["negative-storm"].severity is Severity.CRISIS
    assert all(rule.playbook and rule.watches == ("*",) for rule in rules.values())
