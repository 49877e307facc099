"""What a token opens: reading, responding, all of it. The token of a source opens only its own /ingest."""

from __future__ import annotations

import enum

from alertd.model.value import Value


class Scope(enum.IntEnum):
    """Each holds what the one before holds.

    READ: lists, reports, metrics. RESPOND: acts on incidents, silences, test pages, labels. ADMIN: keys, erasure, sessions of others.
    """

    READ = 1
    RESPOND = 2
    ADMIN = 3


class Access(Value, frozen=True, kw_only=True):
    """A token that opens something. name: how it is called in lists; never the token itself."""

    name: str
    scope: Scope
    token: str

    def __repr__(self) -> str:
        return f"Access({self.name}, {self.scope.name})"
