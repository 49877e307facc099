"""The settings' `copy` and `standby`: where the store is copied to, and who pages when this machine is gone."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from alertd.model.value import Value
from alertd.yamlform import amounts, units
from alertd.yamlform.forms import Form, Key, plain
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import NAME, TEXT, SecretShape, some
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import Reader, Scalar
from alertd.yamlform.units import WrongUnitError

_SHORTEST, _LONGEST = timedelta(seconds=3), timedelta(seconds=20)


class CopySetting(Value, frozen=True, kw_only=True):
    """Where each commit is copied to: a folder on another disk or machine, relative to the settings."""

    to: str


class StandbySetting(Value, frozen=True, kw_only=True):
    """The lease that two machines share, and how this one calls itself.

    lease: a folder (relative to the settings) or the https URL of an object. restore_from: the other's continuous copy, "" for
    where our own goes. hold: how long after its last renewal a holder goes on.
    """

    lease: str
    name: str
    restore_from: str = ""
    hold: timedelta = timedelta(seconds=10)
    token: Secret | None = None

    @property
    def is_remote(self) -> bool:
        """Whether the lease is an object of an HTTP server."""
        return "://" in self.lease


def _hold(raw: str) -> timedelta:
    value = units.span(raw)
    if not _SHORTEST <= value <= _LONGEST:
        raise WrongUnitError(
            f'"{raw}" is not how long a lease holds', "3s to 20s: the other machine takes over within 30 s"
        )
    return value


def _lease(raw: str) -> str:
    return amounts.safe_url(raw) if "://" in raw else some(raw)


def _standby(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    del table, reader
    values.setdefault("name", os.uname().nodename or "alertd")
    values["restore_from"] = values.pop("from", "")
    return StandbySetting(**values)


COPY = Form(
    "copy",
    (Key("to", TEXT, "a folder on another disk or machine, that takes each commit", is_required=True),),
    plain(CopySetting),
)
STANDBY = Form(
    "standby",
    (
        Key(
            "lease",
            Scalar("a folder or a URL", _lease, example="/mnt/third/alertd-lease"),
            "a folder that both machines see, or an object of an HTTP server that honours If-Match",
            is_required=True,
        ),
        Key("name", NAME, "what the other machine's log calls this one", default="the host's name"),
        Key("from", TEXT, "where the other machine's copy lies", default="where copy: to goes"),
        Key(
            "hold",
            Scalar("a duration", _hold, pattern=r"^([0-9]+(\.[0-9]+)?(ms|[wdhms]))+$", example="10s"),
            "how long after its last renewal a holder pages on",
            default="10s",
        ),
        Key("token", SecretShape(), "bearer token of that server", default="none"),
    ),
    _standby,
)
