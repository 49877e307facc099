"""Secrets never reach a log line: each is planted here when it is read, and masked wherever it turns up."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

MASK = "***"

#: Shorter ones are not masked: they would blank half the words of each line, and are no secrets.
_SHORTEST = 5


class Redactor:
    """Knows all secrets of this process, in the forms in which libraries print them.

    >>> redactor = Redactor()
    >>> redactor.plant("p@ss/word")
    >>> redactor.mask("GET /?key=p%40ss%2Fword with p@ss/word")
    'GET /?key=*** with ***'
    """

    def __init__(self) -> None:
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def plant(self, *secrets: str | None) -> None:
        """Remember secrets. Safe to call again on reload; what was a secret once stays masked."""
        for secret in secrets:
            if secret and len(secret.strip()) >= _SHORTEST:
                self._forms.update(form for form in _forms(secret.strip()) if len(form) >= _SHORTEST)
        # The longest first: a token inside a URL must not leave the rest of the URL standing.
        parts = sorted(self._forms, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(re.escape, parts))) if parts else None

    def plant_url(self, url: str | None) -> None:
        """Remember what is secret in a channel's URL: all of it, and each part that looks like a token."""
        if url:
            self.plant(url, *_tokens(url))

    def mask(self, text: str) -> str:
        """Return text without secrets."""
        return self._pattern.sub(MASK, text) if self._pattern else text

    def __call__(self, _logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Mask an event of structlog, however deep: a processor."""
        for key, value in event.items():
            event[key] = self._masked(value)
        return event

    def _masked(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.mask(value)
        if isinstance(value, bytes):
            return self.mask(value.decode("utf-8", "replace"))
        if isinstance(value, dict):
            return {self._masked(key): self._masked(part) for key, part in value.items()}
        if isinstance(value, (list, set, frozenset)) or type(value) is tuple:
            return [self._masked(part) for part in value]
        return value


def _forms(secret: str) -> Iterable[str]:
    """Return how a secret looks when it is quoted, escaped or part of a basic authentication."""
    yield secret
    yield unquote(secret)
    yield quote(secret, safe="")
    yield quote(secret)
    yield quote_plus(secret)
    yield json.dumps(secret)[1:-1]
    yield repr(secret)[1:-1]
    yield base64.b64encode(secret.encode("utf-8", "replace")).decode()


def _tokens(url: str) -> Iterable[str]:
    try:
        parts = urlsplit(url)
        userinfo, _, host = parts.netloc.rpartition("@")
        user, _, password = userinfo.partition(":")
        query = parse_qsl(parts.query)
    except ValueError:
        return
    if password:
        yield from (password, unquote(password), f"{unquote(user)}:{unquote(password)}")
    # In slack://A/B/C or tgram://number:token the host is a token; mail.example.org:587 is not.
    for part in (user, *host.split(":"), *parts.path.split("/"), *(value for _, value in query)):
        if _looks_like_token(part):
            yield part


def _looks_like_token(part: str) -> bool:
    if len(part) < 8 or "{" in part or "@" in part or re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?", part):
        return False
    return (
        len(part) >= 20 or any(letter.isdigit() for letter in part) or (part != part.lower() and part != part.upper())
    )
