"""How a console is written in the people file: it needs nothing."""

from __future__ import annotations

from alertd.notifiers.kind import Kind
from alertd.notifiers.limits import Limit

KIND = Kind(
    name="console",
    maker="alertd.notifiers.console.notifier:make",
    limit=lambda _: Limit(burst=1000, every=0.001),
)
