"""A list: many incidents at once in one message, the worst first, with a link for each and none for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alertd.core.wording.clean import Family, clean, ours
from alertd.core.wording.fill import fill
from alertd.core.wording.gsm import fold, is_plain, latin, segments
from alertd.core.wording.languages import language
from alertd.core.wording.languages.table import Language, form
from alertd.core.wording.numbers import number
from alertd.model.languages import base
from alertd.model.page import Listed, Page, PageKind

#: A letter and a Slack message have room for a night's storm; what stands behind other services may take 4,000 characters.
_LIMITS = {Family.SLACK: 30_000, Family.MAIL: 60_000, Family.PLAIN: 3_500}
_NAMED = 3  # watches in a title
_SEGMENTS = 2
_SAYS = 24  # letters of a title that still say how bad and how many


def title(page: Page, family: Family, *, is_repeat: bool = False) -> str:
    """Return one line: how bad, how many, of whom.

    >>> from datetime import UTC, datetime
    >>> from alertd.model.rule import Severity
    >>> at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> lines = tuple(Listed(page_id=n, incident=n, kind=PageKind.PAGE, at=at, watch=n, severity=Severity.URGENT) for n in "abcde")
    >>> title(Page(page_id="p", kind=PageKind.LIST, at=at, watch="a", severity=Severity.URGENT, to="ann", channel="mail",
    ...            to_address="a@b.example", listed=lines), Family.PLAIN)
    '[URGENT] 5 incidents at once: a, b, c and 2 more'
    """
    tongue = language(page.language)
    words = tongue.words
    count = len({one.incident for one in page.listed})
    said = fill(words["list_title"], {"incidents": f"{number(tongue, count)} {form(tongue, 'incident', count)}"})
    mark = f" ({words['repeat_short']})" if is_repeat else ""
    head = f"[{tongue.severities[page.severity.value]}] {said}: {_names(page.listed, tongue, family)}"
    return clean(head, 160 - len(mark)) + mark


def text(page: Page, family: Family, link: str, *, is_repeat: bool = False) -> str:
    """Return the whole list. What does not fit is behind the list's own link, and counted."""
    tongue = language(page.language)
    words = tongue.words
    first = title(page, family, is_repeat=is_repeat)
    top = [f"*{first}*" if family is Family.SLACK else first]
    if is_repeat:
        top.append(words["repeat"])
    top.append(words["list_each"])
    tail = [fill(words["list_all"], {"link": ours(family, link, 2_000)})] if link else []
    tail.append(f"[{page.page_id}]")
    room = _LIMITS[family] - len("\n".join(top)) - len("\n".join(tail)) - 80
    lines: list[str] = []
    for one in page.listed:
        line = _line(one, tongue, family)
        room -= len(line) + 1
        if room < 0:
            lines.append(fill(words["list_more"], {"count": number(tongue, len(page.listed) - len(lines))}))
            break
        lines.append(line)
    return "\n\n".join(("\n".join(top), "\n".join(lines), "\n".join(tail)))


def sms(page: Page, link: str, *, is_repeat: bool = False) -> str:
    """Return the list as a text message: the title as far as it fits, one link to all of them, the page id."""
    most = max(page.max_segments or _SEGMENTS, 1)
    tail = " ".join(part for part in (link, f"[{page.page_id}]") if part)
    for head in _spellings(page, is_repeat=is_repeat):
        for length in range(len(head), min(len(head), _SAYS) - 1, -1):
            whole = f"{head[:length].rstrip(' ,:')} {tail}"
            if segments(whole).count <= most:
                return whole
    return tail


def _spellings(page: Page, *, is_repeat: bool) -> Iterator[str]:
    """Yield the title in the reader's script, and in the cheap alphabet, where Latin letters spell it; else in English."""
    head = fold(title(page, Family.SMS, is_repeat=is_repeat))
    yield head
    if not is_plain(head):
        in_latin = base(page.language) == "ru"
        yield latin(head if in_latin else title(page.with_(language="en"), Family.SMS, is_repeat=is_repeat))


def _names(listed: Sequence[Listed], tongue: Language, family: Family) -> str:
    watches = list(dict.fromkeys(one.brand for one in listed))
    named = ", ".join(ours(family, watch, 40) for watch in watches[:_NAMED])
    left = len(watches) - _NAMED
    return named if left <= 0 else fill(tongue.words["list_names"], {"names": named, "count": number(tongue, left)})


def _line(one: Listed, tongue: Language, family: Family) -> str:
    is_page = one.kind is PageKind.PAGE
    kind = tongue.severities[one.severity.value] if is_page else tongue.words[one.kind.value]
    named = ": ".join(ours(family, name, 80) for name in (one.brand, one.rule_name or one.rule or "") if name)
    # An address alone after the words: each service makes it a link, and none needs markup for that.
    return f"• [{kind}] {named}" + (f" · {ours(family, one.link, 2_000)}" if one.link else "")
