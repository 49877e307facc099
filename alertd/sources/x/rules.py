"""Rules: a watch's terms in X's query language, in pieces that fit, and the difference to what X holds now."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

from alertd.intake.terms.parse import is_search
from alertd.intake.terms.sought import all_sought
from alertd.model.value import Value
from alertd.model.watch import Watch

PREFIX = "alertd/"  #: tags of rules that are ours; others are never touched
_WORD = re.compile(r"[#@$]?\w+", re.UNICODE)
_OPERATORS = frozenset({"and", "or"})


class Rule(Value, frozen=True, kw_only=True):
    """One rule of the filtered stream. The tag carries the watch and a digest, so equal rules have equal tags."""

    tag: str
    value: str


class Held(Value, frozen=True, kw_only=True):
    """A rule that X holds now; one made by hand may have no tag."""

    id: str
    value: str
    tag: str = ""


class Change(Value, frozen=True, kw_only=True):
    """What to add first and which ids to delete after."""

    add: tuple[Rule, ...] = ()
    delete: tuple[str, ...] = ()


class Query(Value, frozen=True, kw_only=True):
    """A watch's queries that fit the length, and what had to be left out (sentences)."""

    watch: str
    values: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def quoted(term: str) -> str:
    """Write a term so that X reads it as text: single words plain, the rest in quotes.

    >>> [quoted(term) for term in ("acme", "#acme", "acme corp", "OR", 'a"b')]
    ['acme', '#acme', '"acme corp"', '"OR"', '"a b"']
    """
    term = " ".join(term.replace('"', " ").replace("\\", " ").split())
    if _WORD.fullmatch(term) and term.casefold() not in _OPERATORS:
        return term
    return f'"{term}"'


def compiled(watch: Watch, *, limit: int, retweets: bool = True, handles: bool = True) -> Query:
    """Write the queries of a watch, each within `limit` characters.

    Terms are joined by OR over as many queries as needed. What does not fit is left out on the broad side: the terms
    are matched again after the post came in, so excludes and needs that are too long cost money, never a mention.
    handles: also posts to and from the brand's own accounts (its replies are what response time is measured by).
    """
    left_out: list[str] = []
    tail = _tail(watch, limit, left_out, retweets=retweets)
    heads = [quoted(term) for term in all_sought(watch.terms) if term.strip()]
    if handles:
        heads += _own_accounts(watch)
    room = limit - len(tail) - 2
    fitting = [head for head in dict.fromkeys(heads) if len(head) <= room]
    left_out += [f"the term {head} is longer than a rule may be" for head in heads if len(head) > room]
    values = tuple(f"({' OR '.join(group)}){tail}" for group in _groups(fitting, room))
    return Query(watch=watch.name, values=values, left_out=tuple(left_out))


def _own_accounts(watch: Watch) -> Iterator[str]:
    for handle in (*watch.handles.get("x", ()), *watch.auto_handles.get("x", ())):
        name = handle.lstrip("@")
        if name.startswith("id:"):
            yield f"from:{name.removeprefix('id:')}"
        elif not name.isdigit():  # a bare number is no handle; `check` says so
            yield f"@{name}"
            yield f"from:{name}"


def _tail(watch: Watch, limit: int, left_out: list[str], *, retweets: bool) -> str:
    pieces: list[tuple[str, str]] = []
    if watch.needs:
        pieces.append(("needs", f" ({' OR '.join(quoted(term) for term in all_sought(watch.needs))})"))
    if watch.exclude:
        pieces.append(("exclude", "".join(f" -{quoted(term)}" for term in watch.exclude if not is_search(term))))
    if watch.languages:
        pieces.append(("languages", f" ({' OR '.join(f'lang:{tag}' for tag in watch.languages)})"))
    tail = "" if retweets else " -is:retweet"
    for what, piece in pieces:
        if len(tail) + len(piece) > limit // 2:
            left_out.append(f"{what} of the watch {watch.name} are too long for X and are applied after reading")
        else:
            tail += piece
    return tail


def _groups(heads: Iterable[str], room: int) -> list[list[str]]:
    groups: list[list[str]] = []
    used = room + 1
    for head in heads:
        if used + len(head) + 4 > room:
            groups.append([])
            used = -4
        groups[-1].append(head)
        used += len(head) + 4  # " OR "
    return groups


def stream_rules(watches: Sequence[Watch], *, limit: int, retweets: bool) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """Return the rules that X should hold for these watches, and what had to be left out.

    X refuses a value it already holds, so a value that two watches share is asked for once.
    """
    rules: dict[str, Rule] = {}
    left_out: list[str] = []
    for watch in watches:
        query = compiled(watch, limit=limit, retweets=retweets)
        left_out += query.left_out
        for value in query.values:
            digest = hashlib.sha256(value.encode()).hexdigest()[:12]
            rules.setdefault(value, Rule(tag=f"{PREFIX}{watch.name}/{digest}", value=value))
    return tuple(rules.values()), tuple(left_out)


def difference(wanted: Sequence[Rule], held: Sequence[Held]) -> Change:
    """Return the change from what X holds to what we want, by tag.

    Rules without our prefix belong to somebody else and stay. A value that is held under a foreign tag is added
    all the same by nobody: X would refuse it, and its posts come anyway.
    """
    tags = {rule.tag for rule in wanted}
    held_tags = {rule.tag for rule in held}
    foreign = {rule.value for rule in held if not rule.tag.startswith(PREFIX)}
    return Change(
        add=tuple(rule for rule in wanted if rule.tag not in held_tags and rule.value not in foreign),
        delete=tuple(rule.id for rule in held if rule.tag.startswith(PREFIX) and rule.tag not in tags),
    )
