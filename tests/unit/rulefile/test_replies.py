"""Answers from the phone, as the settings say them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.config import Loaded, load_settings
from alertd.errors import ConfigurationError

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ENVIRONMENT = {"TW": "tw-secret", "SL": "sl-secret"}
SETTINGS = """version: 1
public_url: https://alerts.example.org
rules: []
oncall: people.yaml
watches: {acme: {terms: [acme]}}
ops: {direct: "slack://a/b/c"}
replies:
  sms: {auth_token: "${TW}"}
  slack: {signing_secret: "${SL}", team: T0123ABCD}
"""
PEOPLE = """version: 1
channels:
  slack: {url: "slack://T1/B2/C3/{to}"}
  sms: {url: "twilio://SID:TOKEN@15555550100/{to}"}
people:
  alice: {slack: "@U024BE7LH", sms: "+905550000001"}
"""


def load(folder: Path, settings: str = SETTINGS, people: str = PEOPLE) -> Loaded:
    """Write the two files and load them."""
    (folder / "alertd.yaml").write_text(settings)
    (folder / "people.yaml").write_text(people)
    return load_settings(folder / "alertd.yaml", environment=ENVIRONMENT, now=NOW)


def warnings(loaded: Loaded) -> list[str]:
    """Return the sentences about replies."""
    return [finding.text for finding in loaded.findings if finding.name == "no-way-back"]


def test_replies_are_read_and_hidden(tmp_path: Path) -> None:
    """The secrets arrive where they are checked and show themselves nowhere; the house knows the ways only."""
    loaded = load(tmp_path)
    replies = loaded.settings.replies

    assert replies.twilio_token is not None
    assert (replies.twilio_token.reveal(), replies.slack_team) == ("tw-secret", "T0123ABCD")
    assert loaded.house.replies == ("sms", "slack")
    assert not {"tw-secret", "sl-secret"} & set(re.findall(r"[\w-]+", repr(loaded)))
    assert warnings(loaded) == []


def test_off_is_the_default_and_no_code_is_printed(tmp_path: Path) -> None:
    """What nobody reads must not stand on a page."""
    house = load(tmp_path, SETTINGS.partition("replies:")[0]).house

    assert house.replies == ()
    assert not house.takes_codes
    assert load(tmp_path).house.takes_codes


@pytest.mark.parametrize(
    ("settings", "people", "says"),
    [
        (SETTINGS.replace("https://alerts", "http://127.0.0.1#"), PEOPLE, "https://"),
        (
            SETTINGS,
            PEOPLE.replace("twilio://SID:TOKEN@15555550100/{to}", "json://h.example/{to}").replace("sms", "gate"),
            "no channel",
        ),
        (SETTINGS, PEOPLE.replace("@U024BE7LH", "#brand-crisis"), "nobody can answer by slack"),
    ],
)
def test_replies_that_nobody_can_send_are_warned_of(tmp_path: Path, settings: str, people: str, says: str) -> None:
    """Whoever switches them on learns what is missing."""
    settings = settings.replace("http://127.0.0.1#.example.org", "http://127.0.0.1:8321")

    assert any(says in text for text in warnings(load(tmp_path, settings, people)))


@pytest.mark.parametrize("team", ["acme", "U0123ABCD", ""])
def test_a_workspace_is_an_id(tmp_path: Path, team: str) -> None:
    """The name of a workspace can be chosen by anybody."""
    with pytest.raises(ConfigurationError, match="is not the id of a Slack workspace"):
        load(tmp_path, SETTINGS.replace("T0123ABCD", f'"{team}"'))


def test_slack_needs_its_workspace(tmp_path: Path) -> None:
    """Without one, an account of any workspace with our app would count."""
    with pytest.raises(ConfigurationError, match="team"):
        load(tmp_path, SETTINGS.replace(", team: T0123ABCD", ""))
