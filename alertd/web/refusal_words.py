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


def post_refusal_told(refused: Refused, t: Words, *, reader: str = "") -> str:
    """Return why nothing was done with a post of the inbox, in the words t of who reads; what they do not know is told as the engine says it."""
    return _named(refused, refused.has or "alertd", t, reader)


def refusal_told(refused: Refused, incident: Incident, t: Words, *, reader: str = "") -> str:
    """Return why nothing was done. incident: as it stands now; t: the words of the reader; what they do not know is told as the engine says it."""
    act = _DONE_BY.get(refused.name)
    if act is None:  # it is about a post of it, which has an inbox life of its own, or names nobody
        return post_refusal_told(refused, t, reader=reader)
    return _named(refused, incident.by.get(str(act), "") or incident.assignee or "alertd", t, reader)


def _named(refused: Refused, who: str, t: Words, reader: str) -> str:
    """Return the words of a refusal that names somebody; of the reader it speaks as "you", where the language would else say it of a stranger."""
    key = f"no_{refused.name.lower()}"
    if who == reader and f"{key}_you" in t:
        return t[f"{key}_you"]
    return t.fill(key, who=who) if key in t else str(refused)
