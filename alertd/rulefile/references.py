"""References: names that one file uses and another declares."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from alertd.core.rules.conditions.spike import words_of
from alertd.model.page import PROMISED
from alertd.rulefile.cases import expected_of, line_node
from alertd.rulefile.conditions.catalogue import SIMPLE
from alertd.rulefile.happenings import SOMEBODY, Acknowledgement, Expected, ExpectedNotice, ExpectedPage, Questions
from alertd.rulefile.people import EVERYONE, PeopleFile
from alertd.rulefile.rules import PlacedRule, WrittenRule
from alertd.rulefile.settings_file import SettingsFile
from alertd.yamlform.findings import Level, Place, listed, meant, short
from alertd.yamlform.nodes import Node, Row, Table, Text, inside
from alertd.yamlform.source_file import SourceFile

if TYPE_CHECKING:
    from alertd.rulefile.file_set import FileSet


def tell_references(files: FileSet) -> None:
    """Tell of every name that nobody declared.

    Without settings only what was given is known: a rule file alone is not blamed for people it cannot see.
    """
    people, settings = files.people, files.settings
    known = Known(files)
    if people is not None and people.root is not None:
        _people(people)
    if settings is not None and settings.root is not None:
        _settings(settings, known)
        _sign_in(settings, known, Level.ERROR if files.needs_sign_in else Level.WARNING)
    for written in (*files.rules, *files.faulty):
        _rule(written, known)
    for placed in files.rules:
        _matching(placed, placed.table.get("when"))
    _stories(files)


class Known:
    """Names that are declared; None where the file that declares them was not given."""

    def __init__(self, files: FileSet) -> None:
        people, settings = files.people, files.settings
        is_told = people is not None and people.root is None  # unreadable: its names are unknown, not missing
        empty: tuple[str, ...] | None = () if files.is_whole and not is_told else None

        def of_people(part: str) -> tuple[str, ...] | None:
            return people.names(part) if people is not None and people.root is not None else empty

        self.policies = of_people("policies")
        self.hours = of_people("hours")
        self.people = of_people("people")
        self.channels = of_people("channels")
        self.receivers = None
        if self.policies is not None:
            self.receivers = (*self.policies, *(self.people or ()), *(of_people("schedules") or ()))
        self.watches: tuple[str, ...] | None = None
        self.sources: tuple[str, ...] | None = None
        if settings is not None and settings.root is not None:
            self.watches = (*settings.names("watches"), *_competitors(settings.root))
            self.sources = _source_names(settings.root)

    def of(self, what: str) -> tuple[str, ...] | None:
        """Return the names that a key of a condition may take; None where nobody knows them."""
        return {"watch": self.watches, "source": self.sources, "hours": self.hours}.get(what)


def _competitors(root: Table) -> Iterable[str]:
    table = root.get("watches")
    for _, watch in table if isinstance(table, Table) else ():
        for node in _texts(inside(watch, "competitors")):
            yield node.raw


def _source_names(root: Table) -> tuple[str, ...]:
    rows = root.get("sources")
    names = [inside(node, "name") or inside(node, "kind") for node in (rows.nodes if isinstance(rows, Row) else [])]
    return tuple(node.raw for node in names if isinstance(node, Text))


def _texts(node: Node | None) -> list[Text]:
    """Return a text, or the texts of a list."""
    nodes = node.nodes if isinstance(node, Row) else [node]
    return [part for part in nodes if isinstance(part, Text)]


#: How the first one is declared, where no name is known yet.
_DECLARED = {
    "hours": "hours have a name, and it is declared in the people file: hours: {office: {open: 09:00-17:00}}; then hours: office",
    "policy": "no policy is declared anywhere; in the people file: policies: {pr: {steps: [{notify: NAME}]}}",
}


def _check(
    file: SourceFile, nodes: Iterable[Text], what: str, known: tuple[str, ...] | None, level: Level = Level.ERROR
) -> None:
    if known is None:
        return
    for node in nodes:
        if node.raw not in known:
            text = f"there is no {what} {short(node.raw)}{meant(node.raw, known)}"
            advice = f"known: {listed(known)}" if known else _DECLARED.get(what, f"no {what} is declared anywhere")
            file.tell(node.place, f"unknown-{what.split(maxsplit=1)[0]}", text, advice, level=level)


def _rule(placed: WrittenRule, known: Known) -> None:
    file = placed.file
    watches = known.watches if known.watches is None else (*known.watches, "all")
    for key, what, names in (
        ("watch", "watch", watches),
        ("hours", "hours", known.hours),
    ):
        _check(file, _texts(placed.node(key)), what, names)
    _policy(file, placed.node("page"), known)
    _check(file, _texts(inside(placed.node("digest"), "to")), "receiver", known.receivers)
    when = placed.table.get("when")
    for name, table in conditions(when):
        for own in SIMPLE[name].keys.values():
            names = known.of(own.names)
            if names is not None:
                _check(file, _texts(inside(table, own.name)), own.names, (*names, *own.besides))
        _check(file, _texts(inside(table, "only", "sources")), "source", known.sources)
    _check(file, _texts(inside(placed.node("only"), "sources")), "source", known.sources)


def _policy(file: SourceFile, node: Node | None, known: Known) -> None:
    """Tell of a policy that nobody wrote; whoever names a person or a schedule is told what stands there."""
    for text in [node] if isinstance(node, Text) else []:
        if known.policies is None or text.raw in known.policies:
            continue
        if text.raw in (known.receivers or ()):
            said = f'"{text.raw}" is a person or a schedule, and a rule pages a policy'
            advice = f"in the people file: policies: {{NAME: {{steps: [{{notify: {text.raw}}}]}}}}; known: {listed(known.policies)}"
            file.tell(text.place, "unknown-policy", said, advice)
        else:
            _check(file, [text], "policy", known.policies)


def conditions(node: Node | None) -> Iterable[tuple[str, Node]]:
    """Walk the simple conditions below a node, with their tables."""
    if isinstance(node, Row):
        for part in node.nodes:
            yield from conditions(part)
    elif isinstance(node, Table):
        for key, part in node:
            if key.raw in SIMPLE:
                yield key.raw, part
            else:
                yield from conditions(part)


def _matching(placed: PlacedRule, when: Node | None) -> None:
    """`of: matching` counts what a `terms` condition beside it matches; without one there is nothing to match."""
    if words_of(placed.rule):
        return
    for name, table in conditions(when):
        of = inside(table, "of")
        if name == "spike" and isinstance(of, Text) and of.raw == "matching":
            advice = "put it in all_of with terms: {any: [..]}, or write terms: [..] instead of of: matching"
            placed.file.tell(of.place, "nothing-matching", '"matching" has no terms condition beside it', advice)


def _people(people: PeopleFile) -> None:
    names = (*people.names("people"), *people.names("schedules"), EVERYONE)
    root = people.root
    policies = root.get("policies") if root else None
    for _, policy in policies if isinstance(policies, Table) else ():
        steps = inside(policy, "steps")
        for step in steps.nodes if isinstance(steps, Row) else []:
            _check(people.file, _texts(inside(step, "notify")), "person or schedule", names)
            _check(people.file, _texts(inside(step, "by")), "channel", people.names("channels"))
    hours = root.get("hours") if root else None
    for _, one in hours if isinstance(hours, Table) else ():
        _check(people.file, _texts(inside(one, "also")), "hours", people.names("hours"))
    schedules = root.get("schedules") if root else None
    only = people.names("people")
    _calendars(people, only)
    for _, schedule in schedules if isinstance(schedules, Table) else ():
        _check(people.file, _texts(inside(schedule, "people")), "person", only)
        _check(people.file, _texts(inside(schedule, "shadow")), "person", only)
        _check(people.file, _texts(inside(schedule, "secondary_of")), "schedule", people.names("schedules"))
        _seconds(people, inside(schedule, "secondary_of"))
        for part in ("layers", "overrides"):
            rows = inside(schedule, part)
            for row in rows.nodes if isinstance(rows, Row) else []:
                _check(people.file, _texts(inside(row, "people")), "person", only)
                _check(people.file, _texts(inside(row, "who")), "person", only)
                _check(people.file, _texts(inside(row, "for")), "person", only)


def _seconds(people: PeopleFile, node: Node | None) -> None:
    """Tell of a schedule that stands behind one that stands behind another, or behind itself: in none of them takes anybody turns."""
    first = people.roster.schedules.get(node.raw) if people.roster and isinstance(node, Text) else None
    if first is not None and node is not None and first.secondary_of is not None:
        text = f"{short(first.name)} is no rotation, so nobody comes next in it"
        people.file.tell(node.place, "bad-value", text, "name the schedule with people: [...] and rotate: weekly")


def _calendars(people: PeopleFile, known: tuple[str, ...]) -> None:
    """Warn of people whom only a calendar names: they stand nowhere, and a misspelt colleague looks like that."""
    for schedule in people.roster.schedules.values() if people.roster else ():
        node = inside(people.root, "schedules", schedule.name, "overrides", "ical")
        if not isinstance(node, Text):
            continue
        named = [name for one in schedule.overrides for name in (one.who, one.instead_of) if name is not None]
        for name in dict.fromkeys(name for name in named if name not in known):
            text = (
                f"the calendar {short(node.raw)} names {short(name)}, who is no person of this file{meant(name, known)}"
            )
            people.file.warn(node.place, "calendar-event", text, "its event does not count")


def _settings(settings: SettingsFile, known: Known) -> None:
    root = settings.root
    for part in (("ops", "policy"), ("drill", "policy"), ("promises", "broken")):
        _check(settings.file, _texts(inside(root, *part)), "policy", known.policies)
    _check(settings.file, _texts(inside(root, "weekly", "to")), "receiver", known.receivers)
    watched = known.watches if known.watches is None else (*known.watches, "all")
    _check(settings.file, _texts(inside(root, "weekly", "watch")), "watch", watched)
    watches = root.get("watches") if root else None
    for _, watch in watches if isinstance(watches, Table) else ():
        _check(settings.file, _texts(inside(watch, "hours")), "hours", known.hours)
        for rival in _texts(inside(watch, "competitors")):
            _competitor(settings, rival, tuple(watches) if isinstance(watches, Table) else ())
    rows = root.get("sources") if root else None
    for source in rows.nodes if isinstance(rows, Row) else []:
        _check(settings.file, _texts(inside(source, "watch")), "watch", known.watches)


def _competitor(settings: SettingsFile, rival: Text, watches: Iterable[tuple[Text, Node]]) -> None:
    """Warn of a competitor that is a watch already by another spelling: it would be watched twice, and each post counted twice."""
    if rival.raw in settings.names("watches"):
        return
    for name, watch in watches:
        own = (name, *_texts(inside(watch, "title")), *_texts(inside(watch, "terms")))
        if _folded(rival.raw) in {_folded(one.raw) for one in own}:
            text = f"{short(rival.raw)} becomes a watch of its own, beside {short(name.raw)}: each post counts twice"
            settings.file.warn(rival.place, "watched-twice", text, f"write competitors: [{name.raw}]")
            return


def _folded(name: str) -> str:
    """Return a name as whoever types it again may write it: without case, accents and joints."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i"))
    return re.sub(r"[\W_]", "", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def _sign_in(settings: SettingsFile, known: Known, level: Level) -> None:
    """Whoever leaves the people file may stand here still: no reason for a daemon not to watch, and `check` says it."""
    signs_in = inside(settings.root, "sign_in")
    _check(settings.file, _texts(inside(signs_in, "mail")), "channel", known.channels, level)
    for part in ("admin", "view"):
        _check(settings.file, _texts(inside(signs_in, part)), "person", known.people, level)


def _stories(files: FileSet) -> None:
    """Tell of tests that name a rule, policy or person whom nobody wrote down: they would only ever fail."""
    if not files.rules:
        return
    ids = (*(placed.rule.id for placed in files.rules), *(written.id for written in files.faulty if written.id))
    people, policies = _players(files)
    named = {"rule": ids, "policy": (*policies, PROMISED), "person": people}
    watches = Known(files).watches
    for tests in files.stories:
        for node in tests.faulty:
            for text, told in expected_of(node):
                _expectation(tests.file, text, told, named)
        for story, node in zip(tests.stories, tests.nodes, strict=True):
            for number, line in enumerate(story.expect):
                stands = line_node(node, "expect", number) or node
                _expectation(tests.file, stands, line, named)
            for number, act in enumerate(story.given):
                stands = line_node(node, "given", number) or node
                if isinstance(act, Acknowledgement):
                    _told(tests.file, stands, "person", act.person, (*people, SOMEBODY))
                elif isinstance(act, Questions) and watches is not None:
                    _told_of_a_stranger(tests.file, stands, act.watch, watches)


def _expectation(file: SourceFile, stands: Text | Table, line: Expected, named: Mapping[str, tuple[str, ...]]) -> None:
    """Tell of the names in a line of `expect` that nobody wrote down. named: those that are, by what they name."""
    if isinstance(line, ExpectedPage | ExpectedNotice):
        _told(file, stands, "rule", line.rule, named["rule"])
    if isinstance(line, ExpectedPage):
        _told(file, stands, "policy", line.policy, named["policy"])
        _told(file, stands, "person", line.to, named["person"])


def _players(files: FileSet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the people and policies that stories may name: those of the people file, else the two that are made up for each policy."""
    if files.people is not None and files.people.root is not None:
        return files.people.names("people"), files.people.names("policies")
    policies = tuple(dict.fromkeys(placed.rule.page for placed in files.rules if placed.rule.page is not None))
    return tuple(f"{policy}-{number}" for policy in policies for number in (1, 2)), policies


#: Before what word of a story's line a name stands.
_BEFORE = {"rule": "rule", "policy": "page", "person": "(?:to|,)", "watch": "to"}


def _told_of_a_stranger(file: SourceFile, line: Text | Table, name: str | None, watches: tuple[str, ...]) -> None:
    """A brand that only a story knows is made up for it: the stories of the shipped rules name rivals that you need not have."""
    if name is not None and name not in watches:
        near = meant(name, watches)
        if near:
            place = _place_of(line, "watch", name)
            file.warn(place, "unknown-watch", f"there is no watch {short(name)}{near}", f"known: {listed(watches)}")


def _told(file: SourceFile, line: Text | Table, what: str, name: str | None, known: tuple[str, ...]) -> None:
    if name is not None and name not in known:
        text = f"there is no {what} {short(name)}{meant(name, known)}"
        file.tell(_place_of(line, what, name), f"unknown-{what}", text, f"known: {listed(known)}")


def _place_of(line: Text | Table, what: str, name: str) -> Place:
    """Return where a name stands in a story's line; the line itself, where it is not said in words."""
    if isinstance(line, Text):
        found = re.search(rf"{_BEFORE[what]} ({re.escape(name)})(?=[ ,]|$)", line.raw)
        if found:
            return line.within(found.start(1))
    return line.place
