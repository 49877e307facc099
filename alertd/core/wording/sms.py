"""Pages for SMS: at most so many segments, with the link, the code and the page id whole.

Three attempts, best first: the responder's language as it is written; the same in Latin letters, when its own script leaves
too little room (67 letters a segment instead of 153); English, when Latin letters spell all names but not the language. Words
are cut, then left out; the way to answer is not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from alertd.core.wording import height
from alertd.core.wording.clean import Family, clean, clip, theirs
from alertd.core.wording.figures import (
    PROMISED,
    amount,
    fact,
    is_none,
    message_fields,
    phrase,
    usual_phrase,
)
from alertd.core.wording.fill import fill
from alertd.core.wording.gsm import fold, is_plain, latin, segments
from alertd.core.wording.numbers import is_beyond_a_year, large, once_in, short_clock, span
from alertd.core.wording.parts import LATE, MEASURED, TAKEN, Parts, Quotes
from alertd.model.page import Page, PageKind
from alertd.model.value import Value

Spell = Callable[[str], str]

SEGMENTS = 2
_DENSE = 12  # letters: names that Latin letters cannot spell (Chinese, Arabic, Hindi) stay as they are if so many fit
_SHORTEST = 12  # letters: a piece cut shorter than this says nothing
_HEAD = 70  # letters for what it is about, so that the numbers have room too
_ABOUT = 60  # letters for what many say, or for one who says it
_NEXT = 24  # letters: more names than that are not told beside a deadline
_NEEDED = 3  # pieces: what, about, how bad
_TRANSLITERATED = ("ru",)


class Piece(Value, frozen=True, kw_only=True):
    """Words joined by commas. What does not fit is left out from the end; then, unless they are numbers, the first is cut."""

    words: tuple[str, ...]
    is_cuttable: bool = True

    def __str__(self) -> str:
        """Return it whole."""
        return _listed(self.words)


def text(page: Page, quotes: Quotes, link: str, *, is_repeat: bool) -> str:
    """Return the page in at most `max_segments` segments (2 if the channel does not say)."""
    most = max(page.max_segments or SEGMENTS, 1)
    parts = Parts(page, quotes, link, Family.SMS)
    pieces = list(_pieces(parts, fold, is_repeat=is_repeat))
    tail = _around(_tail(parts), link, fold)
    if is_plain(" ".join([*(str(piece) for piece in (pieces[0], *pieces[2:4])), tail])):
        if _fits(tail, most):
            tails = [one for one in (_around(one, link, fold) for one in _tails(parts, fold)) if is_plain(one)]
            return _filled([piece for piece in pieces if is_plain(str(piece))], tails, most)
    else:
        own = list(_pieces(parts, str, is_repeat=is_repeat))
        if _says_enough(parts, own, most):
            return _filled(own, list(_tails(parts, str)), most)
    return _in_latin(parts, link, most, is_repeat=is_repeat)


def _says_enough(parts: Parts, pieces: list[Piece], most: int) -> bool:
    """Whether the own script leaves room for what and how much; for the names alone, if Latin letters would lose them."""
    names = "".join(parts.subject()[1:])
    if len(latin(names)) * 2 < len(names):
        return _fits("ш" * _DENSE + _tail(parts), most)
    head, numbers = pieces[0].words[0], pieces[2].words
    return _fits(_joined(_joined(head, numbers[0] if numbers else ""), _tail(parts)), most)


def _in_latin(parts: Parts, link: str, most: int, *, is_repeat: bool) -> str:
    """Return the text in the cheap alphabet; without its link if that cannot be whole, because the code answers too."""
    if parts.language.code not in _TRANSLITERATED:
        parts = Parts(parts.page.with_(language="en"), parts.quotes, link, Family.SMS)
    tails = [_around(tail, link, latin) for tail in _tails(parts, latin)]
    if not _fits(tails[-1], most):
        tails = [f"{parts.page.code} [{parts.page.page_id}]".strip()]
    return _filled(list(_pieces(parts, latin, is_repeat=is_repeat)), tails, most)


def _around(tail: str, link: str, spell: Spell) -> str:
    """Spell a tail but leave its link as it is, sign by sign."""
    before, found, after = tail.partition(link) if link else (tail, "", "")
    return spell(before) + found + spell(after)


def _pieces(parts: Parts, spell: Spell, *, is_repeat: bool) -> Iterator[Piece]:
    """Yield the words in order of worth: what, how sure, the rule's message, who, a quote."""
    page = parts.page
    yield _piece(_head(parts, spell), *(spell(mark) for mark in _marks(parts, is_repeat=is_repeat)))
    about = _about(parts, spell)
    yield _piece(about)
    yield _piece(*(spell(number) for number in _numbers(parts)), is_cuttable=False)
    yield _piece(spell(_lines(_told(parts))))
    author = _readable(theirs(Family.SMS, phrase(page, "top_author") or "", 30), spell)
    reach = fact(page, "top_reach")
    if author and parts.is_measured:
        yield _piece(author if reach is None else f"{author} {spell(large(parts.language, reach))}", is_cuttable=False)
    if page.evidence and page.kind is PageKind.PAGE and not about:
        post = page.evidence[0]
        quote = _readable(theirs(Family.SMS, parts.quotes.get((post.platform, post.id), ""), 100), spell)
        yield _piece(f'"{quote}"' if quote else "")


def _lines(lines: Iterable[str]) -> str:
    """Put sentences into one line, each with its own full stop.

    >>> _lines(["已平静。", "持续了 5 分钟。"]), _lines(["Calm.", "By ann"])
    ('已平静。持续了 5 分钟。', 'Calm. By ann')
    """
    text = ""
    for line in (line.strip() for line in lines):
        gap = "" if not text or text[-1] in "。！？" else " " if text[-1] in ".!?:" else ". "
        text += gap + line
    return text.rstrip(". ")


def _about(parts: Parts, spell: Spell) -> str:
    """Return what it is about, if the page says so in words of its posts: that is worth more than any number."""
    if not parts.is_measured:
        return ""
    phrases, said = phrase(parts.page, "terms"), phrase(parts.page, "said")
    text = _readable(theirs(Family.SMS, phrases or said or "", _ABOUT), spell)
    return text if phrases or not text else f'"{text}"'


def _piece(*words: str, is_cuttable: bool = True) -> Piece:
    return Piece(words=tuple(word for word in words if word), is_cuttable=is_cuttable)


def _head(parts: Parts, spell: Spell) -> str:
    """Return what it is about; a name whose script is lost gives way to the rule's id."""
    first, *named = parts.subject()
    if parts.news in TAKEN:
        named = named[:1]  # the rule was in the page; what counts is who has it
    names = [name for name in (spell(name).strip() for name in named) if name]
    if len(names) < len(named) and parts.page.rule:
        names.append(spell(parts.page.rule).strip())
    kept = [name for name in names if name]
    subject = parts.say("named", name=kept[0], value=kept[1]) if len(kept) == 2 else ": ".join(kept)
    return clip(f"{spell(first)} {spell(subject)}".rstrip(), _HEAD, "...")


def _marks(parts: Parts, *, is_repeat: bool) -> Iterator[str]:
    if is_repeat:
        yield parts.say("repeat_short")
    late = fact(parts.page, "late_seconds")
    if late is not None and late >= LATE:
        yield parts.say("sms_late", late=span(parts.language, late))


def _told(parts: Parts) -> Iterator[str]:
    """Yield the rule's own message; without one, what an act, a test or alertd itself has to say."""
    page = parts.page
    if page.kind is PageKind.PAGE:
        yield from (clean(line, 200) for line in parts.told_news())
    if page.message and parts.is_measured:
        fields = message_fields(page, parts.language, Family.SMS, "")
        yield clip(clean(fill(clean(page.message, 300), fields), 300), 100, "...")
    elif page.kind is PageKind.TEST:
        yield parts.say("testing")
    elif page.kind is not PageKind.PAGE or parts.told.count is None:
        yield from (clean(line, 200) for line in parts.what())


def _numbers(parts: Parts) -> Iterator[str]:
    told = parts.told
    tongue = parts.language
    if told.count is None or not parts.is_measured:
        return
    yield height.main_number(tongue, parts.page, told, parts.clock)
    if told.usual is not None and is_none(told, told.usual):
        yield parts.say("usual_none")
    elif told.unit == PROMISED:
        yield usual_phrase(tongue, told)
    elif told.usual is not None:
        yield parts.say("sms_usual", usual=amount(tongue, told.usual, told.unit))
    if told.rarity is not None:
        if is_beyond_a_year(told.rarity):
            yield parts.say("rarity_year")
        elif round(told.rarity) == 1:
            yield parts.say("rarity_day")
        else:
            yield parts.say("sms_rarity", rarity=once_in(tongue, told.rarity))
    if told.is_counted:
        yield parts.say("authors_unknown")


def _tails(parts: Parts, spell: Spell) -> Iterator[str]:
    """Yield how to answer, the best first: by when and who is next, by when, and bare. Names that are lost are not told."""
    by, who = fact(parts.page, "take_by"), phrase(parts.page, "take_who")
    if by is not None and parts.link and parts.page.kind is PageKind.PAGE and not parts.is_in_hands:
        clock = short_clock(parts.language, datetime.fromtimestamp(by, UTC), parts.page.timezone)
        if who is not None and spell(who).strip() and len(who) <= _NEXT:
            yield _tail(parts, parts.say("sms_by", clock=clock, who=clean(who, _NEXT), link=parts.link))
        yield _tail(parts, parts.say("sms_by_clock", clock=clock, link=parts.link))
    elif fact(parts.page, "take_last") and parts.link and parts.page.kind is PageKind.PAGE:
        yield _tail(parts, parts.say("sms_last", link=parts.link))
    yield _tail(parts)


def _tail(parts: Parts, ask: str = "") -> str:
    page = parts.page
    written: list[str] = []
    is_taken = parts.news in TAKEN or parts.is_in_hands
    can_answer = (page.kind in MEASURED and not is_taken) or (page.kind is PageKind.OPS and page.incident is not None)
    if parts.link:
        written.append(ask or parts.say("sms_acknowledge" if can_answer else "sms_open", link=parts.link))
    if page.code and can_answer:
        written.append(parts.say("sms_code", code=page.code))
    return " ".join([*written, f"[{page.page_id}]"])


def _filled(pieces: list[Piece], tails: list[str], most: int) -> str:
    """Put as many pieces as fit before a tail, in order; the first that does not fit is shortened, the rest left out.

    The fullest tail that leaves room for what it is and how bad it is; the last one, if none does.
    """
    body = ""
    for piece in pieces[:_NEEDED]:
        body = _joined(body, str(piece))
    tail = next((tail for tail in tails if _fits(_joined(body, tail), most)), tails[-1])
    body = ""
    for piece in pieces:
        whole = str(piece)
        if not whole:
            continue
        shorter = next((cut for cut in _shortenings(body, piece) if _fits(_joined(_joined(body, cut), tail), most)), "")
        body = _joined(body, shorter)
        if shorter != whole:
            break
    return _joined(body, tail)


def _shortenings(body: str, piece: Piece) -> Iterator[str]:
    """Yield a piece whole, then without its last words, then cut shorter and shorter while it still says something."""
    for count in range(len(piece.words), 0, -1):
        yield _listed(piece.words[:count])
    if piece.is_cuttable:
        first = piece.words[0]
        for length in range(len(first) - 1, (_SHORTEST if body else 3) - 1, -1):
            yield clip(first, length, "...")


def _joined(body: str, more: str) -> str:
    if not body or not more:
        return body or more
    if body.rstrip('"')[-1:] in ".!?:。！？：":
        return f"{body}{'' if unicodedata.east_asian_width(body[-1]) in 'WF' else ' '}{more}"
    return f"{body}。{more}" if _is_wide(body) else f"{body}. {more}"


def _is_wide(text: str) -> bool:
    """Whether the last letter of a text fills a square: after it stand full-width signs, and no space."""
    last = next((char for char in reversed(text) if char.isalpha()), "")
    return last != "" and unicodedata.east_asian_width(last) in "WF"


def _listed(words: Iterable[str]) -> str:
    """Put words beside each other.

    >>> _listed(["5 分钟内 15 次", "平时没有"]), _listed(["15 in 5 min", "usually none"]), _listed(["خلال 10 د", "المعتاد 12"])
    ('5 分钟内 15 次，平时没有', '15 in 5 min, usually none', 'خلال 10 د، المعتاد 12')
    """
    text = ""
    for word in words:
        text += word if not text else f"{_comma(text)}{word}"
    return text


def _comma(text: str) -> str:
    """Return the comma of the script that a text ends in, with the space that it wants."""
    last = next((char for char in reversed(text) if char.isalpha()), "")
    return "，" if _is_wide(text) else "، " if last and unicodedata.bidirectional(last) == "AL" else ", "


def _fits(text: str, most: int) -> bool:
    return segments(text).count <= most


def _readable(text: str, spell: Spell) -> str:
    """Return a stranger's text without emoji (one alone would halve the room); nothing if spelling it loses most of it."""
    letters = " ".join("".join(char for char in text if ord(char) < 0x2190 or char.isalnum()).split())
    spelled = spell(letters).strip()
    return spelled if len(spelled) * 2 > len(letters) else ""
