"""Rules: a rule file's keys, and the rules it makes."""

from __future__ import annotations

import re
from typing import Any

from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.model.rule import Digest, Playbook, Rule, Severity
from alertd.rulefile.conditions.catalogue import CONDITION
from alertd.rulefile.floors import ONLY_KEY
from alertd.rulefile.in_languages import InLanguages, common
from alertd.yamlform import scalars
from alertd.yamlform.amounts import language
from alertd.yamlform.findings import Place, listed, meant, nearest, short
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.scalars import NAME, TEXT
from alertd.yamlform.shapes import BAD, YES_NO, ListOf, MapOf, OneOf, Reader, Scalar
from alertd.yamlform.source_file import SourceFile

#: What a page's `message` may name, with how long it gets in an SMS.
FIELDS = {
    "watch": 12,
    "count": 4,
    "usual": 4,
    "ratio": 4,
    "rarity": 10,
    "negative_share": 4,
    "authors": 4,
    "top_author": 15,
    "top_reach": 6,
    "window": 6,
    "link": 40,
}


MOST_TOLD = 10  # faults of one message; the author mends those first


class WrittenRule:
    """A rule as its author wrote it, faulty or not: the names in it are looked up either way, so that one run tells all."""

    def __init__(self, table: Table, defaults: Table | None, file: SourceFile) -> None:
        self.table = table
        self.defaults = defaults
        self.file = file

    @property
    def id(self) -> str:
        """Return the id it has, or would have; empty where none can be made of its name."""
        given, name = self.table.get("id"), self.table.get("name")
        return given.raw if isinstance(given, Text) else slug(name.raw) if isinstance(name, Text) else ""

    def node(self, key: str) -> Node | None:
        """Return what stands under a key of the rule, or of the defaults it took the key from."""
        return self.table.get(key) or (self.defaults.get(key) if self.defaults else None)

    def text(self, key: str) -> Text:
        """Return the key of the rule itself, else its name: a place to point at."""
        found = self.table.key(key) or (self.defaults.key(key) if self.defaults else None)
        return found or self.table.entries[0][0]


class PlacedRule(WrittenRule):
    """A rule with the nodes it was read from, for faults that need more than one file, and for `explain`."""

    def __init__(self, rule: Rule, table: Table, defaults: Table | None, file: SourceFile) -> None:
        super().__init__(table, defaults, file)
        self.rule = rule


def slug(name: str) -> str:
    """Make an id of a name, in any script.

    >>> slug("Negative storm!")
    'negative-storm'
    """
    folded = name.casefold().replace("\u0307", "")  # what folding leaves of a Turkish İ
    return re.sub(r"[\W_]+", "-", folded).strip("-")


def _inside(node: Text, part: str, reader: Reader) -> Place:
    """Return where a part of a text stands, where its line shows it."""
    at = reader.file.lines[node.place.line - 1].find(part, node.place.column - 1)
    return node.place._replace(column=at + 1) if at >= 0 else node.place


class _Message(Scalar):
    """The author's own words of a page; a fault points at the field inside the text."""

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        value = super().read(node, reader)
        if value is BAD or not isinstance(node, Text):
            return BAD
        foreign = re.search(r"\{\{\s*(\w*)\s*\}\}|\$\{(\w+)\}|%\((\w+)\)s", node.raw)
        if foreign:  # as Jinja, shells and others write a field
            name = next((one for one in foreign.groups() if one), "count")
            better = f"{{{name if name in FIELDS else nearest(name, FIELDS) or 'count'}}}"
            reader.file.tell(
                _inside(node, foreign[0], reader),
                "unknown-field",
                f'{short(foreign[0])} is written as another tool does; did you mean "{better}"?',
                "a field stands in one pair of braces",
            )
            return BAD
        faulty = 0
        for match in re.finditer(r"\{([^{}]*)\}?|\}", node.raw):
            if faulty >= MOST_TOLD:
                break
            field = match[1]
            if field in FIELDS and match[0].endswith("}"):
                continue
            faulty += 1
            place = _inside(node, match[0], reader)
            text = f"{short(match[0])} is not a field of message{meant(field or '', FIELDS)}"
            reader.file.tell(place, "unknown-field", text, f"fields: {listed(tuple(FIELDS), 200)}")
        return BAD if faulty else value


def _digest(_table: Table, values: dict[str, Any], _reader: Reader) -> Digest:
    return Digest(**values)


def _playbook(_table: Table, values: dict[str, Any], _reader: Reader) -> Playbook:
    by_language = values.pop("steps", {})
    steps = common(by_language) if by_language else ()
    return Playbook(**values, steps=steps, steps_in={code: told for code, told in by_language.items() if code})


DIGEST = Form(
    "digest",
    (
        Key("to", NAME, "a person, schedule or policy", is_required=True),
        Key("at", scalars.CLOCK, "when", default="09:00"),
        Key("days", scalars.DAYS, "on which days", default="every day"),
    ),
    _digest,
)

PLAYBOOK = Form(
    "playbook",
    (
        Key("url", scalars.LINK, "where the whole of it stands", default="none"),
        Key(
            "steps",
            InLanguages(ListOf(TEXT, is_lenient=True, is_prose=True)),
            "what to do, in order; or {en: [...], tr: [...]}",
            default="none",
        ),
        Key(
            "replies",
            MapOf(TEXT, "saved replies by language", language, example="en"),
            "saved replies by language; {name} is the customer, {brand} the brand",
            default="none",
        ),
        Key(
            "statements",
            MapOf(TEXT, "statements by language", language, example="en"),
            "what may be said in public, to everybody, by language; {brand} is the brand",
            default="none",
        ),
    ),
    _playbook,
)


def _watches(names: tuple[str, ...]) -> tuple[str, ...]:
    return ("*",) if "all" in names else names


_SEVERITIES = OneOf(
    "a severity", values={level.value: level for level in (Severity.CRISIS, Severity.URGENT, Severity.NOTICE)}
)
_GROUPS = OneOf("something to group by", "watch", "language", "platform")


class _Page(Scalar):
    """One policy: who wants several people told writes them into its steps."""

    def _instead_of(self, node: Node) -> str:  # noqa: ARG002 - the same for whatever stands there
        return "a rule pages one policy; several people or teams stand in its steps"


_PAGE = _Page("a policy", scalars.some)


#: Keys that `defaults` may hold too.
_SHARED = (
    Key("watch", ListOf(NAME, is_lenient=True), "a watch, a list of them, or all", default="all"),
    Key("severity", _SEVERITIES, "crisis ignores quiet hours, notice opens no incident", default="urgent"),
    Key("page", _PAGE, "the policy that is paged", default="none: it must be given, or a digest of a notice"),
    Key("digest", DIGEST, "where a notice goes", default="step 1 of its policy at 09:00"),
    Key("message", _Message("a message"), "the page's first line in your own words", default="written by alertd"),
    Key("playbook", PLAYBOOK, "what to do; goes into the page", default="none"),
    Key("hours", NAME, "named business hours; outside them pages wait", default="all hours"),
    Key("group_by", _GROUPS, "one incident for each of them", default="watch"),
    ONLY_KEY,
    Key("at_most", scalars.A_DAY, "so many times in 24 h it is told, then no more", default="no cap"),
    Key("keep_firing_for", scalars.HOLD, "how long it stays on after it ended", default="10m"),
    Key(
        "until",
        OneOf("an end of paging", "acknowledged", "calm"),
        "whether calm ends its paging, or only somebody who acknowledges",
        default="acknowledged for a crisis and for single posts, else calm",
    ),
    Key("enabled", YES_NO, "false switches the rule off", default="true"),
    Key("labels", MapOf(TEXT, "labels"), "your own words, for reports", default="none"),
)
_OWN = (
    Key(
        "name",
        InLanguages(NAME),
        "what people call it; it stands in the page; or one a language: {en: Storm, tr: Fırtına}",
        is_required=True,
    ),
    Key("id", Scalar("an id", str, example="negative-storm"), "its name for programs", default="made of the name"),
)
_WHEN = Key("when", CONDITION, "one condition, or any_of, all_of, not", is_required=True)

DEFAULTS = Form("defaults", _SHARED, scalars.as_dict)
RULE = Form("rule", (*_OWN, _SHARED[0], _SHARED[1], _WHEN, *_SHARED[2:]), scalars.as_dict)
RULES_FILE = Form(
    "a rule file",
    (
        scalars.VERSION,
        Key("defaults", DEFAULTS, "keys that all rules of this file share", default="none"),
        Key("rules", ListOf(RULE), "the rules", is_required=True),
    ),
    scalars.as_dict,
)


def read_rules(
    file: SourceFile, *, is_console: bool = False, faulty: list[WrittenRule] | None = None
) -> list[PlacedRule]:
    """Read a rule file; faulty rules are told of and left out.

    is_console: pages go to the console, so a rule needs no policy. faulty: takes the rules that were left out.
    """
    if not isinstance(file.root, Table):
        return []
    reader = Reader(file)
    root = file.root
    defaults_node = root.get("defaults")
    defaults = DEFAULTS.read(defaults_node, reader) if defaults_node else {}
    shared = defaults_node if isinstance(defaults_node, Table) else None
    _tell_outside(root, reader)
    rows = root.get("rules")
    if rows is None:
        return []
    if not isinstance(rows, Row):
        reader.file.tell(rows.place, "wrong-type", "rules is a list", 'begin each rule with "- name: ..."')
        return []
    found = []
    for node in rows.nodes:
        values = RULE.read(node, reader)
        if not isinstance(node, Table):
            continue
        is_read = values is not BAD and defaults is not BAD
        placed = _rule(node, {**defaults, **values}, shared, reader, is_console=is_console) if is_read else None
        if placed is not None:
            found.append(placed)
        elif faulty is not None and node.entries:
            faulty.append(WrittenRule(node, shared, file))
    return found


def _tell_outside(root: Table, reader: Reader) -> None:
    """Tell of the file's own keys."""
    for key, node in root:
        if key.raw not in RULES_FILE.keys:
            RULES_FILE.tell_unknown(key, reader)
        elif key.raw == "version":
            scalars.VERSION.shape.read(node, reader)
    is_misspelt = any(nearest(key.raw, RULES_FILE.keys) == "rules" for key, _ in root)
    if not is_misspelt and "rules" not in root.told:
        place = root.entries[0][0].place if root.entries else root.place
        reader.file.tell(place, "missing-key", 'a rule file has no "rules"', 'begin with "rules:" and a list')


def _rule(
    node: Table,
    values: dict[str, Any],
    shared: Table | None,
    reader: Reader,
    *,
    is_console: bool,
) -> PlacedRule | None:
    names = {code: " ".join(said.split()) for code, said in values.pop("name").items()}
    name = common(names)
    given = node.get("id") or node.get("name")
    place = given.place if given else node.place
    id_ = values.pop("id", None) or slug(name)
    if not re.fullmatch(r"[\w.-]+", id_):
        better = slug(id_)
        text = f"{short(id_)} is not an id" + (f'; did you mean "{better}"?' if better else "")
        reader.file.tell(place, "bad-value", text, "ids hold letters, digits, - and _; give one with id: my-rule")
        return None
    is_digest = "digest" in values and values.get("severity") is Severity.NOTICE
    if "page" not in values and not is_digest and not is_console:
        key = node.key("name") or node.entries[0][0]
        text = f'rule {short(name)} has no "page", and defaults have none'
        advice = "page: the name of a policy of the people file"
        if "digest" in values:
            advice = "a digest is for severity: notice; for the others " + advice
        reader.file.tell(key.place, "missing-key", text, advice)
        return None
    if "watch" in values:
        values["watches"] = _watches(values.pop("watch"))
    placed = PlacedRule(
        Rule(id=id_, name=name, names={code: told for code, told in names.items() if code}, **values),
        node,
        shared,
        reader.file,
    )
    _tell_indivisible(placed)
    digest = node.key("digest")
    if digest is not None and placed.rule.severity is not Severity.NOTICE:
        text = f"a digest is of notices, and this rule is {placed.rule.severity}: it pages at once"
        reader.file.warn(digest.place, "no-notice", text, "write severity: notice, or take the digest away")
    return placed


def _tell_indivisible(placed: PlacedRule) -> None:
    """Tell of `only` and `group_by` on a condition that looks at all of a watch: it would be read and change nothing."""
    for key, is_given in (("only", placed.rule.only is not None), ("group_by", placed.rule.group_by != "watch")):
        whole = [known.name for known, _ in specifications_of(placed.rule.when) if not known.is_divisible]
        if is_given and whole:
            text = f'{whole[0]} looks at the whole watch; "{key}" cannot divide it'
            tell = placed.file.tell if key == "only" else placed.file.warn  # group_by stood in such rules before
            tell(placed.text(key).place, "indivisible", text, f"give {whole[0]} a rule of its own")


def tell_twins(rules: list[PlacedRule]) -> list[PlacedRule]:
    """Tell of ids used twice, in one file or in two; return the rules that keep theirs."""
    first: dict[str, PlacedRule] = {}
    for placed in rules:
        earlier = first.setdefault(placed.rule.id, placed)
        if earlier is placed:
            continue
        node = placed.table.get("id") or placed.table.get("name") or placed.table
        where = f"line {earlier.text('name').place.line} of {earlier.file.shown}"
        text = f'another rule has the id "{placed.rule.id}" already, on {where}'
        placed.file.tell(node.place, "duplicate-id", text, "give this rule another name, or its own id")
    return list(first.values())
