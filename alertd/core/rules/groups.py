"""Groups: the languages or platforms into which `group_by` parts a watch, as many as can be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from alertd.core.few import OTHER, place_of
from alertd.model.mention import Mention


class Groups:
    """Those that were seen of each kind ("language", "platform"), the first ones by themselves, the others as one.

    spilt: kinds that have had no more room since somebody looked; operators must hear of it.
    """

    def __init__(self, seen: Mapping[str, Iterable[str]] | None = None) -> None:
        self._seen: dict[str, dict[str, None]] = {k: dict.fromkeys(groups) for k, groups in (seen or {}).items()}
        self.spilt: list[str] = []

    def of(self, kind: str, name: str) -> str:
        """Return the group that a language or platform belongs to; it is seen from now on. "" where the kind is the watch."""
        if kind == "watch":
            return ""
        seen = self._seen.setdefault(kind, {})
        group = place_of(name, seen)
        if group not in seen:
            seen[group] = None
            if group == OTHER != name:
                self.spilt.append(kind)
        return group

    def of_mention(self, kind: str, mention: Mention) -> str:
        """Return the group that a mention belongs to."""
        return self.of(kind, mention.language if kind == "language" else mention.platform)

    def all(self, kind: str) -> tuple[str, ...]:
        """Return the groups in which a rule of this kind is evaluated, in a fixed order."""
        return ("",) if kind == "watch" else tuple(sorted(self._seen.get(kind, ())))

    def to_state(self) -> dict[str, list[str]]:
        """Return what a restart needs."""
        return {kind: sorted(groups) for kind, groups in self._seen.items()}
