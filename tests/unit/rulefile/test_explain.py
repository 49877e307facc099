"""Explain: a rule read back holds all that was written, in the author's spelling."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alertd.rulefile.explain import explain
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_paths
from tests.unit.rulefile.written import RULES

CONDITIONS = (
    "spike: {of: negative, rarer_than: 7d, window: 600s, at_least: {mentions: 40, authors: 30}, for: 5m, clear_below: 2x}",
    "spike: {of: all, ratio: 3.50x, versus: same_hour_4_weeks, window: auto, at_least: {authors: 8}, count: posts}",
    "spike: {ratio: 2x, versus: usual}",
    "spike: {terms: [recall, отзыв, 召回], ratio: 3x, versus: last_24h, window: 15m, at_least: {authors: 8}}",
    "spike: {of: {terms: [boykot]}}",
    "velocity: {of: negative, rises_by: 20 points, within: 30m, at_least: {mentions: 100}, confidence: 99%, for: 10m}",
    "velocity: {rises_by: 3x}",
    "share: {negative: over 50%, window: 1h, at_least: {mentions: 1k}, for: 2m}",
    "influencer: {reach: top 0.10%, sentiment: negative, missing: match, not_by: [u_1, u_2]}",
    "influencer: {audience: 100k}",
    "influencer: {audience: 90k, sentiment: negative, rarer_than: 61d}",
    "influencer: {amplification: top 1%, sentiment: any}",
    "going_viral: {rank: top 5 a day, sentiment: negative, after: 300s}",
    "going_viral: {exceeds: 100 reposts}",
    "unanswered: {longer_than: 15m, priority: any, at_least: {mentions: 3}, business_hours: office}",
    "promise: {met: 95%, of: first_reply, target: 1h, window: 1d}",
    "terms: {any: [recall, boycott], all: [acme, now], none: [concert], new_since: 2w, at_least: {mentions: 5, authors: 3}}",
    "terms: {emerging: true}",
    "coordinated: {accounts: 12, share: 40%, window: 90m}",
    "compare: {metric: negative_share, with: [globex, initech], worse_by: 2x, window: 7d, at_least: {mentions: 50}}",
    "quiet: {source: reddit, longer_than: 20m, unless_usual: false}",
    "any_of:\n          - spike: {of: reach}\n          - not: {share: {negative: over 60%, at_least: {mentions: 31}}}",
    "all_of:\n          - terms: {any: [recall]}\n          - any_of:\n              - spike: {of: matching, rarer_than: 33d}\n              - influencer: {audience: 77k}",
)


def explained(text: str, folder: Path) -> list[str]:
    """Return the paragraphs of a rule file without faults."""
    path = folder / "rules.yml"
    path.write_text(text, encoding="utf-8")
    files = FileSet()
    load_paths([path], files)
    assert [str(one) for one in finish(files)] == []
    return [explain(placed) for placed in files.rules]


def written_in(text: str) -> set[str]:
    """Return the words without quotes and the numbers of a condition."""
    values = re.sub(r"\b[a-z_]+:(?=\s|$)|[{}\[\]]|- ", " | ", text)
    return {word.strip() for word in re.split(r"[|,\n]", values) if word.strip()}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_all_that_was_written_is_read_back(condition: str, tmp_path: Path) -> None:
    """Every word and number of a condition stands in the sentence itself, spelled as its author did."""
    spike = "spike: {of: negative, ratio: 4x, window: 10m, at_least: {mentions: 40, authors: 30}}"

    paragraph = explained(RULES.replace(spike, condition), tmp_path)[0]

    assert {word for word in written_in(condition) if word not in paragraph} == set()
    assert "Also written" not in paragraph


def test_a_paragraph_begins_in_column_one_with_the_name(tmp_path: Path) -> None:
    """One line a rule, so that a search finds the rule and its sentence together."""
    paragraph = explained(RULES, tmp_path)[0]

    assert paragraph.startswith("Negative storm: ")
    assert "\n" not in paragraph
    assert "crisis" in paragraph
    assert "pages pr-oncall" in paragraph


def test_every_other_key_is_read_back_too(tmp_path: Path) -> None:
    """Nothing that changes a page is left out."""
    more = """\
    id: storm_1
    hours: office
    group_by: language
    keep_firing_for: 45m
    enabled: false
    labels: {team: press, tier: 2}
    message: "{watch}: look at 17"
    digest: {to: marketing, at: "08:15", days: [mon, thu]}
    playbook: {url: https://wiki.example.org/storm, steps: [Call legal, Stop ads], replies: {en: We are on it, tr: Bakıyoruz}}
"""
    paragraph = explained(RULES.replace("severity: crisis", "severity: notice") + more, tmp_path)[0]

    for word in (
        "storm_1",
        "office",
        "language",
        "45m",
        "false",
        "press",
        "2",
        "17",
        "marketing",
        "08:15",
        "mon and thu",
    ):
        assert word in paragraph
    for word in ("https://wiki.example.org/storm", "Call legal", "Stop ads", "We are on it", "Bakıyoruz"):
        assert word in paragraph


def test_defaults_are_part_of_what_a_rule_says(tmp_path: Path) -> None:
    """A policy or a watch from defaults is the rule's own."""
    text = RULES.replace("    watch: acme\n", "").replace("    page: pr-oncall\n", "")
    paragraph = explained(
        text.replace("rules:", "defaults: {watch: [acme, globex], page: night-desk}\nrules:"), tmp_path
    )[0]

    assert "acme and globex" in paragraph
    assert "pages night-desk" in paragraph


def test_a_notice_says_that_it_wakes_nobody(tmp_path: Path) -> None:
    """Its reader must not wait for a page."""
    notice = explained(RULES.replace("crisis", "notice"), tmp_path)[0]

    assert "opens no incident" in notice
    assert "09:00" in notice
