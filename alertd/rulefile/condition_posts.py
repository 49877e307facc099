"""Conditions on single posts, authors, words, answers and our own eyes."""

from __future__ import annotations

from typing import Any

from alertd.model import rule as model
from alertd.rulefile.floors import WORDS, at_least, is_one_of
from alertd.yamlform import scalars
from alertd.yamlform.forms import Form, Key, _plain
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import MOOD, NAME, SOME, SPAN
from alertd.yamlform.shapes import BAD, YES_NO, ListOf, OneOf, Reader


def _influencer(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not is_one_of(table, reader, "influencer", ("reach", "audience", "amplification"), is_needed=True):
        return BAD
    if "reach" in values:
        values["top"] = values.pop("reach")
    return model.Influencer(**values)


INFLUENCER = Form(
    "influencer",
    (
        Key("reach", scalars.TOP_SHARE, "the author is among the most followed", default="one of three must be given"),
        Key("audience", SOME, "the author has so many followers", default="one of three must be given"),
        Key(
            "amplification",
            scalars.TOP_SHARE,
            "the author is among the most reposted",
            default="one of three must be given",
        ),
        Key("sentiment", MOOD, "the post's sentiment", default="any"),
        Key("missing", OneOf("what to do", "skip", "match"), "when the reach is unknown", default="skip, and say so"),
        Key("not_by", ListOf(NAME, is_lenient=True), "authors who do not count (id or handle)", default="none"),
    ),
    _influencer,
)


def _going_viral(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not is_one_of(table, reader, "going_viral", ("rank", "exceeds"), is_needed=True):
        return BAD
    return model.GoingViral(top_a_day=values.pop("rank", None), exceeds_reposts=values.pop("exceeds", None), **values)


GOING_VIRAL = Form(
    "going_viral",
    (
        Key("rank", scalars.TOP_A_DAY, "among the posts likeliest to travel", default="one of two must be given"),
        Key("exceeds", scalars.REPOSTS, "expected to pass so many reposts", default="one of two must be given"),
        Key("sentiment", MOOD, "the post's sentiment", default="any"),
        Key("after", SPAN, "how long its start is watched first", default="5m"),
    ),
    _going_viral,
)


UNANSWERED = Form(
    "unanswered",
    (
        Key("longer_than", SPAN, "how long a mention may wait", default="15m"),
        Key("priority", OneOf("a priority", "high", "any"), "which mentions count", default="high"),
        at_least("mentions", default="1 mention"),
        Key("business_hours", NAME, "count only the time within these named hours", default="all hours"),
    ),
    _plain(model.Unanswered),
)

PROMISE = Form(
    "promise",
    (
        Key("met", scalars.SHARE, "the share of replies that must be in time", is_required=True),
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
        at_least("mentions", "authors", default="1 mention"),
        Key("emerging", YES_NO, "finds new words by itself", default="false"),
    ),
    _terms,
)

COORDINATED = Form(
    "coordinated",
    (
        Key("accounts", SOME, "so many accounts act together", default="5"),
        Key("share", scalars.SHARE, "and write that share of the mentions", default="30%"),
        Key("window", SPAN, "in that time", default="1h"),
    ),
    _plain(model.Coordinated),
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
