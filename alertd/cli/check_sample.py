"""What each term brought last week, with examples. For `alertd check --sample`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import msgspec

from alertd.config import loaded_of
from alertd.errors import StoreError
from alertd.intake.match import Matcher
from alertd.intake.normalise import folded
from alertd.intake.terms.search import facts_of
from alertd.model.events import MentionSeen
from alertd.model.mention import Mention
from alertd.model.post import Post
from alertd.model.value import count_of
from alertd.model.watch import Watch
from alertd.rulefile.file_set import FileSet
from alertd.store.opening import open_store
from alertd.store_port import Store
from alertd.yamlform.findings import Place
from alertd.yamlform.nodes import Row, Table, Text, inside

WEEK = timedelta(days=7)
EXAMPLES = 3
WIDEST = 100
#: Newest mentions of a watch that are looked at; a busy brand's week may be longer, and the line then says so.
MOST = 50_000


class Hits(NamedTuple):
    """Of one term: how many mentions, and the newest few texts."""

    mentions: int = 0
    examples: tuple[str, ...] = ()

    def and_one(self, post: Post | None) -> Hits:
        """Count one mention more. post: None where its text is erased."""
        more = (post.text,) if post is not None and len(self.examples) < EXAMPLES else ()
        return Hits(self.mentions + 1, self.examples + more)


def sample(files: FileSet, now: datetime) -> Iterator[str]:
    """Yield lines: for each watch and term last week's hits with three examples. A term without any is told as a warning."""
    settings = files.settings
    loaded = loaded_of(settings.file.path, files, ()) if settings is not None else None
    if settings is None or loaded is None:
        return
    try:
        store = open_store(loaded.settings.place, read_only=True)
    except StoreError as error:
        yield f"no sample: {error}"
        return
    try:
        hits, is_cut = _hits(store, loaded.settings.watches, now)
        for watch in loaded.settings.watches:
            found = hits[watch.name]
            yield f"{watch.name}, last week" + (f" (the newest {MOST:,} mentions)" if is_cut else "") + ":"
            for term in watch.terms:
                yield from _lines(term, found[term])
                if not found[term].mentions and not watch.is_implied:
                    settings.file.warn(
                        _place(settings.root, watch.name, term),
                        "never-seen",
                        f'nobody wrote "{term}" last week',
                        "check its spelling; people may write it in another way",
                    )
    finally:
        store.close()


def _hits(store: Store, watches: Sequence[Watch], now: datetime) -> tuple[dict[str, dict[str, Hits]], bool]:
    """Look for every term in the stored texts of all watches: a term that is new today was never told with a mention.

    What no term found was not stored, so a new term is seen only where another one was there too.
    """
    matcher = Matcher(watches)
    told = {watch.name: {term: Hits() for term in watch.terms} for watch in watches}
    counted: set[tuple[str, str, str]] = set()
    rows = store.read_model.mentions(None, None, MOST)
    for seen, body in rows:
        if not isinstance(seen, MentionSeen) or now - seen.mention.posted_at > WEEK:
            continue
        own = seen.mention
        post = msgspec.json.decode(body, type=Post) if body is not None else None
        found = _found(matcher, own, post)
        for watch, terms in found.items():
            if watch not in told or (watch, own.platform, own.id) in counted:
                continue
            counted.add((watch, own.platform, own.id))
            for term in told[watch].keys() & set(terms):  # others are words of rules
                told[watch][term] = told[watch][term].and_one(post)
    return told, len(rows) == MOST


def _found(matcher: Matcher, own: Mention, post: Post | None) -> dict[str, tuple[str, ...]]:
    """Return the terms by watch that a stored mention holds; where its text is erased, those that were told with it."""
    if post is None:
        return {own.watch: own.terms}
    found = matcher.find(folded(post.words), partial(facts_of, post, own.language))
    return {own.watch: found.terms_of(own.watch)} | {one.watch.name: one.terms for one in found.matched}


def _lines(term: str, hits: Hits) -> Iterator[str]:
    from alertd.core.wording.clean import clean

    yield f"  {term}: {count_of(hits.mentions, 'mention')}"
    for text in hits.examples:
        yield f"    {clean(text, WIDEST)}"


def _place(root: Table | None, watch: str, term: str) -> Place:
    terms = inside(root, "watches", watch, "terms")
    for node in terms.nodes if isinstance(terms, Row) else [terms]:
        if isinstance(node, Text) and node.raw == term:
            return node.place
    return Place(1, 1)
