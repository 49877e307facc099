"""Lint of rules: twins, long messages, moods that nobody scores, shares that mean nothing yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.model import rule as model
from alertd.model.people import Channel, Roster
from alertd.model.watch import Watch
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint_never import lint_never
from alertd.rulefile.references import conditions
from alertd.rulefile.rules import FIELDS, PlacedRule
from alertd.rulefile.settings_file import watch_of
from alertd.sources.registry import speaker_of
from alertd.yamlform.findings import listed
from alertd.yamlform.nodes import Node, inside

#: Languages that the default scorer learnt; others it does not score at all.
SCORED = ("en", "ru", "tr", "fr", "pt", "zh", "es", "de", "it", "ar", "hi", "ja")
#: Acknowledge link, short code and page id stand at the end of every SMS and are never cut.
SMS_TAIL = 64


def lint_rules(files: FileSet, calibrated: Collection[str]) -> None:
    """Warn of what will hurt in rules without faults."""
    roster = files.people.roster if files.people else None
    watches = list(_watches(files))
    _twins(files.rules)
    for placed in files.rules:
        if roster is not None:
            _message(placed, roster)
        own = [watch for watch in watches if placed.rule.covers(watch.name)]
        _moods(placed, own)
        _answers(placed, own)
        _rivals(placed, own)
        _shares(placed, own, calibrated)
        lint_never(placed, own, partial(_platforms, files))


def _watches(files: FileSet) -> Iterator[Watch]:
    values = files.settings.values if files.settings else None
    for name, read in (values or {}).get("watches", {}).items():
        yield watch_of(name, read, {})


def _platforms(files: FileSet) -> frozenset[str]:
    """Return the platforms that posts come from; none where a source may bring posts of any."""
    values = files.settings.values if files.settings else None
    found = [speaker_of(one).platforms for one in (values or {}).get("sources", ())]
    known = [platforms for platforms in found if platforms is not None]
    return frozenset().union(*known) if len(known) == len(found) else frozenset()


def _twins(rules: list[PlacedRule]) -> None:
    """Warn of rules with the same conditions for the same watch: people are paged twice and wonder why."""
    alike: dict[tuple[model.Condition, str], list[PlacedRule]] = {}
    for placed in rules:
        own = placed.rule
        if not own.enabled:
            continue
        earlier = alike.setdefault((own.when, own.group_by), [])
        twin = next((other for other in earlier if _meet(own.watches, other.rule.watches)), None)
        earlier.append(placed)
        if twin is not None:
            key = placed.table.key("when") or placed.text("name")
            where = f"line {twin.text('name').place.line} of {twin.file.shown}"
            text = f'"{own.name}" has the same conditions as "{twin.rule.name}", on {where}'
            placed.file.warn(key.place, "twin", text, "take one away, or give them different watches")


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return "*" in one or "*" in other or bool(set(one) & set(other))


def _message(placed: PlacedRule, roster: Roster) -> None:
    node = placed.node("message")
    policy = roster.policies.get(placed.rule.page or "")
    if placed.rule.message is None or node is None or policy is None:
        return
    channels = {name: roster.channels[name] for step in policy.steps for name in step.by if name in roster.channels}
    for channel in channels.values():
        needed = segments(placed.rule.message)
        if channel.is_sms and channel.max_segments and needed > channel.max_segments:
            _tell_long(placed, node, channel, needed)
            return


def _tell_long(placed: PlacedRule, node: Node, channel: Channel, needed: int) -> None:
    text = f"this message takes about {needed} SMS segments, and {channel.name} sends {channel.max_segments}: it will be cut"
    advice = "shorten it; letters that are not Latin halve the room"
    placed.file.warn(node.place, "sms-too-long", text, advice)


def segments(message: str) -> int:
    """Return how many SMS segments a message takes once its fields are filled in and the link is added.

    >>> segments("{watch}: {count} negative, usual {usual}.")
    1
    """
    from alertd.core.wording import gsm  # the whole wording comes with it, and few rules have their own message

    text = " ".join(message.split())
    for field, typical in FIELDS.items():
        text = text.replace(f"{{{field}}}", "x" * typical)
    return gsm.segments(gsm.fold(text) + "x" * SMS_TAIL).count


def _moods(placed: PlacedRule, watches: list[Watch]) -> None:
    if not any(known.mood(leaf) for known, leaf in specifications_of(placed.rule.when)):
        return
    for watch in watches:
        unknown = [code for code in watch.languages if code not in SCORED]
        if unknown:
            key = placed.text("when")
            text = f"sentiment of {listed(unknown)} is not known, and {watch.name} watches it: this rule is blind there"
            placed.file.warn(key.place, "unscored-language", text, f"scored: {listed(SCORED)}")


def _answers(placed: PlacedRule, watches: list[Watch]) -> None:
    """Warn of waits that nothing can end: only posts of the brand's own accounts are answers."""
    without = [watch.name for watch in watches if not watch.handles]
    if not watches or len(without) < len(watches):
        return
    for name, table in conditions(placed.table.get("when")):
        if name in _OF_ANSWERS:
            text = f"{name} waits for answers, and {listed(without)} has no handles: nothing is ever answered"
            placed.file.warn(table.place, "no-handles", text, "in the settings: handles: {x: [acme_help]}")


_OF_ANSWERS = ("unanswered", "promise")


def _rivals(placed: PlacedRule, watches: list[Watch]) -> None:
    """Warn of a comparison with nobody: it would never hold."""
    if not watches:
        return
    for name, table in conditions(placed.table.get("when")):
        if name != "compare":
            continue
        named = inside(table, "with")
        if named is None and not any(watch.competitors for watch in watches):
            text = f"compare has nobody to compare with: {listed([watch.name for watch in watches])} has no competitors"
            placed.file.warn(
                table.place, "no-rivals", text, "in the settings: competitors: [globex], or here: with: [globex]"
            )


def _shares(placed: PlacedRule, watches: list[Watch], calibrated: Collection[str]) -> None:
    """Warn of levels on watches that were never calibrated: out of the box a share is off by many points."""
    missing = [watch.name for watch in watches if watch.name not in calibrated]
    if watches and not missing:
        return
    levels = {known.name for known, _ in specifications_of(placed.rule.when) if known.needs_calibration}
    for name, table in conditions(placed.table.get("when")):
        if name in levels:
            whom = f" ({listed(missing)})" if missing else ""
            text = f"{name} is a level, and the watch{whom} is not calibrated: it may be off by 10 points and more"
            advice = "run alertd calibrate WATCH with 50 labels, or use velocity, which needs none"
            placed.file.warn(table.place, "uncalibrated", text, advice)
