"""Decisions: each is a line of the log; where no page can reach an operator, the direct route says it."""

from __future__ import annotations

from collections.abc import Iterable

import structlog

from alertd.model.commands import Command, KeepDecision
from alertd.model.reason import Reason
from alertd.notifiers.direct import Direct

log = structlog.get_logger()

#: reasons of which operators could not be told by a page
UNHEARD = (Reason.OPS_UNREACHABLE, Reason.OPS_NOBODY, Reason.POLICY_BEGINS_AGAIN)


#: reasons that an operator must find in the journal: somebody is not told as the people file says
GRAVE = (Reason.CHANNEL_REFUSES, Reason.PERSON_UNREACHABLE, *UNHEARD)


def tell_decisions(commands: Iterable[Command], direct: Direct) -> None:
    """Log what was decided, and pass on what operators did not hear."""
    for command in commands:
        if not isinstance(command, KeepDecision):
            continue
        say = (
            log.error
            if command.reason in GRAVE
            else log.warning
            if command.reason is Reason.CHANNEL_STUCK
            else log.info
        )
        say(
            "decision.made",
            reason=command.reason,
            text=command.text,
            watch=command.watch,
            incident=command.incident,
            rule=command.rule,
        )
        if command.reason in UNHEARD:
            topic, _, text = command.text.partition(": ")
            direct.tell(topic, text, now=command.at)
