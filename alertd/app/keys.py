"""Keys and tokens of a daemon, and the secrets its logs must never show."""

from __future__ import annotations

import os
import secrets
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from alertd.config import Settings
from alertd.errors import ConfigurationError
from alertd.runtime.ack_links import Keys, live_key
from alertd.runtime.redaction import Redactor
from alertd.store.beside import LINK_KEYS
from alertd.store_port import SHARED_KEYS, Place, Store

_PROOF_KEY = "proof_key"
_SHORTEST = 32  # letters of a token file
_OTHERS = 0o027  # what nobody but us, and those who may read with us, may do with a file of secrets


def link_keys(store: Store, place: Path | Place) -> Keys:
    """Return the keys of acknowledge links: a file beside the store, so that no backup of the store holds them.

    Stores of older versions held theirs inside; it moves out. A store on a server holds them as well, for the links that one machine
    sent are followed to the other: what stands there is in force, and a machine that is new takes it over.
    """
    place = place if isinstance(place, Place) else Place(folder=place)
    folder = place.folder
    if place.is_shared and (told := store.meta(SHARED_KEYS)) is not None:
        write_link_keys(folder, _keys_of(told.encode()))
    kept = read_link_keys(folder)
    if kept is None:
        inside = store.meta("link_key")
        kept = Keys.only(bytes.fromhex(inside) if inside else secrets.token_bytes(32))
        write_link_keys(folder, kept)
        if inside:
            with store.transaction():
                store.set_meta("link_key", "")
    for key, _, _ in kept.history:
        live_key(key)
    if place.is_shared and store.meta(SHARED_KEYS) is None:
        with store.transaction():
            share_link_keys(store, kept)
    return kept


def share_link_keys(store: Store, keys: Keys) -> None:
    """Leave the keys where the other machine finds them; inside a transaction."""
    store.set_meta(SHARED_KEYS, _written(keys).decode())


def read_link_keys(folder: Path) -> Keys | None:
    """Return the keys that lie in a data folder; None where there are none. Raises ConfigurationError for a file of others."""
    path = folder / LINK_KEYS
    if not path.exists():
        return None
    refuse_shared(path)
    try:
        return _keys_of(path.read_bytes())
    except (msgspec.MsgspecError, ValueError) as fault:
        raise ConfigurationError(
            f"{path} is damaged; without it a new key is made, and links that were sent end"
        ) from fault


def write_link_keys(folder: Path, keys: Keys) -> None:
    """Keep the keys, whole or not at all."""
    write_private(folder / LINK_KEYS, _written(keys))


def _written(keys: Keys) -> bytes:
    return msgspec.json.encode([(key.hex(), since, until) for key, since, until in keys.history])


def _keys_of(body: bytes) -> Keys:
    rows = msgspec.json.decode(body, type=list[tuple[str, datetime, datetime | None]])
    return Keys(tuple((bytes.fromhex(key), since, until) for key, since, until in rows))


def proof_key(folder: Path) -> bytes:
    """Return the private key that reports are signed with; made at the first call. Raises ConfigurationError for a file of others."""
    path = folder / _PROOF_KEY
    if not path.exists():
        write_private(path, secrets.token_bytes(32).hex().encode())
    refuse_shared(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (ValueError, UnicodeDecodeError) as fault:
        raise ConfigurationError(
            f"{path} is damaged; without it a new key is made, which has to be published"
        ) from fault
    if len(key) != 32:
        raise ConfigurationError(f"{path} is damaged; without it a new key is made, which has to be published")
    return key


def write_private(path: Path, body: bytes) -> None:
    """Write a file that only we can read, from its first byte; the old one stays until the new one is whole."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def refuse_shared(path: Path) -> None:
    """Raise ConfigurationError for a file of secrets that is somebody else's, or that others can read."""
    about = path.stat()
    if about.st_uid not in (os.geteuid(), 0):
        raise ConfigurationError(f"{path} belongs to another user: take it away, or give it to the daemon's user")
    if stat.S_IMODE(about.st_mode) & _OTHERS:
        raise ConfigurationError(f"{path} can be read by others: chmod 600 it, and change what is in it")


def api_token(folder: Path) -> str:
    """Return the API's token: systemd credential, $ALERTD_TOKEN, else a file that only we can read.

    Raises ConfigurationError for a file that protects nothing.
    """
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and (Path(credentials) / "api_token").is_file():
        return (Path(credentials) / "api_token").read_text(encoding="utf-8").strip()
    if os.environ.get("ALERTD_TOKEN"):
        return os.environ["ALERTD_TOKEN"].strip()
    path = folder / "api_token"
    if not path.exists() or not path.read_text(encoding="utf-8").strip():
        # An empty file is what a full disk or a power cut left of the first start: without a new one no start ever succeeds.
        write_private(path, secrets.token_urlsafe(32).encode() + b"\n")
    refuse_shared(path)
    token = path.read_text(encoding="utf-8").strip()
    if len(token) < _SHORTEST:
        raise ConfigurationError(f"{path} holds fewer than {_SHORTEST} letters: delete it, and a good one is made")
    return token


def plant(redactor: Redactor, settings: Settings) -> None:
    """Tell the logs what they must never show."""
    for channel in settings.channels.values():
        redactor.plant_url(channel.url)
        redactor.plant(*channel.secrets)
    for source in settings.sources:
        redactor.plant(*(revealed(value) for value in source.options.values() if hasattr(value, "reveal")))
    for rota in settings.rotas.values():
        redactor.plant_url(rota.url.reveal())
    for value in settings.scorer.options.values():
        if hasattr(value, "reveal"):
            redactor.plant_url(revealed(value))
    redactor.plant(*(revealed(one.token) for one in settings.tokens))
    redactor.plant_url(revealed(settings.direct))
    replies = settings.replies
    redactor.plant(*map(revealed, (replies.twilio_token, replies.slack_secret, replies.telegram_secret)))
    if settings.standby is not None:
        redactor.plant(revealed(settings.standby.token))
    redactor.plant_url(revealed(settings.store))
    if settings.traces is not None:
        redactor.plant(revealed(settings.traces.token))
    if settings.heartbeat is not None:
        redactor.plant_url(revealed(settings.heartbeat.url))


def revealed(secret: Any) -> str | None:
    """Return a secret in plain text, None for none."""
    return None if secret is None else str(secret.reveal())
