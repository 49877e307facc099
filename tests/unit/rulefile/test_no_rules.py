"""Settings without any rule: a daemon that looks alive and never pages must not start unless somebody means it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_settings_tree
from alertd.yamlform.findings import Finding

SHIPPED = Path(__file__).resolve().parents[3] / "rules"
RULE = "rules:\n  - {name: Loud, when: {influencer: {audience: 1k}}, page: pr}\n"
PEOPLE = (
    "policies: {pr: {steps: [{notify: ann, by: [con]}]}}\npeople: {ann: {con: a}}\nchannels: {con: {kind: console}}\n"
)


def errors(settings: Path, environment: dict[str, str] | None = None) -> list[Finding]:
    """Return the errors in settings and all they name."""
    files = FileSet(environment)
    load_settings_tree(settings, files)
    return [one for one in finish(files) if one.level == "error"]


def house(folder: Path, settings: str, **rules: str) -> Path:
    """Write settings, people and rule files (a__yml is a.yml)."""
    (folder / "rules").mkdir()
    for name, text in rules.items():
        (folder / "rules" / name.replace("__", ".")).write_text(text, encoding="utf-8")
    (folder / "oncall.yaml").write_text(PEOPLE, encoding="utf-8")
    path = folder / "alertd.yaml"
    path.write_text(settings + "watches: {acme: {terms: [acme]}}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ["yml", "yaml"])
def test_both_endings_are_read(ending: str, tmp_path: Path) -> None:
    """Without a word in the settings."""
    assert errors(house(tmp_path, "", **{f"own__{ending}": RULE})) == []


def test_a_pattern_that_finds_nothing_is_an_error_that_names_what_is_there(tmp_path: Path) -> None:
    """The wrong folder, or the other ending."""
    (found,) = errors(house(tmp_path, 'rules: ["*.yml"]\n', own__yml=RULE))

    assert (found.name, found.line) == ("no-rules", 1)
    assert "rules/own.yml is there" in found.text


def test_files_without_rules_in_them_are_no_rules(tmp_path: Path) -> None:
    """A file of rules may be empty while it is written; all of them may not."""
    assert [one.name for one in errors(house(tmp_path, "", own__yml="version: 1\nrules: []\n"))] == ["no-rules"]


def test_who_wants_none_says_so(tmp_path: Path) -> None:
    """To collect, or to import, before anybody is paged."""
    assert errors(house(tmp_path, "rules: []\n", own__yml=RULE)) == []


@pytest.mark.parametrize("layout", ["beside", "folder", "as shipped"])
def test_the_examples_work_as_their_comments_say(layout: str, tmp_path: Path) -> None:
    """Copied beside the rules, beside the folder of the rules, or looked at where they are."""
    folder = tmp_path / "rules"
    shutil.copytree(SHIPPED, folder)
    home = tmp_path if layout == "folder" else folder
    settings = folder / "alertd.example.yaml"
    if layout != "as shipped":
        settings = home / "alertd.yaml"
        shutil.move(folder / "alertd.example.yaml", settings)
        shutil.move(folder / "oncall.example.yaml", home / "oncall.yaml")
    texts = "".join(path.read_text(encoding="utf-8") for path in (*folder.glob("*.yaml"), *home.glob("*.yaml")))
    environment = {name: f"a-long-enough-{name.lower()}-value" for name in re.findall(r"\$\{(\w+)\}", texts)}

    assert [str(one) for one in errors(settings, {**os.environ, **environment})] == []
