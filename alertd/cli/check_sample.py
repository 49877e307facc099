"""What each term brought last week, with examples. For `alertd check --sample`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from alertd.config import loaded_of
from alertd.errors import StoreError
from alertd.model.events import MentionSeen
from alertd.model.post import text_of
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

    mentions: int
    examples: tuple[str, ...]


def sample(files: FileSet, now: datetime) -> Iterator[str]:
    """Yield lines: for each watch and term last week's hits with three examples. A term without any is told as a warning."""
    settings = files.settings
    loaded = loaded_of(settings.file.path, files, ()) if settings is not None else None
    if settings is None or loaded is None:
        return
    try:
        store = open_store(loaded.settings.data_dir, read_only=True)
    except StoreError as error:
        yield f"no sample: {error}"
        return
    try:
        for watch in loaded.settings.watches:
            found, is_cut = _hits(store, watch, now)
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


def _hits(store: Store, watch: Watch, now: datetime) -> tuple[dict[str, Hits], bool]:
    counts = dict.fromkeys(watch.terms, 0)
    examples: dict[str, list[str]] = {term: [] for term in watch.terms}
    rows = store.read_model.mentions(watch.name, None, MOST)
    for seen, post in rows:
        if not isinstance(seen, MentionSeen) or now - seen.mention.posted_at > WEEK:
            continue
        for term in seen.mention.terms:
            if term not in counts:
                continue  # a word of a rule
            counts[term] += 1
            if post is not None and len(examples[term]) < EXAMPLES:
                examples[term].append(text_of(post))
    return {term: Hits(counts[term], tuple(examples[term])) for term in watch.terms}, len(rows) == MOST


def _lines(term: str, hits: Hits) -> Iterator[str]:
    from alertd.core.wording.clean import clean

    yield f"  {term}: {hits.mentions} {'mention' if hits.mentions == 1 else 'mentions'}"
    for text in hits.examples:
        yield f"    {clean(text, WIDEST)}"


def _place(root: Table | None, watch: str, term: str) -> Place:
    terms = inside(root, "watches", watch, "terms")
    for node in terms.nodes if isinstance(terms, Row) else [terms]:
        if isinstance(node, Text) and node.raw == term:
            return node.place
    return Place(1, 1)
