"""The settings' scorer: a kind alone or a table, with every fault at its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from alertd.app.keys import plant
from alertd.config import FaultyFilesError, Loaded, load_settings
from alertd.rulefile.scorers import ScorerSetting, ScorerShape
from alertd.runtime.redaction import Redactor
from alertd.yamlform.findings import Level
from tests.unit.rulefile.written import ENVIRONMENT, FILES, SETTINGS, write

URL = "https://models.example.org/score"
TOKEN = "model-token-55dd77"


def load(folder: Path, scorer: str = "") -> Loaded:
    """Load settings with a scorer as their last lines."""
    write(folder, {**FILES, "alertd.yaml": SETTINGS + scorer})
    return load_settings(folder / "alertd.yaml", environment={**ENVIRONMENT, "MODEL_TOKEN": TOKEN})


def faults(folder: Path, scorer: str) -> list[tuple[str, int]]:
    """Return the name and column of each fault of a scorer that stands on the last line."""
    with pytest.raises(FaultyFilesError) as caught:
        load(folder, scorer)
    line = SETTINGS.count("\n") + 1
    found = [one for one in caught.value.findings if one.level is Level.ERROR]
    assert {one.line for one in found} == {line}
    return [(one.name, one.column) for one in found]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("", "default"),
        ("scorer: default\n", "default"),
        ("scorer: encoder\n", "encoder"),
        ("scorer: {kind: encoder}\n", "encoder"),
    ],
)
def test_a_word_is_enough(tmp_path: Path, written: str, kind: str) -> None:
    """Nothing is the default one; a word means the same as a table with a kind alone."""
    assert load(tmp_path, written).settings.scorer.kind == kind


def test_a_service_has_url_token_and_deadline(tmp_path: Path) -> None:
    """With their units; neither URL nor token shows itself."""
    found = load(
        tmp_path, f'scorer: {{kind: http, url: "{URL}?key=k", token: "${{MODEL_TOKEN}}", deadline: 300ms}}\n'
    ).settings

    options = found.scorer.options
    assert (found.scorer.kind, options["deadline"]) == ("http", timedelta(milliseconds=300))
    assert (options["url"].reveal(), options["token"].reveal()) == (f"{URL}?key=k", TOKEN)
    assert TOKEN not in repr(found)
    assert URL not in repr(found)


def test_its_secrets_are_masked_in_logs(tmp_path: Path) -> None:
    """The token, and what is secret in the URL."""
    written = 'scorer: {kind: http, url: "https://me:pass-word-9@models.example.org/s", token: "${MODEL_TOKEN}"}\n'
    redactor = Redactor()

    plant(redactor, load(tmp_path, written).settings)

    masked = redactor.mask(f"sent {TOKEN} to https://me:pass-word-9@models.example.org/s, pass-word-9")
    assert TOKEN not in masked
    assert "pass-word-9" not in masked


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("scorer: defualt\n", [("unknown-kind", 9)]),
        ("scorer: http\n", [("missing-key", 9)]),
        ("scorer: [default]\n", [("wrong-type", 9)]),
        ("scorer: {kind: http}\n", [("missing-key", 10)]),
        ("scorer: {url: https://a.example}\n", [("missing-key", 10)]),
        ('scorer: {kind: http, url: "http://a.example/"}\n', [("bad-value", 27)]),
        ('scorer: {kind: http, url: "https://a.example/", deadline: 1m}\n', [("bad-value", 59)]),
        ('scorer: {kind: http, url: "https://a.example/", tokn: x}\n', [("unknown-key", 49)]),
        ('scorer: {kind: http, url: "https://a.example/", token: "${NOT_SET}"}\n', [("unresolved", 56)]),
        ("scorer: {kind: encoder, url: x}\n", [("unknown-key", 25)]),
    ],
)
def test_each_fault_is_told_at_its_place(tmp_path: Path, written: str, expected: list[tuple[str, int]]) -> None:
    """One mistake, one finding, at the wrong key or the wrong value."""
    assert faults(tmp_path, written) == expected


def test_the_same_scorer_elsewhere_in_the_file_is_the_same(tmp_path: Path) -> None:
    """A reload must not read a large model again because a line moved; another token is another scorer."""
    written = 'scorer: {kind: http, url: "https://a.example/", token: "${MODEL_TOKEN}"}\n'
    one = load(tmp_path, written).settings.scorer
    moved = load(tmp_path, "# a line more\n" + written).settings.scorer
    other = load(tmp_path, written.replace("${MODEL_TOKEN}", "${MODEL_TOKEN}x")).settings.scorer

    assert one.at != moved.at
    assert one.is_same(moved)
    assert not one.is_same(other)
    assert not one.is_same(ScorerSetting())


def test_editors_are_told_of_every_kind() -> None:
    """The schema takes a word, each of our kinds with its keys, and a plug-in with any."""
    words, *tables = ScorerShape().schema()["anyOf"]

    assert words["type"] == "string"
    kinds = [table["properties"]["kind"] for table in tables]
    assert kinds == [
        {"const": "default"},
        {"const": "http"},
        {"const": "encoder"},
        {"not": {"enum": ["default", "http", "encoder"]}},
    ]
    http = tables[1]
    assert set(http["properties"]) == {"kind", "url", "token", "deadline"}
    assert http["required"] == ["kind", "url"]
