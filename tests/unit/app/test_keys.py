"""Files of secrets beside the store: made for us alone, refused where they protect nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alertd.app.keys import api_token, link_keys, read_link_keys, write_link_keys
from alertd.errors import ConfigurationError
from alertd.runtime.ack_links import REPLAY_KEY, Keys, check_short, short
from alertd.store.opening import open_store

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_token_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALERTD_TOKEN", raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


def test_a_token_is_made_once_and_only_we_can_read_it(tmp_path: Path) -> None:
    """The second start finds the token of the first; an empty file, left by a full disk, is made anew."""
    token = api_token(tmp_path)
    assert len(token) >= 32
    assert api_token(tmp_path) == token
    assert (tmp_path / "api_token").stat().st_mode & 0o777 == 0o600
    (tmp_path / "api_token").write_text("")
    assert api_token(tmp_path) not in ("", token)


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o660, 0o606])
def test_a_token_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """The daemon does not start on it, and says what to do."""
    api_token(tmp_path)
    (tmp_path / "api_token").chmod(mode)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        api_token(tmp_path)


def test_a_short_token_is_refused(tmp_path: Path) -> None:
    """Nobody's handwritten "secret" guards the door."""
    (tmp_path / "api_token").write_text("secret\n")
    (tmp_path / "api_token").chmod(0o600)
    with pytest.raises(ConfigurationError, match="fewer than 32 letters"):
        api_token(tmp_path)


def test_the_key_of_links_moves_out_of_an_old_store(tmp_path: Path) -> None:
    """A store of before holds it: links that were sent go on working, and no backup of the store holds the key any more."""
    store = open_store(tmp_path)
    with store.transaction():
        store.set_meta("link_key", "ab" * 32)
    assert link_keys(store, tmp_path).signing(NOW) == bytes.fromhex("ab" * 32)
    assert store.meta("link_key") == ""
    assert link_keys(store, tmp_path).signing(NOW) == bytes.fromhex("ab" * 32)
    assert (tmp_path / "link_keys").stat().st_mode & 0o777 == 0o600
    store.close()


def test_rotated_keys_outlive_a_restart(tmp_path: Path) -> None:
    """The old key goes on checking as long as was said, the new one signs."""
    keys = Keys.only(b"a" * 32)
    keys.rotate(b"b" * 32, NOW, keep=timedelta(hours=72))
    write_link_keys(tmp_path, keys)
    found = read_link_keys(tmp_path)
    assert found is not None
    assert found.history == keys.history
    token = short(b"a" * 32, "p1")
    check_short(found.living(NOW + timedelta(hours=71)), token, "p1", NOW, NOW + timedelta(hours=71))
    assert found.living(NOW + timedelta(hours=72)) == [b"b" * 32]


def test_a_damaged_or_replayed_key_is_refused(tmp_path: Path) -> None:
    """A start on it would make links that nobody can check, or that every replay can make."""
    write_link_keys(tmp_path, Keys.only(REPLAY_KEY))
    store = open_store(tmp_path)
    with pytest.raises(ConfigurationError, match="replay"):
        link_keys(store, tmp_path)
    (tmp_path / "link_keys").write_text("[")
    with pytest.raises(ConfigurationError, match="damaged"):
        link_keys(store, tmp_path)
    store.close()
