"""What a burst is about, in a line: the phrases that many of its people share and few said before; else one of them, quoted.

A phrase stands if a fifth of those who write its language say it, and if something in it is new: everybody always says "good
morning". Where there is no such phrase the clause that holds most of what the others say too is quoted. Danger comes first: a tenth of the people
who say that it smokes, or one whom many see, weigh more than a third who say that it is a shame.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from alertd.core.topic.clauses import NOT, Clause, clauses, folded
from alertd.core.topic.danger import tells_danger
from alertd.core.topic.phrases import FEWEST, Phrase, recurring
from alertd.core.topic.stop_words import code_of
from alertd.model.value import Value

_SEARCH = re.compile(r"[\"(){}*?~:]|\b(?:AND|OR|NOT|NEAR)\b")  # of a term that is more than a name
_FAIR = 0.25  # of the posts that must be in a language for it to be told in that one too
_OWN = 0.1  # of them for who reads that language: fewer speak for nobody else
_SHARE = 0.2  # of the people of a language who must say a phrase
_SECOND = 0.12  # of them who must say the second and the third one
_NEWS = 0.3  # of a phrase that must be new, as a mean of its words
_MOST_PHRASES = 3
_SHARE_OF_DANGER, _WEIGHT_OF_DANGER = 0.1, 3.0  # of the people who must tell of one; as much more does it say
_LOUD = 1.5  # as much more does a clause say that many see
_PASSED_ON = 0.5  # as much more does it say for each time that twice as many people pass it on
_ROOM = 90  # characters
_LEAST_WORDS, _MOST_WORDS = 3, 16  # of a clause that is quoted
_LEAST_CHARACTERS, _MOST_CHARACTERS = 5, 40  # of one in a script without spaces

#: says of a folded word whether it is new: True, False, or None where nobody knows
Newness = Callable[[str], bool | None]


class Told(NamedTuple):
    """One post of a burst. key: whose words they are, for who must find them again. is_loud: many see it. said_by: people who wrote it or passed it on."""

    text: str
    language: str
    key: str = ""
    is_loud: bool = False
    said_by: int = 1

    @property
    def weight(self) -> float:
        """How much more its words count: many see them, or many have made them their own."""
        return (_LOUD if self.is_loud else 1.0) * (1.0 + _PASSED_ON * math.log2(self.said_by))


class About(Value, frozen=True, kw_only=True):
    """What a burst is about. phrases: what many say. quote: one post's own words, where the phrases say too little.

    quoted: the key of that post.
    """

    phrases: tuple[str, ...] = ()
    quote: str | None = None
    quoted: str = ""


def about(
    posts: Sequence[Told],
    own: Sequence[str],
    is_new: Newness,
    *,
    focus: Told | None = None,
    reader: str = "",
    spoken: Sequence[tuple[str, int]] = (),
) -> About | None:
    """Return what posts are about, None if they say nothing.

    own: names of the brand, which say nothing new. focus: the one post that the page is about; it is quoted. reader: the language of who is told.
    spoken: languages of all that was written since it began, with how many posts are in them; these are only some of them. None known: as these have it.
    """
    of = _Spoken(posts, reader, spoken)
    names = names_of(own)
    if focus is not None:
        among = [focus, *(post for post in posts if post.language == focus.language)]
        danger = _quoted(among, names, is_new, most=1, of_danger=True)
        return _of((), danger or _quoted(among, names, is_new, most=1))
    found: list[Phrase] = []
    danger, ranked = _danger(posts, names, is_new, of), of.ranked(posts)[:2]
    for at, code in enumerate(ranked):
        among = _in(posts, code)
        is_told = not found and danger is not None and code_of(danger.language) == ranked[0]  # in what they can read
        if at and (of.share(code) < _FAIR or is_told):
            break
        told = _phrases([clauses(post.text, code, names) for post in among], code, is_new)
        found += [one for one in told if one.key not in [other.key for other in found]][: _MOST_PHRASES - len(found)]
    if not any(phrase.is_danger for phrase in found) and danger is not None:
        return _of((), danger)
    if any(not phrase.is_short for phrase in found):
        return _of(sorted(found, key=lambda phrase: (not phrase.is_danger, phrase.is_tag)), None)
    return _of(found[:1], _said(posts, names, is_new, of))


class _Spoken:
    """In which languages people write of it, and which of them a reader is told in."""

    def __init__(self, posts: Sequence[Told], reader: str, spoken: Sequence[tuple[str, int]]) -> None:
        self.own = code_of(reader) if reader else ""
        self.counts = Counter[str]()
        for code, count in spoken or [(post.language, 1) for post in posts]:
            self.counts[code_of(code)] += count
        self.total = max(self.counts.total(), 1)

    def share(self, code: str) -> float:
        """Return which part of all posts is in a language."""
        return self.counts[code] / self.total

    def ranked(self, posts: Sequence[Told]) -> list[str]:
        """Return the languages of some posts, the one that most of all posts have first; before it the reader's, where a tenth has it.

        What under a tenth has comes last: it is told only where nothing else says anything.
        """
        held = dict.fromkeys(code_of(post.language) for post in posts)
        own = self.own if self.share(self.own) >= _OWN else ""
        return sorted(held, key=lambda code: (code != own, -self.counts[code], code))


def _in(posts: Sequence[Told], code: str) -> list[Told]:
    return [post for post in posts if code_of(post.language) == code]


def _said(posts: Sequence[Told], names: tuple[str, ...], is_new: Newness, of: _Spoken) -> Told | None:
    """Return the clause that says most, in the first language in which one does; what many see says it in any language, if none does so far."""
    for code in of.ranked(posts)[:2]:
        if (quoted := _quoted(_in(posts, code), names, is_new)) is not None:
            return quoted
    return _quoted([post for post in posts if post.is_loud], names, is_new)


def _of(phrases: Sequence[Phrase], quoted: Told | None) -> About | None:
    if quoted is not None:
        return About(phrases=tuple(phrase.shown for phrase in phrases), quote=quoted.text, quoted=quoted.key)
    return About(phrases=tuple(phrase.shown for phrase in phrases)) if phrases else None


def _danger(posts: Sequence[Told], names: tuple[str, ...], is_new: Newness, of: _Spoken) -> Told | None:
    """Return the clause that tells of a danger best, where a tenth of the people tell of one, or one whom many see; else None."""
    tell = [post for post in posts if tells_danger(post.text, post.language)]
    is_told = len(tell) >= max(FEWEST, _SHARE_OF_DANGER * len(posts)) or any(post.is_loud for post in tell)
    if not is_told:
        return None
    for code in of.ranked(tell):
        own = _in(tell, code)
        others = [post for post in posts if post not in own]
        quoted = _quoted([*own, *others], names, is_new, most=len(own), of_danger=True)
        if quoted is not None:
            return quoted
    return None


def names_of(own: Sequence[str]) -> tuple[str, ...]:
    """Return the brand's names, and the words of those that are several."""
    names: dict[str, None] = {}
    for name in own:
        if _SEARCH.search(name):
            continue  # a search with operators: which of its words is the name, nobody knows
        plain = folded(name).lstrip("#@")
        names[plain] = None
        names.update(dict.fromkeys(part for part in plain.split() if len(part) > 2))
        names[plain.replace(" ", "")] = None
    return tuple(name for name in names if name)


def _phrases(posts: list[list[Clause]], language: str, is_new: Newness) -> list[Phrase]:
    """Return up to three phrases that cover the posts best, each of what the others do not say."""
    worth = _Worth(posts, is_new)
    found = [phrase._replace(is_danger=tells_danger(phrase.shown, language)) for phrase in recurring(posts)]
    left = {phrase: worth.of(phrase) for phrase in found}
    told: list[Phrase] = []
    covered: set[int] = set()
    room = _ROOM
    while len(told) < _MOST_PHRASES:
        share = _SECOND if told else _SHARE
        fit = [
            phrase
            for phrase, weight in left.items()
            if weight > 0
            and len(phrase.people) >= (_SHARE_OF_DANGER if phrase.is_danger else share) * len(posts)
            and len(phrase.shown) <= room
            and not any(set(phrase.key) & set(other.key) or (phrase.is_tag and other.is_tag) for other in told)
        ]
        if not fit:
            break
        best = max(fit, key=lambda one: (left[one] * len(one.people - covered), len(one.people), one.shown))
        if told and len(best.people - covered) < 2:
            break
        told.append(best)
        covered |= best.people
        room -= len(best.shown) + 2
    return told


class _Worth:
    """How much a word says of a burst: how many say it, and whether it is new."""

    def __init__(self, posts: Sequence[Sequence[Clause]], is_new: Newness) -> None:
        self.people = Counter[str]()
        forms: dict[str, dict[str, None]] = {}
        for post in posts:
            said: dict[str, None] = {}
            for clause in post:
                for word in clause.words:
                    if word.key:
                        said[word.key] = None
                        forms.setdefault(word.key, {})[word.folded] = None
                if clause.is_unspaced:
                    for one, other in zip(clause.words, clause.words[1:], strict=False):
                        forms.setdefault(one.key, {})[one.folded + other.folded] = None
            self.people.update(said.keys())
        self.news = {key: _newness(written, is_new) for key, written in forms.items()}

    def of(self, phrase: Phrase) -> float:
        """Return the weight of one person who says a phrase; nothing if it holds nothing new."""
        news = [self.news.get(key, 0.0) for key in phrase.key]
        gravity = _WEIGHT_OF_DANGER if phrase.is_danger else 1.0
        if phrase.is_unspaced:  # characters: each is in a hundred words
            return gravity * max(news) * math.log2(1 + len(phrase.key))
        mean = math.fsum(news) / len(news)
        return gravity * mean * math.log2(1 + len(news)) if mean >= _NEWS else 0.0

    def word(self, key: str) -> float:
        """Return how much one word says of the burst."""
        if key == NOT:
            return 0.0
        return math.log2(1 + self.people[key]) * (0.3 + self.news.get(key, 0.0)) if self.people[key] > 1 else 0.1


def _newness(written: dict[str, None], is_new: Newness) -> float:
    """Return 1 if a form of the word is new, 0 if all are as usual, a half where nobody knows."""
    known = [is_new(word) for word in written]
    if any(known):
        return 1.0
    return 0.5 if None in known else 0.0


def _quoted(
    posts: Sequence[Told],
    names: tuple[str, ...],
    is_new: Newness,
    *,
    most: int | None = None,
    of_danger: bool = False,
) -> Told | None:
    """Return the clause that says most of what all say.

    most: how many of the posts may be quoted, from the first on. of_danger: only a clause that tells of a danger.
    """
    worth = _Worth([clauses(post.text, post.language, names) for post in posts], is_new)
    best: tuple[float, Told] | None = None
    for post in posts[:most]:
        for is_fine in (False, True):
            for clause in clauses(post.text, post.language, names, is_fine=is_fine):
                score = _telling(clause, worth) * post.weight
                is_fit = not of_danger or tells_danger(clause.text, post.language)
                if is_fit and score > 0 and (best is None or score > best[0]):
                    best = (score, post._replace(text=clause.text))
    return None if best is None else best[1]


def _telling(clause: Clause, worth: _Worth) -> float:
    """Return how much a clause says for its length; nothing if it is too short to be understood or too long to be read."""
    least, longest = (_LEAST_CHARACTERS, _MOST_CHARACTERS) if clause.is_unspaced else (_LEAST_WORDS, _MOST_WORDS)
    if not least <= len(clause.words) <= longest or len(clause.text) > _ROOM:
        return 0.0
    keys = dict.fromkeys(word.key for word in clause.words if word.key)
    if len(keys) < 2 or sum(word.is_tag for word in clause.words) > 1:
        return 0.0
    own = 1.0 if any(word.is_own for word in clause.words) else 0.0  # it names the brand: it is about it
    length = len(clause.words) / (2.5 if clause.is_unspaced else 1.0)
    return (math.fsum(worth.word(key) for key in keys) + own) / (length + 7.0)
