"""Whether the terms of a guided start find too much: by the name itself, and by posts that a store already holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from alertd.cli.init_files import PAGES

if TYPE_CHECKING:
    from alertd.model.post import Post
    from alertd.model.watch import Watch
    from alertd.store_port import Place, Store

MOST = 20_000  #: newest stored mentions that are looked at
EXAMPLES = 3
WIDEST = 100


def is_a_word(brand: str, languages: Sequence[str] = ()) -> bool:
    """Whether a name is a word too, in English or in one of these languages (none: in any), or so short that many words hold it.

    >>> is_a_word("Apple"), is_a_word("EA"), is_a_word("Vodafone"), is_a_word("avec"), is_a_word("avec", ["tr"])
    (True, True, False, True, False)
    """
    from alertd.core.topic.stop_words import stop_words
    from alertd.intake.normalise import folded
    from alertd.intake.variants import AMBIGUOUS, SHORTEST

    plain = folded(brand)
    if plain in AMBIGUOUS or (plain.isascii() and len(plain) < SHORTEST):
        return True
    return any(plain in stop_words(code) for code in languages or PAGES)


def looked(place: Place, watch: Watch) -> Iterator[str]:
    """Yield what a watch finds among the posts that a store holds, with examples, and what would narrow it. Nothing without a store.

    Only what some watch of that store found was ever kept: it is a sample of those, and no count of what is to come.
    """
    from alertd.cli.suggest import in_words
    from alertd.core.wording.clean import clean
    from alertd.errors import StoreError
    from alertd.report.suggestions import suggestions
    from alertd.store.opening import open_store

    try:
        store = open_store(place, read_only=True)
    except StoreError:
        return  # whoever starts has none
    try:
        posts = _posts(store)
    finally:
        store.close()
    if not posts:
        return
    texts = [post.text for post in _found(watch, posts)]
    yield f"Of the newest {len(posts):,} posts that are stored here, its terms find {len(texts):,}:"
    for text in texts[:EXAMPLES]:
        yield f"    {clean(text, WIDEST)}"
    if texts:
        yield from in_words(suggestions(texts, watch.terms))


def _posts(store: Store) -> list[tuple[Post, str]]:
    """Return the newest stored posts with their languages; one that several watches found is one post."""
    import msgspec

    from alertd.model.events import MentionSeen
    from alertd.model.post import Post

    found: dict[tuple[str, str], tuple[Post, str]] = {}
    for seen, body in store.read_model.mentions(None, None, MOST):
        if isinstance(seen, MentionSeen) and body is not None:
            own = seen.mention
            found.setdefault((own.platform, own.id), (msgspec.json.decode(body, type=Post), own.language))
    return list(found.values())


def _found(watch: Watch, posts: Sequence[tuple[Post, str]]) -> Iterator[Post]:
    from alertd.intake.match import Matcher
    from alertd.intake.normalise import folded
    from alertd.intake.terms.search import facts_of

    matcher = Matcher((watch,))
    for post, language in posts:
        if matcher.find(folded(post.words), partial(facts_of, post, language)).matched:
            yield post
