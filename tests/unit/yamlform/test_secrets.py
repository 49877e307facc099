"""Secrets come from outside the files and never show."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import msgspec
import pytest

from alertd.yamlform.findings import masked, secret_in
from alertd.yamlform.secrets import Secret, UnresolvedError, Vault

MARK = "s3cr3t-marker"


def test_a_secret_shows_itself_nowhere() -> None:
    """Not in repr, str, format, tracebacks' locals, or containers."""
    secret = Secret(MARK)

    for text in (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>40}",
        repr([secret]),
        repr({"a": secret}),
    ):
        assert MARK not in text


@pytest.mark.parametrize(
    "write", [pickle.dumps, json.dumps, msgspec.json.encode, msgspec.msgpack.encode, copy.deepcopy]
)
def test_a_secret_is_not_written_anywhere(write: object) -> None:
    """What would put it into a log or a snapshot fails loudly instead."""
    with pytest.raises((TypeError, pickle.PicklingError, NotImplementedError)):
        write(Secret(MARK))  # type: ignore[operator]


def test_secrets_compare_by_value_and_reveal_on_demand() -> None:
    """A reload must see whether a token changed."""
    assert Secret(MARK) == Secret(MARK)
    assert Secret(MARK) != Secret("other")
    assert len({Secret(MARK), Secret(MARK)}) == 1
    assert Secret(MARK).reveal() == MARK
    assert not Secret("")


def test_a_variable_is_filled_in_wherever_it_stands() -> None:
    """Tokens stand in the middle of URLs."""
    vault = Vault({"A": "1", "B_2": "2"})

    assert vault.resolve("slack://${A}/x/${B_2}") == "slack://1/x/2"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("${NONE}", "not set"),
        ("${EMPTY}", "empty"),
        ("${a b}", "name"),
        ("credential:x", "credentials"),
        ("file:none", "cannot be read"),
    ],
)
def test_what_leads_nowhere_is_told(raw: str, says: str, tmp_path: Path) -> None:
    """An empty token looks like a set one until the first page."""
    with pytest.raises(UnresolvedError) as caught:
        Vault({"EMPTY": ""}, tmp_path).resolve(raw)

    assert says in str(caught.value)


def test_credentials_and_files_are_read(tmp_path: Path) -> None:
    """Systemd hands credentials over as files; ${NAME} finds them too; a last line break is no part of a secret."""
    (tmp_path / "TOKEN").write_text(f"{MARK}\n")
    vault = Vault({"CREDENTIALS_DIRECTORY": str(tmp_path)}, tmp_path)

    assert [vault.resolve(raw) for raw in ("credential:TOKEN", "${TOKEN}", "file:TOKEN")] == [MARK] * 3


@pytest.mark.parametrize("name", ["../TOKEN", "a/b", "..", ""])
def test_a_credential_cannot_leave_its_folder(name: str, tmp_path: Path) -> None:
    """A settings file must not read what its author could not."""
    (tmp_path / "TOKEN").write_text(MARK)
    (tmp_path / "creds").mkdir()

    with pytest.raises(UnresolvedError):
        Vault({"CREDENTIALS_DIRECTORY": str(tmp_path / "creds")}).resolve(f"credential:{name}")


@pytest.mark.parametrize(
    "text",
    [
        "xoxb-123456789012-abcdefABCDEF",
        "https://hooks.slack.com/services/T0/B0/abc",
        "mailtos://user:hunter22@mail.example.org",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_abcdefghijklmnopqrst12",
        "ACaaaabbbbccccddddeeeeffff00001111",
        "A1b2C3d4E5f6G7h8I9j0K1l2M3n4",
    ],
)
def test_what_looks_like_a_token_is_seen_and_starred_out(text: str) -> None:
    """A finding shows its line, and the line may be pasted into a chat."""
    match = secret_in(f"url: {text} # why")

    assert match is not None
    shown = masked(f"url: {text} # why")
    assert match.group() not in shown
    assert len(shown) == len(f"url: {text} # why")


@pytest.mark.parametrize(
    "text",
    [
        "slack://${SLACK_TOKEN}/{to}",
        "mailtos://${SMTP}?to={to}",
        "mailto://127.0.0.1:2525?from=alertd@example.org&to={to}",
        "https://wiki.example.org/crisis/playbook-2026-negative-storm",
        "+905550000001",
        "Look for what the negative posts have in common",
        "same_hour_4_weeks",
        "forty-angry-posts-in-ten-minutes-by-thirty-five",
        "2026-12-24T10:00:00+01:00",
    ],
)
def test_what_is_no_token_is_left_alone(text: str) -> None:
    """A warning that cries wolf is switched off."""
    assert secret_in(text) is None
