"""The catalogue: every condition that there is, each by its own specification, and the sentence of a whole `when`."""

from __future__ import annotations

from collections.abc import Mapping

from alertd.core.rules.conditions import (
    compare,
    coordinated,
    count,
    drop,
    engagement,
    every,
    going_viral,
    influencer,
    mood,
    promise,
    quiet,
    share,
    spending,
    spike,
    terms,
    unanswered,
    velocity,
)
from alertd.core.rules.lanes import leaves
from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, Written, inner, only_said
from alertd.model.rule import AllOf, AnyOf, Condition, Not

SPECIFICATIONS: tuple[Specification, ...] = (
    spending.SPECIFICATION,
    compare.SPECIFICATION,
    count.SPECIFICATION,
    drop.SPECIFICATION,
    engagement.SPECIFICATION,
    every.SPECIFICATION,
    coordinated.SPECIFICATION,
    going_viral.SPECIFICATION,
    influencer.SPECIFICATION,
    mood.SPECIFICATION,
    promise.SPECIFICATION,
    quiet.SPECIFICATION,
    share.SPECIFICATION,
    spike.SPECIFICATION,
    terms.SPECIFICATION,
    unanswered.SPECIFICATION,
    velocity.SPECIFICATION,
)
_BY_VALUE: Mapping[type, Specification] = {one.value: one for one in SPECIFICATIONS}


def specification_of(condition: Condition) -> Specification:
    """Return what is known of a simple condition's kind."""
    return _BY_VALUE[type(condition)]


def specifications_of(condition: Condition) -> tuple[tuple[Specification, Condition], ...]:
    """Return the simple conditions below a condition, each with its specification, in the order of the file."""
    return tuple((specification_of(leaf), leaf) for _, leaf in leaves(condition))


def ends_at_once(condition: Condition) -> bool:
    """Whether a rule goes quiet as soon as it has spoken."""
    return all(known.ends_at_once for known, _ in specifications_of(condition))


def is_about_ourselves(condition: Condition) -> bool:
    """Whether a rule looks at our own eyes only, and so belongs to no brand."""
    return all(known.is_of_ourselves for known, _ in specifications_of(condition))


def sentence(condition: Condition, written: Written | None = None) -> str:
    """Return a condition as a clause that can stand after "when".

    written: what the author wrote, by key ("600s" stays "600s"): the texts of its table; for any_of, all_of and not, the table
    that names them. Without it values are spelled the usual way.

    >>> from alertd.model.rule import Influencer
    >>> sentence(Influencer(top=0.001, sentiment="negative"))
    'an author of reach top 0.1% writes a negative post (unknown reach: skip)'
    """
    words = written or {}
    if isinstance(condition, Not):
        return f"it is not so that {sentence(condition.condition, inner(words.get('not')))}"
    if isinstance(condition, (AnyOf, AllOf)):
        return _group(condition, words)
    say = Spelling(words)
    only = getattr(condition, "only", None)
    return specification_of(condition).sentence(condition, say) + (
        f", {only_said(only, say.inner('only'))}" if only is not None else ""
    )


def own_words(condition: Condition, when: object) -> Written:
    """Return what `sentence` takes for the table under a rule's `when`."""
    table = inner(when)
    if isinstance(condition, (AnyOf, AllOf, Not)):
        return table
    return inner(next(iter(table.values()), None))


def _group(condition: AnyOf | AllOf, written: Written) -> str:
    is_any = isinstance(condition, AnyOf)
    rows = written.get("any_of" if is_any else "all_of")
    tables = rows if isinstance(rows, (list, tuple)) else [None] * len(condition.conditions)
    parts = [sentence(part, own_words(part, table)) for part, table in zip(condition.conditions, tables, strict=True)]
    if len(parts) == 1:
        return parts[0]
    numbered = [f"({number}) {part}" for number, part in enumerate(parts, 1)]
    joined = (" or " if is_any else " and ").join(numbered)
    return ("any of these holds: " if is_any else "all of these hold: ") + joined
