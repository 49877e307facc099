"""What the brand has said in public while an incident goes on: told in the head of its page, or somebody answers twice, or against it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alertd.core.topic.measures import measures
from alertd.intake.language import UNKNOWN, detected
from alertd.model.value import Value
from alertd.web.backend import ReplyShown


class SaidInPublic(Value, frozen=True, kw_only=True):
    """The newest thing that a person of ours has said. whom: it answers, "" if nobody knows. language: of its words, "" where nobody can tell.

    more: things said before it.
    """

    at: datetime
    text: str
    whom: str
    language: str
    more: int


def said_in_public(answers: Sequence[tuple[ReplyShown, str]]) -> SaidInPublic | None:
    """Return the newest of our answers, each with whom it answers; None where people of ours have said nothing whose words are known.

    What a machine answered at once is no statement; nor can one be repeated that only an inbox tool has seen.
    """
    told = sorted(
        ((one, whom) for one, whom in answers if one.text and not one.reply.is_automatic),
        key=lambda each: each[0].reply.posted_at,
    )
    if not told:
        return None
    newest, whom = told[-1]
    text = newest.text or ""
    return SaidInPublic(
        at=newest.reply.posted_at,
        text=text,
        whom=whom,
        language=spoken(text),
        more=len({one.text for one, _ in told}) - 1,
    )


def still_fit(statements: Sequence[tuple[str, str]], answers: Sequence[ReplyShown]) -> list[tuple[str, str]]:
    """Return the statements, each with its language, that are no weaker than what people of ours have said in public by now.

    Who has told everybody to unplug it does not say afterwards that one is looking into it: a statement that leaves out a measure that was
    named already is not offered.
    """
    named = frozenset[str]().union(*(measures(one.text) for one in answers if one.text and not one.reply.is_automatic))
    return [(code, text) for code, text in statements if named <= measures(text)]


def spoken(text: str) -> str:
    """Return the language of words of ours, which no platform names; "" where nobody can tell.

    >>> spoken("We are sorry. Please unplug your kettle now, we answer everybody tonight."), spoken("ok")
    ('en', '')
    """
    found = detected(text)
    return "" if found == UNKNOWN else found
