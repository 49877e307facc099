"""What an address of a NATS cluster says: servers, the store's name, who we are there, and how often it is copied."""

from __future__ import annotations

import re
import ssl
from typing import Any
from urllib.parse import parse_qsl, unquote

from alertd.errors import ConfigurationError
from alertd.model.value import Value

LEASE = 4.0  # seconds without a word from the machine that works after which another may take over
PORT = 4222
_KEYS = ("replicas", "lease", "ca", "credentials")


class Address(Value, frozen=True, kw_only=True):
    """Where a store is on NATS.

    name: of the store; its streams begin with it. replicas: copies of each stream, None: three on a cluster, one on a single server.
    lease: seconds. ca: a file with the certificates that sign the servers'; credentials: a file as `nsc` makes it.
    """

    servers: tuple[str, ...]
    name: str = "alertd"
    user: str | None = None
    password: str | None = None
    is_tls: bool = False
    replicas: int | None = None
    lease: float = LEASE
    ca: str = ""
    credentials: str = ""

    def __repr__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """For messages: without what opens it."""
        return f"nats://{','.join(one.partition('://')[2] for one in self.servers)}/{self.name}"

    def login(self) -> dict[str, Any]:
        """Return what the client needs to be let in."""
        found: dict[str, Any] = {}
        if self.is_tls:
            found["tls"] = ssl.create_default_context(cafile=self.ca or None)
        if self.credentials:
            found["user_credentials"] = self.credentials
        if self.password is not None:
            found |= {"user": self.user, "password": self.password}
        elif self.user is not None:
            found["token"] = self.user
        return found


def parsed(raw: str) -> Address:
    """Return an address. Raises ConfigurationError, which repeats no password.

    >>> parsed("nats://a,b:4223/brands?replicas=3")
    nats://a:4222,b:4223/brands
    >>> parsed("tls://me:se%40cret@a").login()["password"]
    'se@cret'
    """
    scheme, _, rest = raw.partition("://")
    rest, _, query = rest.partition("?")
    login, has_login, places = rest.rpartition("@")
    hosts, _, name = places.partition("/")
    options = dict(parse_qsl(query, keep_blank_values=True))
    unknown = [key for key in options if key not in _KEYS]
    if unknown:
        raise ConfigurationError(f"store: {unknown[0]!r} is not known of a NATS address; known are {', '.join(_KEYS)}")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", name):
        raise ConfigurationError("store: the name of a store holds letters, digits, - and _ only: nats://HOST/NAME")
    if not all(re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d+)?", one) for one in hosts.split(",")):
        raise ConfigurationError("store: write nats://HOST,HOST,HOST/NAME; a host may have a :PORT")
    user, has_password, password = login.partition(":")
    return Address(
        servers=tuple(
            f"{scheme}://{one if re.search(r':[0-9]+$', one) else f'{one}:{PORT}'}" for one in hosts.split(",")
        ),
        name=name or "alertd",
        user=unquote(user) if has_login else None,
        password=unquote(password) if has_password else None,
        is_tls=scheme == "tls" or "ca" in options,
        replicas=_number(options, "replicas", int),
        lease=_number(options, "lease", float) or LEASE,
        ca=options.get("ca", ""),
        credentials=options.get("credentials", ""),
    )


def _number(options: dict[str, str], key: str, kind: Any) -> Any:
    if key not in options:
        return None
    try:
        value = kind(options[key])
    except ValueError:
        value = 0
    if value <= 0:
        raise ConfigurationError(f"store: {key} is a number above 0")
    return value
