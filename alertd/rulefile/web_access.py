"""Web access: further tokens of less scope, the proxies whose word on an address counts, and where posts are translated."""

from __future__ import annotations

import ipaddress
from typing import Any

from alertd.model.value import Value
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import NAME, SecretShape
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import ListOf, OneOf, Reader, Scalar


class TokenSetting(Value, frozen=True, kw_only=True):
    """A token beside the one of the administrator. scope: read (lists, reports, metrics) or respond (acts, silences too)."""

    name: str
    scope: str
    token: Secret


def _token(_table: Table, values: dict[str, Any], _reader: Reader) -> TokenSetting:
    return TokenSetting(**values)


def _network(raw: str) -> str:
    ipaddress.ip_network(raw.strip(), strict=False)
    return raw.strip()


TOKENS = ListOf(
    Form(
        "token",
        (
            Key("name", NAME, "how lists call it", is_required=True),
            Key("scope", OneOf("a scope", "read", "respond"), "what it opens", is_required=True),
            Key("token", SecretShape(), "the token itself, 32 letters or more", is_required=True),
        ),
        _token,
    ),
    fewest=0,
)
PROXIES = ListOf(Scalar("an address or network", _network, example="10.0.0.0/8"), is_lenient=True, fewest=0)


def _service(raw: str) -> str:
    """Return the address of a translating service. A browser follows it with a post in it, so it must be https."""
    address = raw.strip()
    if not address.startswith("https://"):
        raise ValueError("it must begin with https://")
    if "{text}" not in address:
        raise ValueError("{text} must stand where the post goes")
    return address


TRANSLATION = Scalar("an address", _service, example="https://translate.example.org/?to={to}&text={text}")
