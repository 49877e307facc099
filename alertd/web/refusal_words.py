"""What whoever came too late is told, in their own language: not the engine's reason, but who has it. Pure."""

from __future__ import annotations

from alertd.model.incident import Act, Incident
from alertd.web.refusals import Refused
from alertd.web.words import Words

#: By whose act an incident came to stand as it does, for each refusal that names somebody.
_DONE_BY = {
    "ALREADY_ACKNOWLEDGED": Act.ACK,
    "ALREADY_PLANNED": Act.PLAN,
    "ALREADY_SOLVED": Act.SOLVE,
    "ALREADY_CLOSED": Act.CLOSE,
}


def post_refusal_told(refused: Refused, t: Words) -> str:
    """Return why nothing was done with a post of the inbox, in the reader's words t; what they do not know is told as the engine says it."""
    key = f"no_{refused.name.lower()}"
    return t.fill(key, who=refused.has or "alertd") if key in t else str(refused)


def refusal_told(refused: Refused, incident: Incident, t: Words) -> str:
    """Return why nothing was done. incident: as it stands now; t: the reader's words; what they do not know is told as the engine says it."""
    act = _DONE_BY.get(refused.name)
    if act is None:  # it is about a post of it, which has an inbox life of its own, or names nobody
        return post_refusal_told(refused, t)
    key, who = f"no_{refused.name.lower()}", incident.by.get(str(act), "") or incident.assignee or "alertd"
    return t.fill(key, who=who) if key in t else str(refused)
