"""The headline of an incident: what it is about in words that its reader can read, else whose language they are. Pure.

Languages differ, the matter may not: of the posts in a reader's language only one that says the same may stand for what most people say. It says the
same if it holds a word of the rule that fired; where no rule of words did, if both tell of danger, or are copies, or share a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from alertd.core.rules.lanes import leaves
from alertd.core.topic.clauses import clauses, folded
from alertd.core.topic.danger import tells_danger
from alertd.core.wording.clean import Family, clean
from alertd.core.wording.languages.tongues import tongue
from alertd.core.wording.parts import ABOUT
from alertd.model.languages import base
from alertd.model.page import Page
from alertd.model.rule import Rule, Terms
from alertd.web.backend import PostShown
from alertd.web.directions import ShownParts
from alertd.web.words import code_of

_WHOLE = 4_000  # characters in which a quote is sought
#: Letters from which on a word that two posts share is of the matter.
_TELLING = 5
_WORD = re.compile(r"[^\W\d_]+")

Fits = Callable[[PostShown, str], bool]


def headline(page: Page, posts: Sequence[PostShown], tag: str, rules: Sequence[Rule] = ()) -> str:
    """Return what a page says that it is about, "" where it says nothing. posts: those that the incident tells, with their texts.

    rules: those of the house; of a word rule that fired the headline says a word, if a post does. A page quotes what many repeat, in whatever language
    they write. Who cannot read it is shown a telling post in their own language that says the same; where there is none, the quote says
    which language it is.
    """
    said, own, wanted = page.facts.get("said"), code_of(tag), _words(page, rules)
    told = [one for one in posts if one.text and one.why != "left out"]
    shown = f"{page.facts.get('terms') or ''} {said if isinstance(said, str) else ''}"
    is_said = not wanted or _holds(shown, wanted)
    spoken = _language_of(said, posts) if isinstance(said, str) else ""
    if is_said and spoken in ("", "und", own):
        return _named(_about(page, posts, tag), own, spoken or _language_of_phrases(page, posts))
    fits = _by_words(wanted) if wanted else _by_matter(page, said if isinstance(said, str) else "", spoken, posts)
    mine = _quote([one for one in told if _code(one) == own], fits)
    if mine is not None:
        return _about(_quoting(page, mine[0]), posts, tag)
    other = None if is_said else _quote(told, fits)
    if other is not None:
        page, spoken = _quoting(page, other[0]), other[1]
    return _named(_about(page, posts, tag), own, spoken)


def _named(about: str, own: str, spoken: str) -> str:
    """Return what it is about with the language of its words, where that is known and not the reader's."""
    return about if not about or spoken in ("", "und", own) else type(about)(f"{about} ({tongue(own, spoken)})")


def _about(page: Page, posts: Sequence[PostShown], tag: str) -> str:
    quotes = {(one.mention.platform, one.mention.id): one.text for one in posts if one.text is not None}
    return ShownParts(page.with_(language=tag), quotes, "", Family.PLAIN).about() or ""


def _quoting(page: Page, said: str) -> Page:
    return page.with_(facts={**page.facts, "said": said})


def _quote(posts: Sequence[PostShown], fits: Fits) -> tuple[str, str] | None:
    """Return the first sentence that fits, as it has room in a headline, and its language."""
    for one in posts:
        for is_fine in (False, True):
            for clause in clauses(one.text or "", one.mention.language, (), is_fine=is_fine):
                shown = clean(clause.text, ABOUT)
                if fits(one, shown):
                    return shown, _code(one)
    return None


def _words(page: Page, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return the words of the rule that a page tells of, folded; of the other rules that fired, where it asks for none."""
    by_id = {rule.id: _terms(rule) for rule in rules}
    own = by_id.get(page.rule or "", ())
    return own or tuple(word for name in page.rules for word in by_id.get(name, ()))


def _terms(rule: Rule) -> tuple[str, ...]:
    found = [one for _, one in leaves(rule.when) if isinstance(one, Terms)]
    return tuple(folded(word).strip("*#") for one in found for word in (*one.any, *one.all))


def _holds(text: str, words: Sequence[str]) -> bool:
    whole = folded(text)
    return any(word in whole for word in words if word)


def _by_words(words: Sequence[str]) -> Fits:
    return lambda _, sentence: _holds(sentence, words)


def _by_matter(page: Page, said: str, spoken: str, posts: Sequence[PostShown]) -> Fits:
    """Return what tells whether a post says what the quoted one says, where no words were asked for."""
    if tells_danger(said, spoken):
        return lambda one, sentence: tells_danger(sentence, one.mention.language)
    voices = {one.mention.voice for one in posts if one.text and _quotes(said, one.text)}
    names = [folded(page.brand), *(folded(word) for one in posts for word in one.mention.terms)]
    shared = {word for word in _telling(said) if not any(word in name or name in word for name in names if name)}
    return lambda one, sentence: one.mention.voice in voices or not shared.isdisjoint(_telling(sentence))


def _telling(text: str) -> set[str]:
    return {word for word in _WORD.findall(folded(text)) if len(word) >= _TELLING}


def _quotes(said: str, text: str) -> bool:
    return clean(said, _WHOLE).rstrip("…") in clean(text, _WHOLE)


def _language_of(said: str, posts: Sequence[PostShown]) -> str:
    """Return the language of the post that a quote was taken from, "" where none of these has it."""
    return next((_code(one) for one in posts if one.text and _quotes(said, one.text)), "")


def _language_of_phrases(page: Page, posts: Sequence[PostShown]) -> str:
    """Return the language in which all phrases of a page are said, "" where they are quoted beside a post, or it is not certain."""
    phrases = page.facts.get("terms")
    if not isinstance(phrases, str) or page.facts.get("said"):
        return ""
    texts = [(folded(one.text), _code(one)) for one in posts if one.text]
    spoken = [{code for text, code in texts if folded(part) in text} for part in phrases.split(", ") if part]
    return min(spoken[0]) if spoken and len(spoken[0]) == 1 and all(one == spoken[0] for one in spoken) else ""


def _code(one: PostShown) -> str:
    return base(one.mention.language)
