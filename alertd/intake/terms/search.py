"""Search: whether a text holds what a search asks for, once the automaton has told where its words are."""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from alertd.intake.scripts import UNSPACED_RUN
from alertd.intake.terms.tree import AllOf, AnyOf, ExactCase, Field, Leaf, Near, Tree, Without
from alertd.model.languages import base
from alertd.model.post import Post

Span = tuple[int, int]
#: Pairs of near words that a further NEAR looks at; a text of one word over and over has millions.
MOST_PAIRS = 2_000
_WORD = re.compile(r"\w+")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


class Facts(NamedTuple):
    """What is known of a post beside its folded text; None is what is not known. raw: its words as they were written."""

    raw: str
    platform: str | None = None
    author: str | None = None
    handle: str | None = None
    links: tuple[str, ...] | None = None
    language: str | None = None


def facts_of(post: Post, language: str | None = None) -> Facts:
    """Return what searches ask of a post."""
    links = (post.url,) if post.url else ()
    return Facts(
        raw=post.words,
        platform=post.platform.casefold(),
        author=post.author.strip().casefold(),
        handle=(post.author_handle or "").strip().casefold().removeprefix("u/").lstrip("@"),
        links=(*links, *_LINK.findall(post.words)),
        language=None if language in (None, "", "und") else language,
    )


class Reading:
    """One folded text as searches read it.

    facts: makes those of its post, where a search asks for them; None where only the text is known, which never loses a post.
    """

    def __init__(self, text: str, facts: Callable[[], Facts] | None) -> None:
        self.text, self._facts = text, facts

    @cached_property
    def facts(self) -> Facts | None:
        """What is known of the post beside its text."""
        return None if self._facts is None else self._facts()

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins. Scripts without spaces: two letters are a word."""
        found: list[int] = []
        for run in _WORD.finditer(self.text):
            unspaced = [place for one in UNSPACED_RUN.finditer(run[0]) for place in range(*one.span())]
            if not unspaced:
                found.append(run.start())
                continue
            is_in_word = False
            since = 0
            for place in range(len(run[0])):
                if UNSPACED_RUN.match(run[0], place):
                    if since % 2 == 0:
                        found.append(run.start() + place)
                    since += 1
                    is_in_word = False
                else:
                    if not is_in_word:
                        found.append(run.start() + place)
                    is_in_word, since = True, 0
        return found

    def apart(self, one: Span, other: Span) -> int:
        """Return how many words it is from one place to another; words side by side are one apart."""
        first, second = sorted((one, other))
        if second[0] < first[1]:
            return 0
        return max(1, self._number(second[0]) - self._number(first[1] - 1))

    def _number(self, place: int) -> int:
        return bisect.bisect_right(self.starts, place)

    def is_written(self, word: str) -> bool:
        """Whether a word occurs with exactly these letters."""
        if self.facts is None:
            return True
        pattern = rf"(?<!\w){re.escape(unicodedata.normalize('NFC', word))}(?!\w)"
        return bool(re.search(pattern, unicodedata.normalize("NFC", self.facts.raw)))


class Evidence(NamedTuple):
    """Where the words of one search are in a text."""

    reading: Reading
    spans: Mapping[Leaf, Sequence[Span]]


def holds(tree: Tree, seen: Evidence, *, doubt: bool = True) -> bool:
    """Whether a search holds. doubt: the answer where a fact is not known, such that no post is lost for it."""
    match tree:
        case AllOf():
            return all(holds(part, seen, doubt=doubt) for part in tree.parts)
        case AnyOf():
            return any(holds(part, seen, doubt=doubt) for part in tree.parts)
        case Without():
            return not holds(tree.part, seen, doubt=not doubt)
        case Field():
            return _is_so(tree, seen.reading.facts, doubt=doubt)
        case Near():
            return next(_pairs(tree, seen), None) is not None
        case _:
            return bool(places(tree, seen))


def places(tree: Tree, seen: Evidence) -> Sequence[Span]:
    """Return where a part that stands in the text stands, in order."""
    if isinstance(tree, AnyOf):
        return sorted({span for part in tree.parts for span in places(part, seen)})
    if isinstance(tree, Near):
        return sorted(set(islice(_pairs(tree, seen), MOST_PAIRS)))
    if isinstance(tree, (AllOf, Without, Field)):
        raise TypeError(f"{tree!r} stands nowhere")
    if isinstance(tree, ExactCase) and not seen.reading.is_written(tree.text):
        return ()
    return seen.spans.get(tree, ())


def is_near(these: Sequence[Span], those: Sequence[Span], words: int, seen: Reading) -> bool:
    """Whether one of these is at most so many words from one of those."""
    return next(_close(these, those, words, seen), None) is not None


def _pairs(near: Near, seen: Evidence) -> Iterator[Span]:
    return _close(places(near.left, seen), places(near.right, seen), near.words, seen.reading)


def _close(these: Sequence[Span], those: Sequence[Span], words: int, seen: Reading) -> Iterator[Span]:
    """Yield what covers one of these and one of those, where they are near enough. Looks no further than it must."""
    ordered = sorted(those)
    longest = max((end - start for start, end in ordered), default=0)
    for one in these:
        at = bisect.bisect_left(ordered, one)
        for place in range(at, len(ordered)):
            other = ordered[place]
            if seen.apart(one, other) > words:
                break
            if other != one:
                yield one[0], max(one[1], other[1])
        for place in range(at - 1, -1, -1):
            other = ordered[place]
            if seen.apart(one, other) <= words:
                yield other[0], max(one[1], other[1])
            elif seen.apart(one, (other[0], other[0] + longest)) > words:
                break


def _is_so(field: Field, facts: Facts | None, *, doubt: bool) -> bool:
    value = field.value.casefold().lstrip("@")
    if facts is None:
        return doubt
    if field.name == "lang":
        return doubt if facts.language is None else base(facts.language) == base(value)
    if field.name == "platform":
        return doubt if facts.platform is None else facts.platform == value
    if field.name == "author":
        is_id = value.startswith("id:")
        known = facts.author if is_id else facts.handle
        return doubt if known is None else known == value.removeprefix("id:" if is_id else "u/")
    if facts.links is None:
        return doubt
    if field.name == "url":
        return any(value in link.casefold() for link in facts.links)
    return any(_is_of_site(link, value) for link in facts.links)


def _is_of_site(link: str, site: str) -> bool:
    try:
        host = (urlsplit(link).hostname or "").casefold()
    except ValueError:  # what people write for a link need not be one
        return False
    return host == site or host.endswith(f".{site}")


Cost = Callable[[Leaf], float]


def seeds(tree: Tree, cost: Cost = lambda _: 1.0) -> tuple[Leaf, ...] | None:
    """Return words of which one at least is in every text that a search finds; the cheapest such set. None: there are none."""
    match tree:
        case AllOf():
            found = [some for part in tree.parts if (some := seeds(part, cost)) is not None]
            return min(found, key=lambda some: sum(map(cost, some))) if found else None
        case AnyOf():
            each = [seeds(part, cost) for part in tree.parts]
            return None if None in each else tuple(dict.fromkeys(leaf for some in each for leaf in some or ()))
        case Near():
            return seeds(AllOf(parts=(tree.left, tree.right)), cost)
        case Without() | Field():
            return None
        case _:
            return (tree,)


def cost_by_use(trees: Iterable[Tree], words: Callable[[Tree], Iterable[Leaf]]) -> Cost:
    """Return a cost that makes a search wait for its own word rather than for one that thousands share."""
    used = Counter(leaf for tree in trees for leaf in words(tree))

    def cost(leaf: Leaf) -> float:
        return used[leaf] + 1 / (1 + len(leaf.text))

    return cost
