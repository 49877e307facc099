"""The weekly digest in words: how much and how bad beside the week before, how fast we answered, what is open, what to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from alertd.core.wording.clean import Family, clean, ours
from alertd.core.wording.figures import fact, measure, phrase
from alertd.core.wording.fill import fill
from alertd.core.wording.gsm import fold, is_plain, latin, segments
from alertd.core.wording.languages.table import form
from alertd.core.wording.languages.week_tables import WEEKS
from alertd.core.wording.long import LIMITS
from alertd.core.wording.numbers import number, percent, span
from alertd.core.wording.parts import Cut, Parts
from alertd.model.page import Page
from alertd.model.weekly import PRAISE

FEWEST = 20  # of fewer mentions in the week before, "twice as many" says nothing
SAME = 0.05  # a difference that is none
_CUTS = (Cut(posts=5), Cut(quote=140, posts=5), Cut(quote=80, posts=3), Cut(quote=40, posts=2))
_SEGMENTS = 2
_SAYS = 24  # letters of a title that still say something


def is_weekly(page: Page) -> bool:
    """Whether a digest tells of a week."""
    return fact(page, "week") is not None


def title(parts: Parts) -> str:
    """Return one line: whose week, how much was written, and whether that is more."""
    words, page = WEEKS[parts.language.code], parts.page
    mentions, before = fact(page, "mentions") or 0.0, fact(page, "mentions_before")
    said = measure(parts.language, mentions, "mentions")
    if before is not None and before >= FEWEST:
        change = mentions / before - 1.0
        key = "same" if abs(change) < SAME else "more" if change > 0 else "fewer"
        said = f"{said}, {fill(words[key], {'share': percent(parts.language, abs(change))})}"
    named = parts.say("named", name=ours(parts.family, page.brand, 60), value=said)
    return clean(f"[{words['title']}] {named}", 160)


def text(parts: Parts) -> str:
    """Return the whole digest; quotes shrink until it fits."""
    first = title(parts)
    top = f"*{first}*" if parts.family is Family.SLACK else first
    tail = "\n".join([*_report(parts), f"[{parts.page.page_id}]"])
    whole = ""
    for cut in _CUTS:
        blocks = ["\n".join((top, *_numbers(parts))), "\n".join(_open(parts)), "\n".join(_posts(parts, cut)), tail]
        whole = "\n\n".join(block for block in blocks if block)
        if len(whole) <= LIMITS[parts.family]:
            break
    return whole


def sms(parts: Parts) -> str:
    """Return the title as far as it fits, the address of the report, and the page id."""
    most = max(parts.page.max_segments or _SEGMENTS, 1)
    tail = " ".join((phrase(parts.page, "report") or "", f"[{parts.page.page_id}]")).strip()
    said = fold(title(parts))
    in_latin = said if is_plain(said) or parts.language.code == "ru" else fold(title(_english(parts)))
    for head in (said, latin(in_latin)):
        for length in range(len(head), min(len(head), _SAYS) - 1, -1):
            whole = f"{head[:length].rstrip(' ,:')} {tail}"
            if segments(whole).count <= most:
                return whole
    return tail


def _english(parts: Parts) -> Parts:
    return Parts(parts.page.with_(language="en"), parts.quotes, "", parts.family)


def _numbers(parts: Parts) -> Iterator[str]:
    """Yield how bad it was, what began and how fast we answered, each beside the week before."""
    words, page, tongue = WEEKS[parts.language.code], parts.page, parts.language

    def beside(said: str, name: str, written: Callable[[float], str]) -> str:
        before = fact(page, f"{name}_before")
        return said if before is None else fill(words["before"], {"said": said, "before": written(before)})

    def share(value: float) -> str:
        return percent(tongue, value)

    def taken(value: float) -> str:
        return span(tongue, value)

    if not fact(page, "mentions"):
        yield words["none"]
    if (negative := fact(page, "negative_share")) is not None:
        yield beside(fill(words["negative"], {"share": share(negative)}), "negative_share", share)
    began = fact(page, "incidents") or 0.0
    if began or fact(page, "incidents_before"):
        incidents = f"{number(tongue, began)} {form(tongue, 'incident', began)}"
        yield beside(fill(words["incidents"], {"incidents": incidents}), "incidents", lambda n: number(tongue, n))
    if (in_time := fact(page, "in_time")) is not None:
        values = {"span": taken(fact(page, "promised") or 0.0), "share": share(in_time)}
        yield beside(fill(words["in_time"], values), "in_time", share)
    if (half := fact(page, "median")) is not None:
        yield beside(fill(words["median"], {"span": taken(half)}), "median", taken)
    if praised := fact(page, "praised"):
        yield fill(words["praise"], {"count": number(tongue, praised)})
    if fact(page, "mentions") and fact(page, "mentions_before") is None:
        yield words["first"]


def _open(parts: Parts) -> Iterator[str]:
    """Yield what is not done: promises to customers, and incidents."""
    words, page, tongue = WEEKS[parts.language.code], parts.page, parts.language
    waiting, unsolved = fact(page, "waiting") or 0.0, fact(page, "open_incidents") or 0.0
    yield words["open"]
    if waiting:
        since = span(tongue, fact(page, "waiting_since"))
        yield "– " + fill(words["waiting"], {"count": number(tongue, waiting), "span": since})
    if unsolved:
        incidents = f"{number(tongue, unsolved)} {form(tongue, 'incident', unsolved)}"
        yield "– " + fill(words["unsolved"], {"incidents": incidents})
    if not waiting and not unsolved:
        yield "– " + words["nothing"]


def _posts(parts: Parts, cut: Cut) -> Iterator[str]:
    for key, shown in (
        ("thank", [post for post in parts.page.evidence if post.why == PRAISE]),
        ("posts", [post for post in parts.page.evidence if post.why != PRAISE]),
    ):
        if shown:
            yield WEEKS[parts.language.code][key]
            yield from Parts(parts.page.with_(evidence=tuple(shown)), parts.quotes, "", parts.family).posts(cut)


def _report(parts: Parts) -> Iterator[str]:
    address = phrase(parts.page, "report")
    if address:
        yield fill(WEEKS[parts.language.code]["report"], {"link": ours(parts.family, address, 400)})
