"""Which commands ask for secrets, and where `check` looks for them."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli import cli, unit_credentials
from alertd.cli.check import surroundings
from alertd.cli.unit_credentials import loaded_names
from alertd.config import FaultyFilesError, load_settings
from alertd.yamlform import secrets
from alertd.yamlform.secrets import UnresolvedError, Vault, where

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the example settings, in a shell in which none of their secrets is set."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    path = tmp_path / "rules" / "alertd.example.yaml"
    for name in ("CREDENTIALS_DIRECTORY", "ALERTD_CREDSTORE"):
        monkeypatch.delenv(name, raising=False)
    return path


def test_who_sends_nothing_needs_no_secret(settings: Path) -> None:
    """The house loads as it is with them; who needs them is told each by name."""
    with pytest.raises(FaultyFilesError) as told:
        load_settings(settings, environment={})
    names = {finding.text.partition("}")[0] for finding in told.value.findings if finding.name == "unresolved"}
    assert len(names) >= 5
    every = dict.fromkeys((name.removeprefix("${") for name in names), "xoxb-0123456789")

    without = load_settings(settings, environment={}, needs_secrets=False)
    assert without.house == load_settings(settings, environment=every, needs_secrets=False).house
    assert without.house.roster.people


def test_who_is_on_call_is_told_in_any_shell(settings: Path) -> None:
    """At three in the morning nobody has the secrets of the unit."""
    done = CliRunner().invoke(cli, ["oncall", "-c", str(settings)])

    assert done.exit_code == 0, done.output
    assert "not-read-here" not in done.output


@pytest.mark.parametrize("secret", ["${NOWHERE}", "credential:nowhere", "file:nowhere"])
def test_a_url_that_is_a_secret_as_a_whole_is_not_looked_at(tmp_path: Path, secret: str) -> None:
    """Of operators or of a channel of any kind: who sends nothing needs it as little as a token within one."""
    settings, people = tmp_path / "alertd.yaml", tmp_path / "oncall.yaml"
    settings.write_text(f'version: 1\nrules: []\noncall: oncall.yaml\nops: {{policy: pr, direct: "{secret}"}}\n')
    kinds = "".join(f'  {kind}: {{kind: {kind}, url: "{secret}"}}\n' for kind in ("apprise", "webhook", "teams"))
    people.write_text(
        f"version: 1\nchannels:\n{kinds}people:\n  ayse: {{timezone: UTC, webhook: a, apprise: b, teams: c}}\n"
        "policies:\n  pr: {steps: [{notify: ayse, by: [webhook, teams, apprise]}]}\n"
    )
    loaded = load_settings(settings, environment={}, needs_secrets=False)
    assert list(loaded.house.roster.people) == ["ayse"]
    with pytest.raises(FaultyFilesError) as told:
        load_settings(settings, environment={})
    assert [finding.name for finding in told.value.findings] == ["unresolved"] * 4


def test_a_fault_is_still_a_fault(settings: Path) -> None:
    """Without secrets everything else is read as strictly as ever."""
    settings.write_text(settings.read_text().replace("version: 1", "version: 1\nwatchs: {}", 1))

    with pytest.raises(FaultyFilesError, match="watchs"):
        load_settings(settings, environment={}, needs_secrets=False)


def test_check_as_the_service(settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the secrets that the unit would have, and none of this shell's."""
    store = tmp_path / "credstore"
    store.mkdir()
    (store / "alertd.X_BEARER_TOKEN").write_text("AAAA-bearer\n")
    monkeypatch.setattr(secrets, "CREDSTORE", str(store))
    monkeypatch.setenv("REDDIT_ID", "of-this-shell")
    done = CliRunner().invoke(cli, ["check", "-c", str(settings), "--as-service"])

    assert done.exit_code == 1
    assert "X_BEARER_TOKEN" not in done.output
    assert "${REDDIT_ID} is not set" in done.output
    assert "AAAA" not in done.output


def test_a_name_of_ones_own_is_a_file_in_a_folder(tmp_path: Path) -> None:
    """Before the start as NAME in the folder, in the unit as own_NAME; what the unit lists by name goes before."""
    for name, value in (("own_ACME", "from the folder"), ("own_SLACK_TOKEN", "hidden"), ("SLACK_TOKEN", "listed")):
        (tmp_path / name).write_text(value + "\n")
    inside = Vault({"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert inside.resolve("${ACME}") == inside.resolve("credential:ACME") == "from the folder"
    assert inside.resolve("${SLACK_TOKEN}") == "listed"
    with pytest.raises(UnresolvedError, match="is not set"):
        inside.resolve("${OTHER}")

    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "ACME").write_text("before the start\n")
    before = Vault({"ALERTD_CREDSTORE": str(tmp_path), "ALERTD_SECRETS": str(folder)})
    assert before.resolve("${ACME}") == "before the start"


def test_root_looks_where_the_credentials_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind what its own shell has; another user cannot read them and is not sent there."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(unit_credentials, "UNITS", ())
    monkeypatch.setattr(unit_credentials, "SHIPPED", "/nowhere")
    places = {"ALERTD_CREDSTORE": "/etc/credstore", "ALERTD_SECRETS": "/etc/alertd/secrets"}
    assert surroundings({"A": "1"}, as_service=False) == {"A": "1", **places}
    assert surroundings({"A": "1"}, as_service=True) == places
    assert surroundings({"ALERTD_SECRETS": "/elsewhere"}, as_service=True)["ALERTD_SECRETS"] == "/elsewhere"
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert surroundings({"A": "1"}, as_service=False) == {"A": "1"}


def _unit(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "alertd.service"
    path.write_text("[Service]\n" + "".join(f"LoadCredential={name}:alertd.{name}\n" for name in names))
    return path


def test_the_unit_says_which_secrets_it_takes(tmp_path: Path) -> None:
    """Its lines and those of every drop-in; the first folder's unit goes before; none where no unit is installed."""
    near, far = tmp_path / "etc", tmp_path / "lib"
    assert loaded_names([str(near), str(far)]) is None
    _unit(far, "SLACK_TOKEN", "X_BEARER_TOKEN")
    assert loaded_names([str(near), str(far)]) == ("SLACK_TOKEN", "X_BEARER_TOKEN")
    _unit(near, "SLACK_TOKEN")
    for folder, line in ((near, "LoadCredential=ACME:/root/acme"), (far, "LoadCredentialEncrypted=VAULT:vault.cred")):
        (folder / "alertd.service.d").mkdir()
        (folder / "alertd.service.d/more.conf").write_text(f"[Service]\n{line}\n")
    assert loaded_names([str(near), str(far)]) == ("ACME", "SLACK_TOKEN", "VAULT")


def test_the_shipped_unit_names_all_secrets_of_the_examples() -> None:
    """Who fills /etc/credstore by the examples needs no other folder."""
    names = loaded_names([str(ROOT / "systemd")])
    texts = (ROOT / "rules/alertd.example.yaml").read_text() + (ROOT / "rules/oncall.example.yaml").read_text()
    assert names is not None
    assert set(re.findall(r"\$\{([A-Z_]+)\}", texts)) - {"NAME"} <= set(names)


def test_where_no_unit_is_installed_the_shipped_one_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One file is named for each secret, and not the environment: a unit has none of a shell."""
    monkeypatch.setattr(unit_credentials, "UNITS", ())
    places = surroundings({}, as_service=True)

    assert where("SLACK_TOKEN", places) == "for the unit: put it into the file /etc/credstore/alertd.SLACK_TOKEN"
    assert where("ACME", places) == "for the unit: put it into the file /etc/alertd/secrets/ACME"


def test_a_file_that_the_unit_does_not_take_is_no_secret(tmp_path: Path) -> None:
    """A name of one's own in the folder of credentials reaches no daemon: it is told before the start, with the file where it belongs."""
    (tmp_path / "alertd.ACME").write_text("never loaded")
    (tmp_path / "alertd.SLACK_TOKEN").write_text("loaded")
    places = {
        "ALERTD_CREDSTORE": str(tmp_path),
        "ALERTD_SECRETS": "/etc/alertd/secrets",
        "ALERTD_CREDENTIALS": "SLACK_TOKEN X_BEARER_TOKEN",
    }

    assert Vault(places).resolve("${SLACK_TOKEN}") == "loaded"
    for name, file in (("ACME", "/etc/alertd/secrets/ACME"), ("X_BEARER_TOKEN", f"{tmp_path}/alertd.X_BEARER_TOKEN")):
        with pytest.raises(UnresolvedError) as told:
            Vault(places).resolve(f"${{{name}}}")
        assert file in told.value.advice
