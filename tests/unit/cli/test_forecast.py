"""`alertd forecast`: rules tried on what the store has kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alertd.cli import cli
from alertd.errors import ConfigurationError
from alertd.runtime.clock import SystemClock
from tests.unit.report.stores import NOW, fill, quiet_days, storm
from tests.unit.rulefile.written import ENVIRONMENT, FILES, RULES, write

LOUD = RULES.replace("at_least: {mentions: 40, authors: 30}", "count: posts, at_least: {mentions: 20, authors: 10}")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a store with a storm at two in the morning."""
    data = tmp_path_factory.mktemp("lived")
    fill(data, [*quiet_days(), *storm()]).close()
    return data


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, lived: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand beside settings and the store, seven hours after the storm."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.setattr(SystemClock, "now", lambda _: NOW)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    write(tmp_path, {**FILES, "rules.yml": LOUD})
    shutil.copytree(lived, tmp_path / "alertd-data")
    return tmp_path


def run(*words: str) -> Result:
    """Call alertd as a shell does."""
    return CliRunner().invoke(cli, ["forecast", *words], catch_exceptions=True)


def test_the_rules_of_the_settings() -> None:
    """One alarm, to whom is on call by the settings' own schedule, on both of their channels."""
    result = run("--format", "json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    (rule,) = found["rules"]

    assert (rule["rule"], rule["fired"], rule["alarms"], rule["pages"]) == ("negative-storm", 1, 1, 2)
    assert list(rule["to"].values()) == [1]
    assert found["alarms"][0]["at"].startswith("2026-11-05T02:0")


def test_rules_to_try(folder: Path) -> None:
    """Stricter rules in their own file raise no alarm; those of the settings stay as they are."""
    (folder / "strict.yml").write_text(LOUD.replace("mentions: 20", "mentions: 9000"), encoding="utf-8")
    result = run("--rules", "strict.yml")

    assert result.exit_code == 0, result.output
    assert "These rules would have raised 0 alarms" in result.stdout


def test_a_short_span() -> None:
    """The last two hours were calm."""
    result = run("--last", "2h", "--format", "json")

    assert json.loads(result.stdout)["alarms"] == []


def test_people_read_a_table() -> None:
    """When, and for whom."""
    result = run()

    assert "These rules would have raised 1 alarm (0.2 a week)." in result.stdout
    assert "2026-11-05 02:0" in result.stdout


@pytest.mark.parametrize("words", [("--last", "a month"), ("--rules", "nothing.yml")])
def test_wrong_use_is_exit_2(words: tuple[str, ...]) -> None:
    """One readable line says what is wrong."""
    result = run(*words)

    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_faulty_rules_are_told_with_their_place(folder: Path) -> None:
    """As every command tells them."""
    (folder / "bad.yml").write_text(LOUD.replace("ratio", "ratoi"), encoding="utf-8")
    error = run("--rules", "bad.yml").exception

    assert isinstance(error, ConfigurationError)
    assert str(error).startswith("bad.yml:7:")


def test_without_settings_the_store_knows_its_rules(folder: Path) -> None:
    """As after `alertd run --watch`: nothing but the folder of the store is there."""
    (folder / "alertd.yaml").unlink()
    result = run("--format", "json")

    assert [rule["rule"] for rule in json.loads(result.stdout)["rules"]] == ["storm"]


def test_in_the_readers_language() -> None:
    """Words and clock are the reader's; what programs read does not move."""
    shown = run("--language", "fr", "--timezone", "Europe/Paris").stdout
    plain, asked = run("--format", "csv").stdout, run("--format", "csv", "--language", "fr").stdout

    assert "Ces règles auraient donné : 1 alarme (0,25 par semaine)." in shown
    assert "2026-11-05 03:0" in shown
    assert "CRISE" in shown
    assert plain == asked


@pytest.mark.parametrize("words", [("--language", "xx"), ("--timezone", "Europe/Nowhere"), ("--timezone", "../etc")])
def test_a_language_or_zone_that_is_none(words: tuple[str, str]) -> None:
    """Told at once, before the store is read."""
    result = run(*words)

    assert (result.exit_code, words[0] in result.stderr) == (2, True)


def test_a_number_without_a_unit_is_days_here() -> None:
    """What is looked back upon is days (28d if left out): "did you mean 28m?" would have looked at half an hour."""
    assert 'did you mean "28d"?' in run("--last", "28").stderr
