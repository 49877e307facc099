"""check, explain and schema, as people and CI call them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alertd.cli import check, explain, schema
from tests.unit.rulefile.written import ENVIRONMENT, FILES, PEOPLE, RULES, SETTINGS, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with files that have no faults, the environment set."""
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def run(command: object, *arguments: str) -> Result:
    """Call a command as a shell does."""
    return CliRunner().invoke(command, list(arguments))  # type: ignore[arg-type]


def test_check_without_a_path_reads_the_settings_and_all_they_name(folder: Path) -> None:
    """Silence on standard error, and one line that says what was read."""
    result = run(check.command)

    assert (result.exit_code, result.stderr) == (0, "")
    assert "3 files, 1 rule: 0 errors" in result.stdout


def test_check_says_faults_on_standard_error_and_leaves_with_one(folder: Path) -> None:
    """The path is relative to where one stands; nothing else is on standard output."""
    write(folder, {"rules.yml": RULES.replace("ratio", "ratoi")})

    result = run(check.command)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert (
        result.stderr.splitlines()[0]
        == 'rules.yml:7:29: error[unknown-key] "ratoi" is not a key of spike; did you mean "ratio"?'
    )


def test_check_warns_without_failing_unless_asked(folder: Path) -> None:
    """Warnings are for people; --strict is for CI that wants none."""
    write(
        folder,
        {
            "alertd.yaml": SETTINGS.replace("policy: pr-oncall, direct", "direct")
            .replace(', direct: "slack://${SLACK_TOKEN}"', "")
            .replace('direct: "slack://${SLACK_TOKEN}"', "policy: pr-oncall")
        },
    )

    assert run(check.command).exit_code == 0
    assert "warning[no-direct]" in run(check.command).stderr
    assert run(check.command, "--strict").exit_code == 1


def test_check_of_a_rule_file_alone_does_not_ask_for_people(folder: Path) -> None:
    """In a folder without settings nobody can say whether a policy exists."""
    (folder / "alone").mkdir()
    write(folder / "alone", {"rules.yml": RULES})

    assert run(check.command, "alone/rules.yml", "-c", "alertd.yaml").exit_code == 0
    (folder / "alertd.yaml").unlink()
    assert run(check.command, "alone/rules.yml").exit_code == 0


def test_check_of_a_path_looks_names_up_in_the_settings_and_tells_only_its_own_faults(folder: Path) -> None:
    """An editor checks the file that is open; the people file's faults are not its author's."""
    write(
        folder,
        {"oncall.yaml": PEOPLE.replace("weekly", "yearly"), "rules.yml": RULES.replace("pr-oncall", "pr-onkall")},
    )

    result = run(check.command, "rules.yml", "--format", "json")

    found = json.loads(result.stdout)["findings"]
    assert [(one["name"], one["path"]) for one in found] == [("unknown-policy", "rules.yml")]


def test_check_of_a_folder_knows_every_file_by_its_keys(folder: Path) -> None:
    """Names of files do not matter; a stranger's YAML is only a warning."""
    write(
        folder,
        {
            "compose.yaml": "services:\n  web: {image: x}\n",
            ".hidden/a.yml": "x: [\n",
            "sub/more.yml": RULES.replace("storm", "two").replace("40", "60"),
        },
    )

    result = run(check.command, ".")

    assert result.exit_code == 0
    assert result.stderr.splitlines()[0].startswith("compose.yaml:1:1: warning[unknown-file]")
    assert "2 rules" in result.stdout


@pytest.mark.parametrize("arguments", [("none.yml",), ("-c", "none.yaml")])
def test_a_path_that_is_not_there_is_wrong_use(folder: Path, arguments: tuple[str, ...]) -> None:
    """Exit 2: no file has a fault."""
    result = run(check.command, *arguments)

    assert result.exit_code == 2
    assert "none.y" in result.stderr


def test_check_in_sarif_names_its_version(folder: Path) -> None:
    """Code hosts show the tool's name beside the line."""
    result = run(check.command, "--format", "sarif")

    assert json.loads(result.stdout)["runs"][0]["tool"]["driver"]["name"] == "alertd"


def test_explain_reads_all_rules_back(folder: Path) -> None:
    """One paragraph a rule, with an empty line between two."""
    write(folder, {"rules.yml": RULES + RULES.partition("rules:\n")[2].replace("Negative storm", "Second")})

    result = run(explain.command)

    assert [line.partition(":")[0] for line in result.stdout.splitlines() if line] == ["Negative storm", "Second"]


@pytest.mark.parametrize("word", ["negative-storm", "Negative storm", "rules.yml"])
def test_explain_takes_an_id_a_name_or_a_file(folder: Path, word: str) -> None:
    """Whatever one has at hand."""
    assert run(explain.command, word).stdout.startswith("Negative storm: ")


def test_explain_of_an_unknown_rule_says_which_was_meant(folder: Path) -> None:
    """Exit 2, and a name to try."""
    result = run(explain.command, "negative-strom")

    assert result.exit_code == 2
    assert "negative-storm" in result.stderr


def test_explain_refuses_faulty_rules_but_needs_no_secrets(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """People explain rules on their own machine, where no token is set; half a rule is never read back."""
    monkeypatch.delenv("SLACK_TOKEN")
    assert run(explain.command).exit_code == 0

    write(folder, {"rules.yml": RULES.replace("4x", "4")})
    result = run(explain.command)
    assert result.exit_code == 78
    assert "rules.yml:7:36" in result.stderr


def test_explain_without_settings_reads_the_shipped_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newcomer sees what would page them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("alertd.config.SYSTEM_SETTINGS", tmp_path / "none")

    assert "Negative storm: " in run(explain.command).stdout


@pytest.mark.parametrize("kind", ["config", "rules", "oncall"])
def test_schema_prints_json(kind: str) -> None:
    """For a file that an editor reads."""
    assert json.loads(run(schema.command, kind).stdout)["$schema"].endswith("2020-12/schema")


def test_check_loads_nothing_heavy() -> None:
    """Check runs in editors and commit hooks: what takes long to load must not be loaded for it."""
    heavy = (
        "numpy",
        "scipy",
        "networkx",
        "pydantic",
        "apprise",
        "tweepy",
        "praw",
        "aiohttp",
        "asyncio",
        "ssl",
        "structlog",
        "rich",
        "holidays",
        "jinja2",
    )
    script = (
        f"import sys, alertd.cli.check, alertd.cli.checking; print([name for name in {heavy!r} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
