"""Conditions: the keys of each, and the value they make."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from alertd.model import rule as model
from alertd.rulefile import kinds
from alertd.rulefile.findings import listed, meant, short
from alertd.rulefile.kinds import COUNT, HOLD, MOOD, NAME, RATIO, SOME, SPAN, TEXT, WINDOW
from alertd.rulefile.nodes import Node, Row, Table, Text
from alertd.rulefile.shapes import BAD, YES_NO, Form, Key, ListOf, OneOf, Reader, Schema, Shape

WORDS = ListOf(TEXT, is_lenient=True)


def _floor(_table: Table, values: dict[str, Any], _reader: Reader) -> model.Floor:
    return model.Floor(**values)


def _at_least(*keys: str, default: str) -> Key:
    known = {
        "mentions": Key("mentions", COUNT, "mentions in the window", default="none"),
        "authors": Key("authors", COUNT, "different authors in the window", default="none"),
    }
    form = Form("at_least", tuple(known[key] for key in keys), _floor)
    form.what = "a table such as {mentions: 40, authors: 30}"
    return Key("at_least", form, "the floor: small numbers are no pages", default=default)


_FOR = Key("for", HOLD, "how long it must hold before it counts", default="0s")


def _is_floored(floor: model.Floor | None) -> bool:
    return floor is not None and bool(floor.mentions or floor.authors)


def _no_floor(table: Table, reader: Reader, name: str, why: str) -> Any:
    owner = table.key("at_least") or table.entries[0][0]
    text = f'{name} has no floor: "at_least" must name mentions or authors'
    reader.file.tell(owner.place, "no-floor", text, f"{why}; write at_least: {{mentions: 20, authors: 10}}")
    return BAD


def _choice(table: Table, reader: Reader, name: str, keys: tuple[str, ...], *, is_needed: bool) -> bool:
    """Tell where more than one of `keys` stands, or none of them though one is needed."""
    found = [key for key, _ in table if key.raw in keys]
    if len(found) > 1:
        text = f'{name} takes only one of {listed(keys)}; "{found[0].raw}" is on line {found[0].place.line} already'
        reader.file.tell(found[1].place, "too-many", text, "take one of them away, or write two conditions in all_of")
    elif not found and is_needed:
        place = table.entries[0][0].place if table.entries else table.place
        reader.file.tell(place, "missing-key", f"{name} needs one of {listed(keys)}", "")
    return len(found) == 1 or (not found and not is_needed)


_TERMS_OF = Form("of", (Key("terms", WORDS, "the words", is_required=True),), kinds.as_dict)
_TERMS_OF.what = "all, negative, positive, matching, reach or {terms: [..]}"


class _Of(Shape):
    """What a spike counts: a word, or a table with terms."""

    what = _TERMS_OF.what
    _words = OneOf("something that spike counts", "all", "negative", "positive", "matching", "reach", "terms")

    def read(self, node: Node, reader: Reader) -> Any:
        return _TERMS_OF.read(node, reader) if isinstance(node, Table) else self._words.read(node, reader)

    def schema(self) -> Schema:
        return {"anyOf": [self._words.schema(), _TERMS_OF.schema()]}


def _spike(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    of = values.pop("of", None)
    terms = values.pop("terms", ())
    if isinstance(of, dict):
        of, terms = "terms", of["terms"]
    if of == "terms" and not terms:
        reader.file.tell(table.key("of").place, "missing-key", 'of: terms needs "terms"', "write terms: [word, word]")  # type: ignore[union-attr]
        return BAD
    if terms and of not in {None, "terms"}:
        place = table.key("terms").place  # type: ignore[union-attr]
        reader.file.tell(place, "too-many", f'"terms" counts words, but "of" says {of}', "take one of them away")
        return BAD
    if not _choice(table, reader, "spike", ("rarer_than", "ratio"), is_needed=False):
        return BAD
    versus = table.key("versus")
    if versus and "ratio" not in values:
        reader.file.tell(versus.place, "missing-key", '"versus" belongs to "ratio"', "add ratio: 3x, or take versus away")
        return BAD
    ratio, clear = values.get("ratio"), values.get("clear_below")
    if ratio and clear and clear >= ratio:
        node = table.get("clear_below")
        text = "it would end before it begins: clear_below must be smaller than ratio"
        reader.file.tell(node.place if node else table.place, "bad-value", text, "half way is usual")
        return BAD
    if values.get("versus", "usual") != "usual" and not _is_floored(values.get("at_least")):
        why = "the default floor comes from what is usual, and this compares with something else"
        return _no_floor(table, reader, "this ratio", why)
    if ratio is None:
        values.setdefault("rarer_than", timedelta(days=1))
    values["hold"] = values.pop("for", timedelta(0))
    return model.Spike(of="terms" if terms else of or "all", terms=terms, **values)


SPIKE = Form(
    "spike",
    (
        Key("of", _Of(), "what is counted", default="all"),
        Key("terms", WORDS, "count only mentions with one of these words", default="none"),
        Key("rarer_than", SPAN, "a burst like this is expected once in that time", default="1d"),
        Key("ratio", RATIO, "so many times as much as `versus`", default="none"),
        Key(
            "versus",
            OneOf("something to compare with", "usual", "same_hour_4_weeks", "last_24h"),
            "what `ratio` compares with",
            default="usual",
        ),
        Key("window", WINDOW, "the time it is counted over", default="auto: several scales at once"),
        _at_least("mentions", "authors", default="grows with what is usual, never under 4 mentions and 3 authors"),
        Key("count", OneOf("a way to count", "voices", "posts"), "copies count once (voices), or each (posts)", default="voices"),
        _FOR,
        Key("clear_below", kinds.CLEAR, "it ends below so many times the usual", default="half way"),
    ),
    _spike,
)


def _velocity(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    points, ratio = values.pop("rises_by")
    if ratio is not None and ratio <= 1:
        node = table.get("rises_by")
        reader.file.tell(node.place if node else table.place, "bad-value", "a rise is over 1x", "2x is twice as many")
        return BAD
    floor = values.get("at_least")
    if floor is not None and not floor.mentions:
        return _no_floor(table, reader, "velocity", "a share of few mentions says nothing")
    values["hold"] = values.pop("for", timedelta(0))
    return model.Velocity(rises_by_points=points, rises_by_ratio=ratio, **values)


VELOCITY = Form(
    "velocity",
    (
        Key("of", OneOf("something that velocity measures", "negative"), "what climbs", default="negative"),
        Key("rises_by", kinds.RISE, "points of the negative share, or times the negative count", is_required=True),
        Key("within", SPAN, "in that time, compared with the same time before", default="30m"),
        _at_least("mentions", default="30 mentions"),
        Key("confidence", kinds.CONFIDENCE, "how sure the rise must be", default="95%"),
        _FOR,
    ),
    _velocity,
)


def _share(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not _is_floored(values.get("at_least")):
        return _no_floor(table, reader, "share", "one angry post of one is 100%")
    if values.get("window", 0) is None:
        values.pop("window")
    values["hold"] = values.pop("for", timedelta(0))
    return model.Share(over=values.pop("negative"), **values)


SHARE = Form(
    "share",
    (
        Key("negative", kinds.LEVEL, "the share of negative mentions", is_required=True),
        Key("window", WINDOW, "the time it is taken over", default="1h"),
        _at_least("mentions", "authors", default="none: it must be given"),
        _FOR,
    ),
    _share,
)


def _influencer(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not _choice(table, reader, "influencer", ("reach", "audience", "amplification"), is_needed=True):
        return BAD
    if "reach" in values:
        values["top"] = values.pop("reach")
    return model.Influencer(**values)


INFLUENCER = Form(
    "influencer",
    (
        Key("reach", kinds.TOP_SHARE, "the author is among the most followed", default="one of three must be given"),
        Key("audience", SOME, "the author has so many followers", default="one of three must be given"),
        Key("amplification", kinds.TOP_SHARE, "the author is among the most reposted", default="one of three must be given"),
        Key("sentiment", MOOD, "the post's sentiment", default="any"),
        Key("missing", OneOf("what to do", "skip", "match"), "when the reach is unknown", default="skip, and say so"),
        Key("not_by", ListOf(NAME, is_lenient=True), "authors who do not count (id or handle)", default="none"),
    ),
    _influencer,
)


def _going_viral(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not _choice(table, reader, "going_viral", ("rank", "exceeds"), is_needed=True):
        return BAD
    return model.GoingViral(top_a_day=values.pop("rank", None), exceeds_reposts=values.pop("exceeds", None), **values)


GOING_VIRAL = Form(
    "going_viral",
    (
        Key("rank", kinds.TOP_A_DAY, "among the posts likeliest to travel", default="one of two must be given"),
        Key("exceeds", kinds.REPOSTS, "expected to pass so many reposts", default="one of two must be given"),
        Key("sentiment", MOOD, "the post's sentiment", default="any"),
        Key("after", SPAN, "how long its start is watched first", default="5m"),
    ),
    _going_viral,
)


def _plain(value: Any, **renamed: str) -> Any:
    def build(_table: Table, values: dict[str, Any], _reader: Reader) -> Any:
        return value(**{renamed.get(key, key): part for key, part in values.items() if part is not None})

    return build


UNANSWERED = Form(
    "unanswered",
    (
        Key("longer_than", SPAN, "how long a mention may wait", default="15m"),
        Key("priority", OneOf("a priority", "high", "any"), "which mentions count", default="high"),
        _at_least("mentions", default="1 mention"),
        Key("business_hours", NAME, "count only the time within these named hours", default="all hours"),
    ),
    _plain(model.Unanswered),
)

PROMISE = Form(
    "promise",
    (
        Key("met", kinds.SHARE, "the share of replies that must be in time", is_required=True),
        Key("of", OneOf("a promise", "first_reply"), "which promise", default="first_reply"),
        Key("target", SPAN, "how fast a reply must be", default="1h"),
        Key("window", SPAN, "over that time", default="1d"),
    ),
    _plain(model.PromiseMet),
)


def _terms(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not (values.get("any") or values.get("all") or values.get("emerging")):
        place = table.entries[0][0].place if table.entries else table.place
        text = "terms needs any, all or emerging: true"
        reader.file.tell(place, "missing-key", text, "write any: [recall, boycott]")
        return BAD
    return model.Terms(**values)


TERMS = Form(
    "terms",
    (
        Key("any", WORDS, "one of these words occurs", default="none"),
        Key("all", WORDS, "all of these words occur in one mention", default="none"),
        Key("none", WORDS, "none of these words may occur", default="none"),
        Key("new_since", SPAN, "the words were not there in that time before", default="14d"),
        _at_least("mentions", "authors", default="1 mention"),
        Key("emerging", YES_NO, "finds new words by itself", default="false"),
    ),
    _terms,
)

COORDINATED = Form(
    "coordinated",
    (
        Key("accounts", SOME, "so many accounts act together", default="5"),
        Key("share", kinds.SHARE, "and write that share of the mentions", default="30%"),
        Key("window", SPAN, "in that time", default="1h"),
    ),
    _plain(model.Coordinated),
)


def _compare(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not _is_floored(values.get("at_least")):
        return _no_floor(table, reader, "compare", "two against one is twice as much")
    values["others"] = values.pop("with")
    return model.Compare(**{key: part for key, part in values.items() if part is not None})


COMPARE = Form(
    "compare",
    (
        Key("metric", OneOf("a metric", "volume", "negative_share", "first_reply", "reach"), "what is compared", is_required=True),
        Key("with", ListOf(NAME, is_lenient=True), "the other watches", is_required=True),
        Key("worse_by", RATIO, "so many times worse than the others", default="2x"),
        Key("window", WINDOW, "the time it is taken over", default="24h"),
        _at_least("mentions", "authors", default="none: it must be given"),
    ),
    _compare,
)

QUIET = Form(
    "quiet",
    (
        Key("source", NAME, "a source by name, or each", default="each"),
        Key("longer_than", SPAN, "how long it may be silent", default="20m"),
        Key("unless_usual", YES_NO, "a silence that is usual at this time does not count", default="true"),
    ),
    _plain(model.Quiet),
)

SIMPLE: dict[str, Form] = {
    form.name: form
    for form in (
        SPIKE,
        VELOCITY,
        SHARE,
        INFLUENCER,
        GOING_VIRAL,
        UNANSWERED,
        PROMISE,
        TERMS,
        COORDINATED,
        COMPARE,
        QUIET,
    )
}
GROUPS = {"any_of": model.AnyOf, "all_of": model.AllOf}
ALL = (*SIMPLE, *GROUPS, "not")


class ConditionShape(Shape):
    """One condition: a table with one key that names it."""

    what = "a condition"

    def read(self, node: Node, reader: Reader) -> Any:
        if isinstance(node, Text) and node.raw in SIMPLE:
            return self._chosen(node, Table([], node.place), reader)
        if isinstance(node, Row):
            reader.file.tell(node.place, "wrong-type", "a list stands where one condition must", "put it under any_of or all_of")
            return BAD
        if not isinstance(node, Table):
            return self.wrong(node, reader, f"conditions: {listed(ALL)}")
        if not node.entries or node.told & set(ALL):
            # A name whose table slipped to the left has been told of; the keys beside it only follow from that.
            if not node.told:
                reader.file.tell(node.place, "missing-key", "there is no condition here", f"conditions: {listed(ALL)}")
            return BAD
        if len(node.entries) > 1 and all(key.raw in ALL for key, _ in node):
            text = f"when holds one condition, and {short(node.entries[1][0].raw)} is a second"
            reader.file.tell(node.entries[1][0].place, "too-many", text, "put both under any_of or all_of, each with a dash")
            return BAD
        values = [self._chosen(key, part, reader) for key, part in node]
        return values[0] if len(values) == 1 else BAD

    def _chosen(self, key: Text, node: Node, reader: Reader) -> Any:
        if key.raw in GROUPS:
            return self._group(key, node, reader)
        if key.raw == "not":
            inner = self.read(node, reader)
            return BAD if inner is BAD else model.Not(condition=inner)
        form = SIMPLE.get(key.raw)
        if form is None:
            text = f"{short(key.raw)} is not a condition{meant(key.raw, ALL)}"
            reader.file.tell(key.place, "unknown-condition", text, f"conditions: {listed(ALL, 200)}")
            return BAD
        if isinstance(node, Table) and not node.entries and not node.told:
            node = Table([], key.place)  # faults of what is missing point at the condition's name
        return form.read(node, reader)

    def _group(self, key: Text, node: Node, reader: Reader) -> Any:
        if not isinstance(node, Row):
            text = f"{key.raw} takes a list of conditions"
            reader.file.tell(node.place, "wrong-type", text, 'begin each condition with "- " on its own line')
            return BAD
        if not node.nodes:
            reader.file.tell(node.place, "empty-list", f"{key.raw} has no conditions", f"conditions: {listed(ALL)}")
            return BAD
        values = [self.read(part, reader) for part in node.nodes]
        return BAD if any(value is BAD for value in values) else GROUPS[key.raw](conditions=tuple(values))

    def schema(self) -> Schema:
        return {"$ref": "#/$defs/condition"}


CONDITION = ConditionShape()


def condition_schema() -> Schema:
    """Return the JSON Schema of one condition, for `$defs`."""
    properties: Schema = {name: form.schema() for name, form in SIMPLE.items()}
    for name in GROUPS:
        properties[name] = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}
    properties["not"] = {"$ref": "#/$defs/condition"}
    # One key at a time: editors then complete names, and say which key is wrong instead of "matches no schema".
    return {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1, "maxProperties": 1}
