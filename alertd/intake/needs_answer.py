"""Whether a mention needs an answer: somebody asks the brand something, or complains of a thing that can be put right.

Points are added for signs that a reader would name, so that the page can be explained, and for how the words read to a model
that learnt it from posts of our own making (`READS`): lists know what they know, and it knows what is like it. `LIMIT` points
make a request. Praise, news, reposts and copies need none. What it reaches stands in docs/sentiment.md.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from alertd.core.topic.danger import tells_danger
from alertd.core.topic.danger_words import DAMAGE, GRAVE
from alertd.intake.answer_shapes import shapes
from alertd.intake.answer_words import WORDS
from alertd.intake.failure_words import FAILURES
from alertd.intake.plain_words import has_words, words_in
from alertd.intake.reading.asks import asks
from alertd.intake.trade_words import TRADES
from alertd.model.score import Score

#: Points from which a mention needs an answer.
LIMIT = 3
#: The most points that lists add or take beyond the limit: as many of their signs as there are, the reading has its say.
STEADY = 6
_OTHERS_READS = 1  # the most that the reading adds to what is said to everybody, or to somebody else
_HARM_READS = -2  # the most that it takes from who says angrily that somebody may come to harm: it knows everyday life, and fires are in it
READS = "reads"  #: the sign of the model
NEVER = ("repost", "no words")  #: signs that nothing outweighs: they are of the kind of post, not of what it says
#: P(negative) in thousandths from which a mood counts as a complaint, and from which as an angry one.
UPSET, ANGRY = 500, 750
#: What makes a bad mood about oneself a complaint: it goes on, or is counted.
_TOLD = frozenset(("again", "span", "times", "amount", "claims"))
#: P(positive) in thousandths from which somebody is glad.
GLAD = 600

#: What each sign of words is worth; those that are not here weigh by what else is found.
POINTS = {
    "asks": 2,
    "how": 1,
    "trouble": 2,
    "unheard": 3,
    "money": 2,
    "danger": 3,
    "leaving": 2,
    "outrage": 2,
    "again": 1,
    "matter": 1,
    "claims": 1,
}
#: What each shape is worth (see `answer_shapes`).
SHAPES = {"span": 1, "times": 1, "amount": 1, "code": 1, "figures": -1}
#: What makes a question without a mark one to the brand.
_ASKED = frozenset(("asks", "trouble", "matter", "you"))
#: What makes a question one about an affair of theirs; without any of them it may be to anybody.
_AFFAIR = frozenset(("asks", "trouble", "matter", "own", "you", "unheard", "money", "danger", "denial"))
#: What there is to answer; without any of them nobody asks the brand for anything.
_GROUNDS = frozenset(("asks", "trouble", "unheard", "money", "danger", "leaving", "outrage"))
_NAME_FIRST = re.compile(r"^\s*[.]?@\w")
_NAMES_FIRST = re.compile(r"\s*[.]?(?:@\w+[\s,:]*)+")
_NAME = re.compile(r"@(\w+)")
_NAMES = re.compile(r"[@#]\w+")
_REPOST = re.compile(r"^\s*RT\s+@\w", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_LIMIT_CHARACTERS = 1000
#: Languages that have lists of their own; any other one is looked at with the English.
KNOWN = frozenset(WORDS["trouble"])
_ANYWHERE = ("zh", "ja")
_SHORTEST, _LONGEST = 3, 16  # letters of a stem
_REMEMBERED = 20_000  #: words of a language whose signs are remembered


_DANGER = {"danger": GRAVE, "damage": DAMAGE}


class _Lists(NamedTuple):
    """The lists of one language: signs by word and by stem; phrases by their first word ("" where words have no spaces)."""

    words: dict[str, tuple[str, ...]]
    stems: dict[str, tuple[str, ...]]
    phrases: dict[str, list[tuple[str, str]]]


class _Told(NamedTuple):
    """What one word tells: the signs that it is, and the phrases that may begin with it."""

    signs: tuple[str, ...]
    phrases: tuple[tuple[str, str], ...]


class _Words(dict[str, _Told | None]):
    """What each word of a language tells, None for most; filled as words are met, because the same ones come again and again."""

    def __init__(self, lists: _Lists) -> None:
        super().__init__()
        self._lists = lists

    def __missing__(self, word: str) -> _Told | None:
        if len(self) >= _REMEMBERED:  # strangers make up words without end
            self.clear()
        words, stems, phrases = self._lists
        found = [*words.get(word, ())]
        for length in range(_SHORTEST, min(len(word), _LONGEST) + 1):
            found += stems.get(word[:length], ())
        begun = phrases.get(word, ())
        self[word] = told = _Told(tuple(found), tuple(begun)) if found or begun else None
        return told


@functools.cache
def _lists(language: str) -> _Lists:
    """Return the lists of a language that has some: strangers make up languages, and nothing is kept for those."""
    words: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, list[tuple[str, str]]] = {}
    for sign in dict.fromkeys((*WORDS, *TRADES, *FAILURES, *_DANGER)):
        for entry in " ".join(
            lists.get(sign, {}).get(language, "") for lists in (WORDS, TRADES, FAILURES, _DANGER)
        ).split():
            if language in _ANYWHERE:
                phrases.setdefault("", []).append((sign, entry))
            elif "_" in entry:
                phrase = f" {entry.replace('_', ' ').strip().rstrip('*')}{'' if entry.endswith('*') else ' '}"
                phrases.setdefault(entry.split("_", maxsplit=1)[0], []).append((sign, phrase))
            elif entry.endswith("*"):
                stems[entry[:-1]] = (*stems.get(entry[:-1], ()), sign)
            else:
                words[entry] = (*words.get(entry, ()), sign)
    return _Lists(words, stems, phrases)


@functools.cache
def _words(language: str) -> _Words:
    return _Words(_lists(language))


def _found(lower: str, language: str) -> frozenset[str]:
    """Return the signs whose words occur."""
    if language in _ANYWHERE:
        return frozenset(sign for sign, phrase in _lists(language).phrases[""] if phrase in lower)
    spoken = words_in(lower)
    found: set[str] = set()
    line = ""
    for told in filter(None, map(_words(language if language in KNOWN else "en").__getitem__, spoken)):
        found.update(told.signs)
        if told.phrases:
            line = line or f" {' '.join(spoken)} "
            found.update(sign for sign, phrase in told.phrases if phrase in line)
    return frozenset(found)


class _LookedAt(NamedTuple):
    """A text as far as it is looked at; without links; in small letters; and the signs whose words occur."""

    text: str
    plain: str
    lower: str
    found: frozenset[str]


def _looked_at(text: str, language: str) -> _LookedAt:
    text = text[:_LIMIT_CHARACTERS]
    # Most texts have no link and no name: to look for the sign that each has is cheaper than to look for a pattern.
    plain = _LINK.sub(" ", text) if "://" in text or "www." in text else text
    lower = plain.lower().replace("’", "'")
    return _LookedAt(text, plain, lower, _found(lower, language))


def _is_named(text: str) -> bool:
    return ("@" in text or "#" in text) and _NAMES.search(text) is not None


def _is_repost(text: str) -> bool:
    return "@" in text and _REPOST.search(text) is not None


def _has_words(lower: str, *, named: bool) -> bool:
    return has_words(_NAMES.sub(" ", lower) if named else lower)


def signs(
    text: str, language: str, score: Score, *, to_brand: bool | None = None, reads: int | None = None
) -> dict[str, int]:
    """Return the signs found and their points.

    reads: how the words read, where a batch was read before (see `reads.py`); None reads them here. to_brand: whether the @name that the text begins with is the brand's; None where nobody knows, or it begins with none.

    >>> from alertd.model.score import Quality
    >>> upset = Score.of(0.6, 0.3, 0.1, quality=Quality.TRAINED, scorer="t/1")
    >>> signs("@acme my parcel is lost, can you help?", "en", upset)
    {'asks': 2, 'trouble': 2, 'own': 1, 'you': 1, 'question': 2, 'addressed': 2, 'upset': 1, 'reads': 8}
    """
    text, plain, lower, found = _looked_at(text, language)
    named = _is_named(text)
    addressed = 0 if "@" not in text or to_brand is False else 2 if _NAME_FIRST.search(text) else int(named)
    question = "?" in plain or "？" in plain or "؟" in plain
    negative = score.negative if score.is_known else 0
    is_hard = not found.isdisjoint(("unheard", "money", "danger", "outrage", "leaving"))
    is_broken = {"trouble", "denial"} <= found  # "no internet for three days, thanks" thanks for nothing
    is_glad = score.is_known and score.positive >= GLAD
    shown = shapes(plain, language if language in KNOWN else "en")
    asks_ = question or "plainly" in shown
    points = {name: worth for name, worth in POINTS.items() if name in found}
    points |= {name: worth for name, worth in SHAPES.items() if name in shown}
    if "fine" in found:  # "no problem", "without a hitch"
        points.pop("trouble", None)
        found -= {"trouble"}
        is_broken = False
    points |= {
        "denial": int("denial" in found),
        "own": int("own" in found),
        "you": int("you" in found),
        "question": (2 if addressed or not _AFFAIR.isdisjoint(found) else 1) * question,
        "plainly": ("plainly" in shown and not question) * (2 if addressed or not _ASKED.isdisjoint(found) else 1),
        "addressed": addressed,
        "upset": (negative >= UPSET)
        + (negative >= ANGRY)
        + ("own" in found and negative >= UPSET and not _TOLD.isdisjoint(found | shown)),
        "news": -_news(found, addressed=addressed, asks=asks_) * ("news" in found),
        "link": -(2 if "own" in found or addressed else 4) * (plain != text and not question and "news" not in found),
        "public": -3 * (asks_ and "public" in found and not is_hard and found.isdisjoint(("trouble", "matter"))),
        "laughs": -1 * ("laughs" in shown and not is_hard),
        "glad": -3 * (is_glad and not is_hard and not is_broken),
        "praise": -2 * ("praise" in found and negative < UPSET and not is_broken),
        "thanks": -2 * ("thanks" in found and not asks_ and negative < UPSET and not is_broken),
        "repost": -99 * _is_repost(text),
        "no words": -99 * (not _has_words(lower, named=named)),
    }
    if _GROUNDS.isdisjoint(found):  # faint signs alone: many a question is to nobody in particular
        is_theirs = addressed == 2 or "matter" in found
        points["faint"] = -2 if not is_theirs else 0 if question else -1
    if not _has_ground(found, addressed=addressed, question=asks_, negative=negative, to_brand=to_brand):
        points["no ground"] = -3  # a mood alone, or a question to nobody in particular
    is_to_others = bool(points["public"]) or to_brand is False
    points[READS] = _reading(
        text, language, reads, is_to_others=is_to_others, of_harm=_of_harm(text, language, score, found)
    )
    return {name: worth for name, worth in points.items() if worth}


def _of_harm(text: str, language: str, score: Score, found: frozenset[str] | None = None) -> bool:
    """Whether somebody is upset and says that somebody may come to harm, or a thing of theirs has. found: the signs, where they are known."""
    if not score.is_known or score.negative < UPSET:
        return False
    found = _looked_at(text, language).found if found is None else found
    return "damage" in found or tells_danger(text, language)


def _reading(text: str, language: str, reads: int | None, *, is_to_others: bool, of_harm: bool) -> int:
    """Return the points of how it reads. "Does anybody else own one?" reads like a question to the brand, and is to everybody; or to @bob."""
    told = asks(text, language) if reads is None else reads
    told = max(told, _HARM_READS) if of_harm else told
    return min(told, _OTHERS_READS) if is_to_others else told


def _news(found: frozenset[str], *, addressed: int, asks: bool) -> int:
    """Return what words of news take away: nothing from who speaks to the brand of their own affair, little from who does either."""
    speaks = bool(addressed) + ("own" in found or "you" in found) + asks
    return (4, 2, 0, 0)[speaks]


def _has_ground(found: frozenset[str], *, addressed: int, question: bool, negative: int, to_brand: bool | None) -> bool:
    """Whether there is something to answer: a matter of theirs, said to the brand, asked, or gone wrong."""
    if not _GROUNDS.isdisjoint(found) or (addressed and (question or negative >= UPSET)):
        return True
    if "matter" in found:
        return question or negative >= UPSET or not found.isdisjoint(("denial", "again"))
    if to_brand and not {"again", "own", "you", "denial"}.isdisjoint(found) and {"praise", "thanks"}.isdisjoint(found):
        return True  # whoever speaks to the brand of themselves wants something
    is_about_them = negative >= ANGRY and "own" not in found  # anger that does not speak of oneself is at somebody
    return is_about_them or (question and "public" not in found) or {"denial", "own", "again"} <= found


def points_of(found: Mapping[str, int]) -> int:
    """Return the points of all signs together: those of lists within `STEADY` of the limit, and how the words read.

    >>> points_of({"trouble": 2, "question": 1}), points_of({"trouble": 2, "money": 2, "asks": 20, "reads": -4})
    (3, 5)
    """
    reads = found.get(READS, 0)
    listed = sum(found.values()) - reads
    return max(LIMIT - STEADY, min(LIMIT + STEADY, listed)) + reads


def needs_answer(
    text: str,
    language: str,
    score: Score,
    *,
    is_copy: bool = False,
    to_brand: bool | None = None,
    reads: int | None = None,
) -> bool:
    """Return whether a brand is expected to answer this mention.

    language: ISO 639, "und" if unknown. is_copy: the text is a copy of an earlier mention, which carries the request.
    to_brand, reads: see `signs`.
    """
    if is_copy:
        return False
    if reads is not None and reads < -STEADY and not _of_harm(text, language, score):
        return False  # no list could say enough against it: they need not be asked
    if reads is not None and reads >= STEADY and to_brand is not False:  # no list could say enough against it either
        seen = _looked_at(text, language)
        if "public" not in seen.found:  # but that it is said to everybody
            return not _is_repost(seen.text) and _has_words(seen.lower, named=_is_named(seen.text))
    found = signs(text, language, score, to_brand=to_brand, reads=reads)
    return not any(name in found for name in NEVER) and points_of(found) >= LIMIT


def is_to_brand(text: str, names: Collection[str]) -> bool | None:
    """Return whether the @names that a text begins with hold one of the brand's; None where it begins with none, or nobody knows hers.

    names: handles and one-word terms, case folded, without @.

    >>> is_to_brand("@acme_help where is it", {"acme_help"}), is_to_brand(".@bob look", {"acme_help"}), is_to_brand("hello", {"acme"})
    (True, False, None)
    """
    first = _NAMES_FIRST.match(text)
    if first is None or not names:
        return None
    return any(name.casefold() in names for name in _NAME.findall(first.group()))
