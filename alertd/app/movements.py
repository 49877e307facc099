"""Movements: how often something was done to an incident or a page, so that who looks at one is told and nobody else."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from alertd.model.commands import Command, KeepIncident, SendPage

#: Incidents that are counted one by one; those that stood still longest are forgotten first, and nobody looks at them.
_MOST = 2_000


class Movements:
    """Counts by incident and in all. Written on the engine's thread, read on the loop: a count that is one behind is seen later."""

    def __init__(self) -> None:
        self._all = 0
        self._of: OrderedDict[str, int] = OrderedDict()

    def committed(self, commands: Iterable[Command]) -> None:
        """Count what a commit did."""
        moved = [one.incident.id for one in commands if isinstance(one, KeepIncident)]
        moved += [one.page.incident or "" for one in commands if isinstance(one, SendPage)]
        if not moved:
            return
        self._all += 1
        for incident in dict.fromkeys(moved):
            self._of[incident] = self._of.pop(incident, 0) + 1
        while len(self._of) > _MOST:
            self._of.popitem(last=False)

    def count(self, incident: str = "") -> int:
        """Return a number that is another one after something moved: of an incident, or "" of any."""
        return self._of.get(incident, 0) if incident else self._all
