"""Lint of conditions that can never hold: what they ask for is what their watch leaves out. Such a rule looks like a guard and sleeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.intake.normalise import folded
from alertd.model import rule as model
from alertd.model.watch import Watch
from alertd.rulefile.references import conditions
from alertd.rulefile.rules import PlacedRule
from alertd.yamlform.findings import listed
from alertd.yamlform.nodes import Node, inside

Platforms = Callable[[], frozenset[str]]  # the platforms that posts come from; none: from any


def lint_never(placed: PlacedRule, watches: list[Watch], platforms: Platforms) -> None:
    """Warn of each condition of a rule that no post of its watches can meet. watches: those that it covers, as the settings write them."""
    if not watches or not placed.rule.enabled:
        return
    whole = placed.table.get("only")
    _tell(placed, whole, _left_out(placed.rule.only, watches, platforms))
    written = list(conditions(placed.table.get("when")))
    leaves = [leaf for _, leaf in specifications_of(placed.rule.when)]
    for (_, table), leaf in zip(written, leaves, strict=False):
        only = getattr(leaf, "only", None)
        if only is not None and only != placed.rule.only:
            _tell(placed, inside(table, "only") or table, _left_out(only, watches, platforms))
        _tell(placed, table, _too_few(leaf, only or placed.rule.only, platforms))
        if isinstance(leaf, model.Terms):
            _tell(placed, table, _unsaid(leaf, watches))


def _tell(placed: PlacedRule, node: Node | None, why: Iterator[tuple[str, str]]) -> None:
    place = (node or placed.text("name")).place
    for text, advice in why:
        placed.file.warn(place, "never-holds", f"{text}: it can never hold", advice)


def _left_out(only: model.Only | None, watches: list[Watch], platforms: Platforms) -> Iterator[tuple[str, str]]:
    """Yield why nothing of any watch passes a filter."""
    if only is None:
        return
    asked = set(only.languages)
    if asked and all(watch.languages and asked.isdisjoint(watch.languages) for watch in watches):
        read = sorted({code for watch in watches for code in watch.languages})
        yield (
            f"only {listed(only.languages)} passes, and the watch reads {listed(read)} alone",
            "add the language to the watch, or take it out here",
        )
    named = {name.removeprefix("@").casefold() for name in only.authors}
    among = (frozenset(only.platforms) or platforms()) if named else ()  # the same name elsewhere may be anybody's
    if among and all(named <= _ours(watch, platform) for watch in watches for platform in among):
        yield (
            f"only {listed(only.authors)} passes, whose posts are our own and no mentions",
            "name accounts that are in none of handles, staff and ignore",
        )


def _ours(watch: Watch, platform: str) -> set[str]:
    lists = (watch.handles, watch.staff, watch.ignore)
    return {name.casefold() for accounts in lists for name in accounts.get(platform, ())}


def _too_few(leaf: model.Condition, only: model.Only | None, platforms: Platforms) -> Iterator[tuple[str, str]]:
    """Yield why so many people never write: fewer may pass, one of each name on each platform."""
    if only is None or not only.authors:
        return
    most = len(only.authors) * len(frozenset(only.platforms) or platforms())
    floor = getattr(leaf, "at_least", None)
    needed = (floor.authors if floor is not None else None) or 0
    if isinstance(leaf, model.Count) and leaf.count == "people":
        needed = max(needed, leaf.over)
    if needed > most > 0:
        yield (
            f"it asks for {needed} people, and only {most} may pass",
            "ask for no more people than authors are named",
        )


def _unsaid(leaf: model.Terms, watches: list[Watch]) -> Iterator[tuple[str, str]]:
    """Yield why no post has one of its words and passes."""
    if leaf.none and (_all_within(leaf.any, leaf.none) or any(_has_one(term, leaf.none) for term in leaf.all)):
        yield "each of its words has one of none in it", "take the word out of none, or out of any and all"
    if all(_all_within(leaf.any, watch.exclude) for watch in watches):
        yield "the watch excludes each of its words", "take the word out of the watch's exclude, or out of the rule"


def _all_within(terms: tuple[str, ...], unwanted: tuple[str, ...]) -> bool:
    return bool(terms) and all(_has_one(term, unwanted) for term in terms)


def _has_one(term: str, unwanted: tuple[str, ...]) -> bool:
    """Whether who says a term has said an unwanted one: as whole words within it."""
    return any(f" {folded(word)} " in f" {folded(term)} " for word in unwanted)
