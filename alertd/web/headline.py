"""The headline of an incident: what it is about in words that its reader can read, else whose language they are. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from alertd.core.wording.clean import Family, clean
from alertd.core.wording.languages.tongues import tongue
from alertd.core.wording.parts import ABOUT
from alertd.model.page import Page
from alertd.web.backend import PostShown
from alertd.web.directions import ShownParts
from alertd.web.words import code_of

_WHOLE = 4_000  # characters in which a quote is sought


def headline(page: Page, posts: Sequence[PostShown], tag: str) -> str:
    """Return what a page says that it is about, "" where it says nothing. posts: those that the incident tells, with their texts.

    A page quotes what many repeat, in whatever language they write. Who cannot read it is shown the telling post in their own language;
    where there is none, the quote says which language it is.
    """
    quotes = {(one.mention.platform, one.mention.id): one.text for one in posts if one.text is not None}
    said = page.facts.get("said")
    spoken = "" if not isinstance(said, str) else _language_of(said, posts)
    own = code_of(tag)
    if spoken in ("", "und", own):
        return ShownParts(page.with_(language=tag), quotes, "", Family.PLAIN).about() or ""
    readable = next((one.text for one in posts if one.text and _code(one) == own and one.why != "left out"), None)
    if readable is not None:
        page = page.with_(facts={**page.facts, "said": clean(readable, ABOUT)})
        return ShownParts(page.with_(language=tag), quotes, "", Family.PLAIN).about() or ""
    about = ShownParts(page.with_(language=tag), quotes, "", Family.PLAIN).about() or ""
    return type(about)(f"{about} ({tongue(own, spoken)})")


def _language_of(said: str, posts: Sequence[PostShown]) -> str:
    """Return the language of the post that a quote was taken from, "" where none of these has it."""
    quote = clean(said, _WHOLE).rstrip("…")
    return next((_code(one) for one in posts if one.text and quote in clean(one.text, _WHOLE)), "")


def _code(one: PostShown) -> str:
    return one.mention.language.split("-", maxsplit=1)[0].lower()
