"""Steps: how many times the usual is usual now, since a reload let a watch find more posts, or others. A step is no burst."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alertd.core.signals.stepped import UNMEASURED, Stepped
from alertd.core.signals.widened import Widened


class Steps:
    """The reloads of late. widened: it was given more terms; stepped: it finds other posts, which do not tell that they are."""

    def __init__(self) -> None:
        self.widened: Widened | None = None
        self.stepped: Stepped | None = None

    @property
    def are_new(self) -> bool:
        """Whether there was a reload of late that changed what is found."""
        return self.widened is not None or self.stepped is not None

    def widen(self, added: tuple[str, ...], now: float) -> bool:
        """More terms are looked for from now on; return whether there are any. A step that is not learnt yet is measured anew with them."""
        if not added:
            return False
        if self.stepped is not None and not self.stepped.is_over(now):
            return self.step(now, is_wider=True, is_narrower=False)
        young = () if self.widened is None or self.widened.is_over(now) else self.widened.added
        self.widened = Widened(now, (*young, *added))
        return True

    def step(self, now: float, *, is_wider: bool, is_narrower: bool) -> bool:
        """Other posts are found from now on; return whether there are any."""
        if not (is_wider or is_narrower):
            return False
        if self.stepped is not None and not self.stepped.is_over(now):
            is_wider, is_narrower = is_wider or self.stepped.is_wider, is_narrower or self.stepped.is_narrower
        self.stepped, self.widened = Stepped(now, is_wider=is_wider, is_narrower=is_narrower), None
        return True

    def observe(
        self, found: tuple[str, ...], terms: tuple[str, ...], now: float, usual: Callable[[], float | None]
    ) -> None:
        """Take in a mention. found: what was found of it; terms: the watch's; usual: mentions an hour, None while nobody knows."""
        if self.widened is not None:
            self.widened = None if self.widened.is_over(now) else self.widened
        if self.widened is not None:
            self.widened.observe(found, terms, now)
        if self.stepped is not None:
            self.stepped = None if self.stepped.is_over(now) else self.stepped
        if self.stepped is not None:
            self.stepped.observe(now, usual)

    def factor(self, now: float) -> float:
        """Return how many times what is known as usual is usual now."""
        if self.stepped is not None:
            return self.stepped.factor(now)
        return 1.0 if self.widened is None else self.widened.factor(now)

    def finds_less(self, now: float) -> bool:
        """Whether less may be found since a reload, and nobody can tell yet how much less: then less is no silence."""
        return self.stepped is not None and self.stepped.is_narrower and now - self.stepped.at < UNMEASURED

    def to_state(self) -> dict[str, Any]:
        """Return what a restart needs, by the name of its part; nothing for nothing."""
        parts = {"widened": self.widened, "stepped": self.stepped}
        return {name: part.to_state() for name, part in parts.items() if part is not None}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Steps:
        """Find the parts again in the state of a watch."""
        found = cls()
        found.widened = Widened.from_state(state.get("widened"))
        found.stepped = Stepped.from_state(state.get("stepped"))
        return found
