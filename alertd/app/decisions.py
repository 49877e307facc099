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


def tell_decisions(commands: Iterable[Command], direct: Direct) -> None:
    """Log what was decided, and pass on what operators did not hear."""
    for command in commands:
        if not isinstance(command, KeepDecision):
            continue
        log.info(
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
