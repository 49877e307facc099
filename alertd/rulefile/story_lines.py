"""Lines of stories: their small grammar, a regular expression a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from alertd.late_pattern import late
from alertd.model.value import Value
from alertd.rulefile.happenings import (
    Acknowledgement,
    AnswersTurn,
    Background,
    Burst,
    Expected,
    ExpectedNotice,
    ExpectedPage,
    Given,
    NothingElse,
    PassedOn,
    Post,
    Questions,
    SourceTurn,
    Spending,
)
from alertd.yamlform.amounts import language
from alertd.yamlform.clocks import clock
from alertd.yamlform.findings import listed, short
from alertd.yamlform.units import WrongUnitError, count, share, span

#: angry and glad are what people say; the others are the scorer's words.
MOODS = {"angry": "negative", "negative": "negative", "neutral": "neutral", "glad": "positive", "positive": "positive"}

_AT = r"at (?P<at>\d{1,2}:\d{2})(?: day (?P<day>\d+))?"
_MOOD = r"(?:, mood (?P<mood>\w+))?"
_SAYING = r"(?: saying)? [\"“](?P<text>[^\"”]+)[\"”]"
_WHERE = r"(?:, on (?P<platform>[\w.-]+))?(?:, language (?P<language>[\w-]+))?"
_GIVEN: tuple[tuple[re.Pattern[str], type[Value]], ...] = (
    (
        late(
            r"(?P<lasting>\w+) of (?P<n>[\d.]+[kKmM]?) mentions (?P<per>an hour|a day)"
            + _MOOD
            + r"(?:, language (?P<language>[\w-]+))?(?:, like (?P<like>[^\s,]+))?"
            + r"(?:, until (?P<until>\d{1,2}:\d{2})(?: day (?P<day>\d+))?)?"
        ),
        Background,
    ),
    (
        late(
            _AT
            + r", (?P<mentions>[\d.]+[kKmM]?) (?:mentions|posts)(?:"
            + _SAYING
            + r")? over (?P<over>\w+) by (?P<authors>[\d.]+[kKmM]?) authors?"
            + _MOOD
            + "(?P<copies>, copies)?"
        ),
        Burst,
    ),
    (
        late(_AT + r", a post is passed on by (?P<accounts>[\d.]+[kKmM]?) accounts over (?P<over>\w+)" + _MOOD),
        PassedOn,
    ),
    (late(_AT + r", (?P<person>\S+) acknowledges"), Acknowledgement),
    (late(_AT + r", source (?P<source>\S+) (?P<turn>stops|returns)"), SourceTurn),
    (late(_AT + r", source (?P<source>\S+) has spent (?P<share>[\d.]+ ?%)"), Spending),
    (
        late(
            r"(?P<lasting>\w+) of (?P<n>[\d.]+[kKmM]?) questions (?P<per>an hour|a day)(?: to (?P<watch>[^\s,]+))?"
            r", (?:answered after (?P<answered_after>\w+)|never answered)"
        ),
        Questions,
    ),
    (late(_AT + r", answers (?P<turn>stop|return)"), AnswersTurn),
    (
        late(rf"{_AT}, (?P<author>\S+) with (?P<followers>[\d.]+[kKmM]?) followers posts(?:{_SAYING})?{_MOOD}{_WHERE}"),
        Post,
    ),
    (late(rf"{_AT}, a post{_SAYING}{_MOOD}{_WHERE}"), Post),
)
_NOTICED = late(_AT + r"(?: within (?P<within>\w+))?, notice(?:, rule (?P<rule>[^\s,]+))?")
_EXPECTED = late(
    _AT + r"(?: within (?P<within>\w+))?, page(?: (?P<policy>[^\s,]+))?(?: step (?P<step>\d+))?"
    r"(?:, rule (?P<rule>[^\s,]+))?(?:, to (?P<to>[^\s,]+))?"
)
GIVEN_FORMS = (
    "4w of 20 mentions an hour, mood neutral",
    "at 10:00, 40 mentions over 10m by 35 authors, mood angry",
    "4w of 20 mentions an hour, mood neutral, until 10:00",
    "at 10:00, a post is passed on by 60 accounts over 3m, mood angry",
    "at 10:05, ayse acknowledges",
    "at 10:00, source x stops",
    "at 10:00, source x has spent 80%",
    "8d of 20 questions a day, answered after 20m",
    "8d of 20 questions a day to globex, answered after 20m",
    "at 10:00, answers stop",
    "at 10:00, u_1 with 200k followers posts, mood angry",
    'at 10:00, a post saying "my acme kettle caught fire"',
)


def _mood(word: str) -> str:
    if word not in MOODS:
        raise WrongUnitError(f'"{word}" is not a mood', f"moods: {listed(tuple(MOODS))}")
    return MOODS[word]


_READ: dict[str, Callable[[str], Any]] = {
    "at": clock,
    "until": clock,
    "accounts": count,
    "day": int,
    "mentions": count,
    "authors": count,
    "followers": count,
    "over": span,
    "lasting": span,
    "within": span,
    "answered_after": span,
    "share": share,
    "mood": _mood,
    "language": language,
    "step": int,
}


def _values(match: re.Match[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, text in match.groupdict().items():
        if text is None:
            continue
        try:
            values[name] = _READ[name](text) if name in _READ else text
        except WrongUnitError as error:
            error.at = match.start(name)  # the caret stands under the word that is wrong, not under the line's first
            raise
    return values


#: What every line is made of, beside names, numbers and what posts say.
_WORDS = frozenset(re.findall(r"[a-z]{2,}", re.sub(r'"[^"]*"|, ayse|globex|u_1', "", " ".join(GIVEN_FORMS))))
_WORDS_EXPECTED = frozenset({"at", "within", "page", "step", "rule", "notice", "nothing", "else", "day", "to"})


def _misspelt(raw: str, known: frozenset[str]) -> tuple[int, str] | None:
    """Return where the first word stands that is nearly one of the grammar's, and which one is meant; None where there is none."""
    from difflib import get_close_matches

    plain = re.sub(r'["“][^"”]*["”]', lambda said: " " * len(said[0]), raw)
    for word in re.finditer(r"(?<![\w.-])[^\W\d_]{2,}(?![\w.-])", plain):
        if word[0] not in known and (near := get_close_matches(word[0].lower(), sorted(known), n=1, cutoff=0.7)):
            return word.start(), near[0]
    return None


def _unread(raw: str, part: str, known: frozenset[str], advice: str) -> WrongUnitError:
    """Return the fault of a line that fits no form: at a duration of two words, or at the word that is misspelt, if it is one."""
    spaced = re.search(r"\d+ (?:second|minute|min|hour|day|week)s?\b", raw)
    if spaced:
        try:
            span(spaced[0])
        except WrongUnitError as error:
            error.at = spaced.start()
            return error
    found = _misspelt(raw, known)
    if found is None:
        return WrongUnitError(f"this line of {part} is not understood: {short(raw, 50)}", advice)
    at, near = found
    word = re.match(r"\w+", raw[at:])
    return WrongUnitError(f'"{word[0] if word else raw}" is not a word of {part}', advice, near, at=at)


def given(raw: str) -> Given:
    """Read one line of `given`.

    >>> given("at 10:05, ayse acknowledges").person
    'ayse'
    """
    for pattern, kind in _GIVEN:
        match = pattern.fullmatch(raw)
        if not match:
            continue
        values = _values(match)
        if kind in (Background, Questions):
            per = values.pop("per")
            values["per_hour"] = count(values.pop("n")) / (1 if per == "an hour" else 24)
        if kind is Questions:
            values.setdefault("answered_after", None)
        if kind in (SourceTurn, AnswersTurn):
            values["stops"] = values.pop("turn").startswith("stop")
        if kind is Burst:
            values["copies"] = bool(values.get("copies"))
            if values["authors"] > values["mentions"]:
                text = "there are more authors than mentions"
                raise WrongUnitError(text, "one author writes at least one mention", at=match.start("authors"))
        if "text" in values:
            values.setdefault("mood", None)
        return kind(**values)  # type: ignore[return-value]
    raise _unread(raw, "given", _WORDS, f"such as: {_closest(raw)}")


def _closest(raw: str) -> str:
    from difflib import SequenceMatcher

    return max(GIVEN_FORMS, key=lambda form: SequenceMatcher(None, raw, form).ratio())


def expected(raw: str) -> Expected:
    """Read one line of `expect`.

    >>> expected("at 10:08 within 3m, page pr-oncall step 1, rule storm").step
    1
    """
    if raw in {"nothing else", "nothing"}:
        return NothingElse()
    noticed = _NOTICED.fullmatch(raw)
    if noticed:
        return ExpectedNotice(**_values(noticed))
    match = _EXPECTED.fullmatch(raw)
    if match:
        return ExpectedPage(**_values(match))
    advice = "such as: at 10:08 within 3m, page pr-oncall step 1, rule negative-storm; at 10:08 within 3m, notice, rule viral; or: nothing else"
    raise _unread(raw, "expect", _WORDS_EXPECTED, advice)
