"""Web access: further tokens of less scope, the proxies whose word on an address counts, and where posts are translated."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from alertd.model.value import Value
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import NAME, SecretShape, as_dict
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import ListOf, OneOf, Reader, Scalar


class TokenSetting(Value, frozen=True, kw_only=True):
    """A token beside the one of the administrator. scope: read (lists, reports, metrics) or respond (acts, silences too)."""

    name: str
    scope: str
    token: Secret


class OidcSetting(Value, frozen=True, kw_only=True):
    """A provider of identities. claim: what of its token is the login of a person."""

    issuer: str
    client_id: str
    client_secret: Secret
    claim: str = "email"


class SignInSetting(Value, frozen=True, kw_only=True):
    """How people sign in besides by token. mail: a channel of the people file; header: believed from header_from only.

    admin, view: people who may do more, or only look; everybody else of the people file responds.
    """

    mail: str = ""
    header: str = ""
    header_from: tuple[str, ...] = ()
    oidc: OidcSetting | None = None
    admin: tuple[str, ...] = ()
    view: tuple[str, ...] = ()


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


def _issuer(raw: str) -> str:
    address = raw.strip()
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError("it must begin with https://")
    return address


def _header_name(raw: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", raw.strip()):
        raise ValueError("it is the name of a header, such as X-Forwarded-User")
    return raw.strip()


HEADER = Form(
    "sign_in.header",
    (
        Key(
            "name",
            Scalar("a header", _header_name, example="X-Forwarded-User"),
            "where it says who it is",
            is_required=True,
        ),
        Key(
            "from",
            ListOf(Scalar("an address or network", _network, example="10.0.0.5"), is_lenient=True),
            "only these are believed",
            is_required=True,
        ),
    ),
    as_dict,
)
OIDC = Form(
    "sign_in.oidc",
    (
        Key(
            "issuer",
            Scalar("an address", _issuer, example="https://login.example.org"),
            "the provider",
            is_required=True,
        ),
        Key("client_id", NAME, "what the provider calls alertd", is_required=True),
        Key("client_secret", SecretShape(), "and its secret", is_required=True),
        Key("claim", NAME, "what of its token is a person's login", default="email"),
    ),
    lambda _table, values, _reader: OidcSetting(**values),
)


def _sign_in(_table: Table, values: dict[str, Any], _reader: Reader) -> SignInSetting:
    header = values.pop("header", {})
    return SignInSetting(
        header=header.get("name", ""),
        header_from=tuple(header.get("from", ())),
        admin=tuple(values.pop("admin", ())),
        view=tuple(values.pop("view", ())),
        **values,
    )


SIGN_IN = Form(
    "sign_in",
    (
        Key("mail", NAME, "the channel by which people are sent a link that counts once", default="none"),
        Key("header", HEADER, "a proxy that has signed people in", default="none"),
        Key("oidc", OIDC, "a provider of identities (OpenID Connect)", default="none"),
        Key("admin", ListOf(NAME, is_lenient=True), "people who may do everything", default="nobody"),
        Key("view", ListOf(NAME, is_lenient=True), "people who only look", default="nobody; others respond"),
    ),
    _sign_in,
)
