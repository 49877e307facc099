"""A rule that can never hold looks like a guard and sleeps: `check` says so where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.rulefile.test_lint import SPIKE, linted
from tests.unit.rulefile.written import RULES, SETTINGS, placed

WATCH = "    hours: office"


@pytest.mark.parametrize(
    ("watch", "when", "said"),
    [
        ("languages: [fr, en]", "spike: {of: negative, rarer_than: 30d, only: «{languages: [de]}}", "only de passes"),
        ("exclude: [aston martin]", "terms: «{any: [aston martin, Aston Martin DB5]}", "the watch excludes"),
        ("languages: [fr]", "terms: «{any: [verre], none: [Verre]}", "one of none"),
        ("languages: [fr]", "terms: «{any: [verre brisé, verre], none: [verre]}", "one of none"),
        ("languages: [fr]", "terms: «{any: [pain], all: [éclat de verre], none: [verre]}", "one of none"),
        (
            "handles: {x: [acme_help]}",
            'influencer: {audience: 100k, only: «{authors: ["@ACME_help"]}}',
            "our own and no mentions",
        ),
        (
            "staff: {x: [bruno]}\n    handles: {x: [acme_help]}",
            "influencer: {audience: 100k, only: «{authors: [bruno, acme_help]}}",
            "our own and no mentions",
        ),
        (
            "languages: [fr]",
            "count: «{over: 5, count: people, only: {authors: [bob]}}",
            "asks for 5 people, and only 1 may pass",
        ),
        (
            "languages: [fr]",
            "spike: «{of: all, rarer_than: 30d, at_least: {mentions: 9, authors: 3}, only: {authors: [bob, eve]}}",
            "asks for 3 people, and only 2 may pass",
        ),
    ],
)
def test_what_the_watch_leaves_out_is_told_at_its_place(watch: str, when: str, said: str, tmp_path: Path) -> None:
    """Nine ways in which a marketer's rule of one evening said nothing for ever, and `check` found them fine."""
    text, place = placed(RULES.replace(SPIKE, when))

    found = linted(tmp_path, {"alertd.yaml": SETTINGS.replace(WATCH, f"{WATCH}\n    {watch}"), "rules.yml": text})

    mine = [one for one in found if one.name == "never-holds"]
    assert [(one.line, one.column) for one in mine] == [place]
    assert said in mine[0].text
    assert mine[0].text.endswith("it can never hold")


@pytest.mark.parametrize(
    ("watch", "when"),
    [
        ("languages: [fr, de]", "spike: {of: negative, rarer_than: 30d, only: {languages: [de]}}"),
        ("hours: office", "spike: {of: negative, rarer_than: 30d, only: {languages: [de]}}"),
        ("languages: [fr]", "terms: {any: [verre, caillou], none: [verre]}"),
        ("languages: [fr]", "terms: {any: [verre], none: [verre brisé]}"),
        ("languages: [fr]", "terms: {any: [verrerie], none: [verre]}"),
        ("exclude: [aston martin]", "terms: {any: [aston martin, recall]}"),
        ("handles: {x: [acme_help]}", "influencer: {audience: 100k, only: {authors: [acme_help, bob]}}"),
        ("languages: [fr]", "count: {over: 5, only: {authors: [bob]}}"),
        ("languages: [fr]", "count: {over: 2, count: people, only: {authors: [bob, eve]}}"),
    ],
)
def test_what_may_hold_is_left_alone(watch: str, when: str, tmp_path: Path) -> None:
    """A warning that cries wolf is switched off, and with it the others."""
    settings = SETTINGS.replace(WATCH, f"    {watch}")

    found = linted(tmp_path, {"alertd.yaml": settings, "rules.yml": RULES.replace(SPIKE, when)})

    assert [one for one in found if one.name == "never-holds"] == []


X_ALONE = '  - {kind: x, bearer_token: "${X_TOKEN}"}\n'
TWO = f"{X_ALONE}  - {{kind: bluesky}}\n"
HOOK_TOO = f"{X_ALONE}  - {{kind: webhook, name: tools, secret: '${{HOOK_SECRET}}'}}\n"
OURS = "influencer: {audience: 100k, only: {authors: [acme_help]}}"
THREE = "count: {over: 3, count: people, only: {authors: [bob, eve]}}"


@pytest.mark.parametrize(
    ("sources", "handles", "when", "warned"),
    [
        (X_ALONE, "{x: [acme_help]}", OURS, True),
        (TWO, "{x: [acme_help]}", OURS, False),
        (HOOK_TOO, "{x: [acme_help]}", OURS, False),
        (TWO, "{x: [acme_help], bluesky: [acme_help]}", OURS, True),
        (TWO, "{x: [acme_help]}", OURS.replace("only: {", "only: {platforms: [x], "), True),
        (TWO, "{x: [acme_help]}", OURS.replace("only: {", "only: {platforms: [bluesky], "), False),
        (X_ALONE, "{x: [acme_help]}", THREE, True),
        (TWO, "{x: [acme_help]}", THREE, False),
        (TWO, "{x: [acme_help]}", THREE.replace("only: {", "only: {platforms: [x], "), True),
        (TWO, "{x: [acme_help]}", THREE.replace("over: 3", "over: 5"), True),
        (HOOK_TOO, "{x: [acme_help]}", THREE.replace("over: 3", "over: 5"), False),
    ],
)
def test_one_name_on_several_platforms_is_several_people(
    sources: str, handles: str, when: str, warned: bool, tmp_path: Path
) -> None:
    """Who is called acme_help on Bluesky need not be ours, and bob of X is another than bob of Bluesky; a webhook may bring any platform."""
    settings = SETTINGS.replace(WATCH, f"    handles: {handles}").replace(X_ALONE, sources)
    assert sources in settings

    found = linted(tmp_path, {"alertd.yaml": settings, "rules.yml": RULES.replace(SPIKE, when)})

    assert [one.name for one in found if one.name == "never-holds"] == ["never-holds"] * warned


def test_one_watch_that_reads_the_language_is_enough(tmp_path: Path) -> None:
    """The rule guards two brands, and one of them is read in German."""
    settings = SETTINGS.replace(WATCH, "    languages: [fr]\n  globex: {terms: [globex], languages: [de]}")
    rules = RULES.replace("watch: acme", "watch: [acme, globex]").replace(
        SPIKE, "spike: {of: negative, rarer_than: 30d, only: {languages: [de]}}"
    )

    assert [one.name for one in linted(tmp_path, {"alertd.yaml": settings, "rules.yml": rules})] == []


@pytest.mark.parametrize("names", ["competitors", "with"])
def test_a_competitor_with_a_watch_of_its_own_needs_no_rule(names: str, tmp_path: Path) -> None:
    """It is watched to be compared with: following the advice "name it in a rule's watch" would page us about the others."""
    rivals = "\n    competitors: [globex]"
    settings = SETTINGS.replace(
        WATCH, f"{WATCH}{rivals if names == 'competitors' else ''}\n  globex: {{terms: [globex]}}"
    )
    compare = "compare: {metric: volume, with: [globex], at_least: {mentions: 30}}"
    rules = RULES.replace(SPIKE, compare) if names == "with" else RULES

    assert "no-rule" not in [one.name for one in linted(tmp_path, {"alertd.yaml": settings, "rules.yml": rules})]
