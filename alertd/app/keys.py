"""Keys and tokens of a daemon, and the secrets its logs must never show."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from alertd.config import Settings
from alertd.runtime.redaction import Redactor
from alertd.store_port import Store


def link_key(store: Store) -> bytes:
    """Return the key that signs acknowledge links; it lives as long as the store."""
    kept = store.meta("link_key")
    if kept is None:
        kept = secrets.token_hex(32)
        with store.transaction():
            store.set_meta("link_key", kept)
    return bytes.fromhex(kept)


def api_token(folder: Path) -> str:
    """Return the API's token: systemd credential, $ALERTD_TOKEN, else a file that only we can read."""
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and (Path(credentials) / "api_token").is_file():
        return (Path(credentials) / "api_token").read_text(encoding="utf-8").strip()
    if os.environ.get("ALERTD_TOKEN"):
        return os.environ["ALERTD_TOKEN"]
    path = folder / "api_token"
    if not path.exists() or not path.read_text(encoding="utf-8").strip():
        # An empty file is what a full disk or a power cut left of the first start: without a new one no start ever succeeds.
        path.unlink(missing_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
    return path.read_text(encoding="utf-8").strip()


def plant(redactor: Redactor, settings: Settings) -> None:
    """Tell the logs what they must never show."""
    for channel in settings.channels.values():
        redactor.plant_url(channel.url)
        redactor.plant(*channel.secrets)
    for source in settings.sources:
        redactor.plant(*(revealed(value) for value in source.options.values() if hasattr(value, "reveal")))
    for value in settings.scorer.options.values():
        if hasattr(value, "reveal"):
            redactor.plant_url(revealed(value))
    redactor.plant_url(revealed(settings.direct))
    if settings.heartbeat is not None:
        redactor.plant_url(revealed(settings.heartbeat.url))


def revealed(secret: Any) -> str | None:
    """Return a secret in plain text, None for none."""
    return None if secret is None else str(secret.reveal())
