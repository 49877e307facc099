"""How fast a channel may send; kept by the sender, not by sleeping inside a notifier. Each kind says its own."""

from __future__ import annotations

from alertd.model.value import Value


class Limit(Value, frozen=True, kw_only=True):
    """`burst` pages at once, then one every `every` seconds. Caps of a person are the engine's, not ours."""

    burst: int = 20
    every: float = 0.1
