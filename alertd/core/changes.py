"""Changes: what is new in settings, rules and people, in words. For whoever asked for a reload, and for the log of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from alertd.model.house import House
from alertd.model.value import Value
from alertd.model.watch import Watch

MOST = 20  #: sentences; a new house has hundreds

#: What of a watch is told by its single words.
_LISTS = {
    "terms": "term",
    "exclude": "exclusion",
    "needs": "need",
    "languages": "language",
    "competitors": "competitor",
}

#: What of a house is told otherwise, or by the settings themselves.
_TOLD = ("watches", "rules", "roster", "promises", "page_language", "public_url", "replies", "console")
_CALLED = {"ops_policy": "ops"}


def changes(was: House, now: House) -> tuple[str, ...]:
    """Return sentences of what is new, gone or otherwise; the first MOST of them, then how many more."""
    told = [*_watches(was, now), *_rules(was, now), *_people(was, now)]
    if was.promises != now.promises:
        told.append("the promises are new")
    if was.page_language != now.page_language:
        told.append(f"pages are in {now.page_language} by default, no more in {was.page_language}")
    told += [f"{_CALLED.get(name, name)} changed" for name in _differing(was, now) if name not in _TOLD]
    more = len(told) - MOST
    return (*told[:MOST], f"and {more} more") if more > 0 else tuple(told)


def _differing(was: Value, now: Value) -> Iterator[str]:
    """Yield the fields by name in which two values of a kind differ: each that a value has, so that a new one is told too."""
    return (name for name in now.__struct_fields__ if getattr(was, name) != getattr(now, name))


def _watches(was: House, now: House) -> Iterator[str]:
    before, after = ({watch.name: watch for watch in house.watches if not watch.is_implied} for house in (was, now))
    yield from _named("watch", before, after)
    for name in after:
        if name in before and before[name] != after[name]:
            yield from (f"watch {name}: {said}" for said in _watch(before[name], after[name]))


def _watch(was: Watch, now: Watch) -> Iterator[str]:
    for field, what in _LISTS.items():
        old, new = getattr(was, field), getattr(now, field)
        for sign, words in (
            ("new", [one for one in new if one not in old]),
            ("gone", [one for one in old if one not in new]),
        ):
            if words:
                yield f"{what}{'s' if len(words) > 1 else ''} {', '.join(words)} {'are' if len(words) > 1 else 'is'} {sign}"
    others = [name for name in _differing(was, now) if name not in _LISTS]
    if others:
        yield f"{', '.join(others)} changed"


def _rules(was: House, now: House) -> Iterator[str]:
    before, after = ({rule.id: rule for rule in house.rules} for house in (was, now))
    yield from _named("rule", before, after)
    for name in after:
        if name in before and before[name] != after[name]:
            old, new = before[name], after[name]
            if old.enabled != new.enabled:
                yield f"rule {name} is switched {'on' if new.enabled else 'off'}"
                continue
            parts = list(_differing(old, new))
            yield f"rule {name} changed: {', '.join(parts)}"


def _people(was: House, now: House) -> Iterator[str]:
    for what, part in (("person", "people"), ("schedule", "schedules"), ("policy", "policies")):
        before, after = getattr(was.roster, part), getattr(now.roster, part)
        yield from _named(what, before, after)
        yield from (f"{what} {name} changed" for name in after if name in before and before[name] != after[name])


def _named(what: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    yield from _said(what, [name for name in after if name not in before], "new")
    yield from _said(what, [name for name in before if name not in after], "gone")


def _said(what: str, names: Iterable[str], sign: str) -> Iterator[str]:
    names = list(names)
    if names:
        many = {"watch": "watches", "policy": "policies", "person": "people"}.get(what, f"{what}s")
        yield f"{what if len(names) == 1 else many} {', '.join(names)} {'is' if len(names) == 1 else 'are'} {sign}"
