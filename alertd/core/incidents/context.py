"""Context: what every part of incident work shares: the house, the deadlines, the commands of this event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from alertd.core.incidents.crowd import Crowd
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.message_state import Messages
from alertd.core.rules.view import Eyes
from alertd.core.rules.watch_state import WatchState
from alertd.core.signals.week import Weeks
from alertd.core.timers import Timers
from alertd.core.times import instant
from alertd.model.commands import Command, Decided, KeepDecision, KeepIncident
from alertd.model.console import NAME as CONSOLE
from alertd.model.house import House
from alertd.model.people import Policy
from alertd.model.reason import Reason
from alertd.model.rule import Rule
from alertd.model.silence import Silence


class Context:
    """Shared by the parts of the engine; `out` holds the commands of the event that is being handled."""

    def __init__(self, timers: Timers) -> None:
        self.house = House()
        self.rules: dict[str, Rule] = {}
        self.watches: Mapping[str, WatchState] = {}
        self.incidents: Mapping[str, IncidentState] = {}
        self.eyes = Eyes()  #: as the sources say how they see
        self.timers = timers
        self.weeks = Weeks()  #: of the watches that have a weekly digest
        self.silences: dict[str, Silence] = {}
        self.texted: dict[str, list[float]] = {}  #: person -> instants of text messages, for the caps
        self.worries: list[tuple[str, str]] = []  #: (topic, text) that operators must hear of when this event is done
        self.unheard: list[tuple[str, int, str]] = []  #: (about, next step, text) of messages that no operator gets
        self.messages = Messages()
        #: "person\0channel" -> what was told there of late, and what waits for a list
        self.crowds: dict[str, Crowd] = {}
        #: rule -> incident -> what people say it was worth, the last ones
        self.verdicts: dict[str, dict[str, str]] = {}
        self.by_hand: dict[str, Rule] = {}  #: rules of incidents that somebody opened by hand; no file has them
        self.out: list[Command] = []
        self.now = 0.0
        self._changed: dict[str, IncidentState] = {}

    @property
    def at(self) -> datetime:
        """The instant of this event."""
        return instant(self.now)

    def decide(
        self,
        reason: Reason,
        text: str,
        *,
        watch: str = "",
        incident: str | None = None,
        rule: str | None = None,
        person: str | None = None,
        page_id: str | None = None,
        conditions: tuple[Decided, ...] = (),
    ) -> str:
        """Remember a decision with its reason; return it as a page shows it."""
        self.out.append(
            KeepDecision(
                at=self.at,
                reason=reason,
                text=text,
                watch=watch,
                incident=incident,
                rule=rule,
                person=person,
                page_id=page_id,
                conditions=conditions,
            )
        )
        return f"{reason}: {text}"

    def changed(self, incident: IncidentState) -> None:
        """Keep the incident as it stands when this event is done."""
        self._changed[incident.id] = incident

    def flush(self) -> tuple[Command, ...]:
        """Return the commands of this event."""
        for incident in self._changed.values():
            self.out.append(KeepIncident(incident=incident.value()))
        commands = tuple(self.out)
        self.out, self._changed = [], {}
        return commands

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return {
            "now": self.now,
            "house": msgspec.to_builtins(self.house),
            "silences": msgspec.to_builtins(list(self.silences.values())),
            "texted": self.texted,
            "mail": self.messages.to_state(),
            "verdicts": self.verdicts,
            "crowds": msgspec.to_builtins(self.crowds),
            "by_hand": msgspec.to_builtins(list(self.by_hand.values())),
        }

    def restore(self, state: Any) -> None:
        """Take what `to_state` gave."""
        self.now = state["now"]
        self.house = msgspec.convert(state["house"], House)
        self.by_hand = {rule.id: rule for rule in msgspec.convert(state.get("by_hand", []), list[Rule])}
        self.rules = {rule.id: rule for rule in self.house.rules if rule.enabled} | self.by_hand
        self.silences = {s.id: s for s in msgspec.convert(state["silences"], list[Silence])}
        self.messages.restore(state.get("mail", {}))
        self.verdicts = {rule: dict(known) for rule, known in state.get("verdicts", {}).items()}
        self.crowds = msgspec.convert(state.get("crowds", {}), dict[str, Crowd])
        self.texted = {name: list(times) for name, times in state["texted"].items()}

    def policy_of(self, rule: Rule) -> Policy:
        """Return the policy a rule pages; the console where there is none."""
        policies = self.house.roster.policies
        name = CONSOLE if self.house.console or rule.page is None else rule.page
        return policies.get(name) or policies[CONSOLE]

    def silence_over(self, watch: str, rule: str | None) -> Silence | None:
        """Return the silence that holds longest over a rule of a watch now, if any."""
        at = self.at
        covering = [s for s in self.silences.values() if s.covers(watch, rule, at)]
        return max(covering, key=lambda s: (s.ends_at, s.id), default=None)
