"""Posts as people look for them: by words, by author, of a burst. Read from the store on a connection and a thread of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from alertd.app.reading_thread import ReadingThread
from alertd.intake.handles import id_in
from alertd.model.events import MentionSeen, ReplySeen
from alertd.model.mention import Mention
from alertd.model.post import text_of
from alertd.model.watch import Watch
from alertd.report.jobs import BurstJob, Job
from alertd.report.threads import replies_to
from alertd.report.working import LATEST, seen_of, worked_out
from alertd.store_port import Store

T = TypeVar("T")

#: Posts that one search reads word by word: of a brand with more, a shorter time has to be asked for.
MOST_LOOKED_AT = 50_000
#: Posts of a burst that are drawn in the daemon itself; a larger one would keep the engine from its turn.
FEW = 1_500
#: Events of a store of which reports are worked out in the daemon itself: a tenth of a second each, where a process takes half a second to begin.
SMALL = 5_000
#: Posts among which a handle is sought: whoever wrote before them is found by "platform:id".
MOST_SOUGHT = 30_000
#: Answers of ours among which those to one author are sought: of a week, and of all who look after the brand.
MOST_ANSWERS = 30_000
#: Posts of one author among which words are sought.
MOST_BY_ONE = 2_000
#: Who was not answered within a week is looked up in vain: a month of a large brand would be read for one author.
ANSWERED_WITHIN = timedelta(days=7)

Found = tuple[MentionSeen, bytes | None]


class PostReader:
    """Owns a reading connection and a thread: a search holds up no chart, and no page but its own."""

    def __init__(self, open_reader: Callable[[], Store]) -> None:
        self._thread = ReadingThread("posts", open_reader)

    def close(self) -> None:
        """Let go of thread and connection."""
        self._thread.close()

    async def search(self, watch: str | None, words: str, since: datetime, until: datetime, limit: int) -> list[Found]:
        """Return what was written in a time and holds all the words (one with @ is its author's handle), the newest first."""
        has_words, handle = holds(words), next((word[1:] for word in words.split() if word.startswith("@")), "")

        def is_wanted(one: Found) -> bool:
            mention = one[0].mention
            return watch in (None, mention.watch) and since <= mention.posted_at < until and has_words(one)

        def look(store: Store) -> list[Found]:
            if handle:
                return list(islice(filter(is_wanted, _by(store, handle, limit=MOST_BY_ONE)), limit))
            rows = store.history.newest_mentions(since, until + LATEST, watch=watch)
            return list(islice(filter(is_wanted, islice(rows, MOST_LOOKED_AT)), limit))

        return await self._thread.read(look)

    async def by_author(self, name: str, limit: int, watches: Sequence[Watch] = ()) -> list[Found]:
        """Return what somebody wrote, the newest first: by "platform:id", or by the handle under which they wrote lately.

        Under all accounts of a person, where the `people` of the watches say that they are one's.
        """
        return await self._thread.read(lambda store: _under_all_accounts(store, name, limit, watches))

    async def answers_to(self, mentions: Sequence[Mention]) -> list[tuple[ReplySeen, bytes | None]]:
        """Return what we answered to the posts of one author, the oldest first, each once however many watches saw it."""
        if not mentions:
            return []
        begins, ends = min(one.posted_at for one in mentions), max(one.posted_at for one in mentions)

        def look(store: Store) -> list[tuple[ReplySeen, bytes | None]]:
            rows = store.history.replies(begins, ends + ANSWERED_WITHIN, MOST_ANSWERS)
            known = {(event.reply.platform, event.reply.id): (event, post) for event, post in rows}
            return [known[one.platform, one.id] for one in replies_to(mentions, (event.reply for event, _ in rows))]

        return await self._thread.read(look)

    async def few_of(self, job: BurstJob) -> list[tuple[Mention, bytes | None]] | None:
        """Return the mentions of a burst, None where there are more than a picture is drawn of here."""
        found = await self._thread.read(lambda store: seen_of(store, job, FEW + 1))
        return found if len(found) <= FEW else None

    async def of_small_store(self, job: Job) -> bytes | None:
        """Return the answer to a job where the store is so small that it is read before a process of its own has begun, else None."""
        return await self._thread.read(lambda store: worked_out(store, job) if store.last_seq <= SMALL else None)

    async def aside(self, work: Callable[[], T]) -> T:
        """Work something out on this thread."""
        return await self._thread.work(work)


def _by(store: Store, name: str, *, limit: int) -> list[Found]:
    theirs = store.history.mentions_by(name, limit) if ":" in name else []
    if theirs:
        return theirs
    found = [
        one for author in store.history.called(name, MOST_SOUGHT) for one in store.history.mentions_by(author, limit)
    ]
    return sorted(found, key=lambda one: one[0].at, reverse=True)[:limit]


def _under_all_accounts(store: Store, name: str, limit: int, watches: Sequence[Watch]) -> list[Found]:
    """Return what is found under a name and, where it is a known person's, what they wrote under their other accounts."""
    found = _by(store, name, limit=limit)
    known = next((one.mention for one, _ in found if one.mention.person is not None), None)
    if known is None:
        return found
    people = next((watch.people for watch in watches if watch.name == known.watch), {})
    others: dict[tuple[str, str, str], Found] = {}
    for platform, names in people.get(known.person or "", {}).items():
        for other in names:
            ident = id_in(other)
            more = _by(store, f"{platform}:{ident}" if ident else other, limit=limit)
            others |= {one.mention.key: (one, post) for one, post in more}
    # Another watch knows nothing of the person, and a stranger may have the same handle elsewhere: accounts tell them apart.
    its = {_account(one) for one in others.values() if one[0].mention.writer == known.writer}
    every = {one[0].mention.key: one for one in (*found, *(one for one in others.values() if _account(one) in its))}
    return sorted(every.values(), key=lambda one: one[0].at, reverse=True)[:limit]


def _account(found: Found) -> tuple[str, str]:
    return found[0].mention.platform, found[0].mention.author


def holds(words: str) -> Callable[[Found], bool]:
    """Return what tells whether a post holds all these words; one that begins with @ is its author's handle."""
    wanted = words.casefold().split()
    handles = [word[1:] for word in wanted if word.startswith("@") and len(word) > 1]
    others = [word for word in wanted if not word.startswith("@")]

    def is_wanted(found: Found) -> bool:
        event, post = found
        author = (event.mention.handle or event.mention.author).casefold()
        if any(handle != author for handle in handles):
            return False
        text = str(text_of(post)).casefold() if others and post is not None else ""
        return all(word in text for word in others)

    return is_wanted
