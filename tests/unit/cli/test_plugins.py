"""alertd plugins: what is ours, what is foreign, and what does not load."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint

from click.testing import CliRunner

from alertd.cli.plugins import command, foreign, own


def test_ours_are_listed() -> None:
    """Every kind that settings may name without a plug-in."""
    done = CliRunner().invoke(command, ["--format", "json"])
    listed = {(one["group"], one["kind"]) for one in map(json.loads, done.output.splitlines())}

    assert {("source", "x"), ("source", "webhook"), ("notifier", "console"), ("scorer", "default")} <= listed


def test_none_of_ours_is_missing_from_the_settings() -> None:
    """What `check` accepts and what is listed are the same."""
    from alertd.sources.registry import SOURCE_OPTIONS

    assert {one.kind for one in own() if one.group == "source"} == set(SOURCE_OPTIONS)


def test_a_foreign_one_says_whence_it_comes() -> None:
    """The operator sees which package brought it."""
    found = foreign([EntryPoint("forum", "json:loads", "alertd.sources")])

    assert [(one.group, one.kind, one.origin, one.fault) for one in found] == [("source", "forum", "json:loads", "")]


def test_one_that_does_not_load_is_named_with_its_reason() -> None:
    """Its author looks here first; the others are still listed."""
    points = [
        EntryPoint("broken", "no_such_module:x", "alertd.scorers"),
        EntryPoint("fine", "json:loads", "alertd.notifiers"),
    ]

    broken, fine = foreign(points)

    assert "ModuleNotFoundError" in broken.fault
    assert (broken.group, fine.fault) == ("scorer", "")
