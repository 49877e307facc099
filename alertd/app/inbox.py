"""The inbox: what waits for an answer, and what people do with it, on its way through the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import structlog

from alertd.app.keys import write_private
from alertd.app.praise import praise
from alertd.app.reader import Reader
from alertd.app.views import known, mention_shown
from alertd.core.inbox.lifecycle import TAKEN
from alertd.core.inbox.queue import counted
from alertd.intake.learnt_answers import LearntAnswers
from alertd.model.commands import Command, KeepDecision
from alertd.model.events import InboxActTaken, MentionSeen
from alertd.model.inbox import Attended, Counted, InboxAct, Standing
from alertd.model.mention import key_of
from alertd.model.post import text_of
from alertd.ports import Entry
from alertd.runtime.group_commit import Request
from alertd.store.beside import LEARNT
from alertd.store_port import Store
from alertd.web import refusals
from alertd.web.backend import MentionShown
from alertd.web.refusal_sentences import post_refused

log = structlog.get_logger()
MOST_WAITING = 2_000  # of the queue that are sorted by priority: as many as may wait in one watch


def read_learnt(folder: Path) -> LearntAnswers:
    """Return what people have corrected so far; nothing where the file is missing or damaged: it is learnt anew."""
    try:
        return LearntAnswers(msgspec.json.decode((folder / LEARNT).read_bytes(), type=dict[str, dict[str, float]]))
    except FileNotFoundError:
        return LearntAnswers()
    except (OSError, msgspec.DecodeError) as fault:
        log.warning("answers.unreadable", path=str(folder / LEARNT), error=str(fault))
        return LearntAnswers()


class Inbox(Reader):
    """What waits, and the acts of those who answer."""

    async def mentions(self, watch: str | None, *, unanswered: bool, limit: int) -> Sequence[MentionShown]:
        """See Backend."""
        house = self.house()
        known("watch", watch, [one.name for one in house.watches])
        now = self._running.clock.now()
        standing: dict[str, Attended] = {}
        if unanswered:
            standing = await self._running.writer.call(lambda: self._running.writer.fold.engine.waiting(watch, now))
        keys = list(standing)[:MOST_WAITING] if unanswered else None
        most = limit if keys is None else len(keys)

        def look(store: Store) -> list[MentionShown]:
            found = [
                (event.mention, event, post)
                for event, post in store.read_model.mentions(watch, keys, most)
                if isinstance(event, MentionSeen)
            ]
            asks = Counter((about.platform, about.author) for about, _, _ in found) if unanswered else Counter()
            return [
                mention_shown(
                    event, post, house, is_waiting=unanswered, now=now, asks=asks[about.platform, about.author]
                ).with_(attended=standing.get(key_of(*about.key)))
                for about, event, post in found
            ]

        # Also the wording is done there: of two thousand it takes a while, and the loop has others to serve.
        shown = await self._read(look)
        return sorted(shown, key=_in_turn)[:limit] if unanswered else shown[:limit]

    async def inbox_counts(self, watch: str | None) -> Mapping[str, Counted]:
        """See Backend."""
        if watch is not None:
            known("watch", watch, [one.name for one in self.house().watches])
        fold = self._running.writer.fold
        found: Mapping[str, Counted] = await self._running.writer.call(
            lambda: counted(fold.engine.state.watches, watch)
        )
        return found

    async def praise(self, watch: str | None, *, since: datetime, limit: int) -> Sequence[MentionShown]:
        """See Backend."""
        house, now = self.house(), self._running.clock.now()
        if watch is not None:
            known("watch", watch, [one.name for one in house.watches])
        return await self._read(lambda store: praise(store, house, watch, since=since, now=now, limit=limit))

    async def attend(
        self,
        watch: str,
        platform: str,
        post: str,
        act: InboxAct,
        *,
        by: str,
        note: str,
        via: str,
        to: str | None = None,
        minutes: int = 60,
        answered_at: datetime | None = None,
    ) -> MentionShown:
        """See Backend."""
        seen, text = await self._post(watch, platform, post)
        now = self._running.clock.now()
        event = InboxActTaken(
            at=now,
            watch=watch,
            platform=platform,
            id=post,
            act=act,
            by=by,
            note=note,
            via=via,
            to=to,
            minutes=minutes,
            answered_at=answered_at,
            mention=seen.mention if act is InboxAct.NEEDS_ONE else None,
        )
        results = await self._running.writer.take(Request([Entry(event=event)]))
        commands: tuple[Command, ...] = results[0][1]
        said = [one for one in commands if isinstance(one, KeepDecision) and one.watch == watch and one.person == by]
        if said and said[0].reason != TAKEN[act]:
            stands = await self._standing(seen, now)
            raise refusals.Refused(said[0].reason, post_refused(stands, now, reader=by), has=stands.by)
        if act in (InboxAct.NEEDS_NONE, InboxAct.NEEDS_ONE) and text is not None:
            await self._learn(seen, text, needs=act is InboxAct.NEEDS_ONE)
        return await self._where(seen, text, now)

    async def attended(self, watch: str, platform: str, post: str) -> MentionShown:
        """See Backend."""
        return await self._where(*await self._post(watch, platform, post), self._running.clock.now())

    async def _post(self, watch: str, platform: str, post: str) -> tuple[MentionSeen, bytes | None]:
        known("watch", watch, [one.name for one in self.house().watches])
        key = key_of(watch, platform, post)
        rows = await self._read(lambda store: store.read_model.mentions(None, [key], 1))
        seen, text = rows[0] if rows else (None, None)
        if not isinstance(seen, MentionSeen):
            raise refusals.NotFound(f"there is no post {post!r} of {platform} about {watch}")
        return seen, text

    async def _where(self, seen: MentionSeen, text: bytes | None, now: datetime) -> MentionShown:
        attended = await self._standing(seen, now)
        is_waiting = attended.until is not None or attended.at is None
        return mention_shown(seen, text, self.house(), is_waiting=is_waiting, now=now).with_(attended=attended)

    async def _standing(self, seen: MentionSeen, now: datetime) -> Attended:
        engine, key = self._running.writer.fold.engine, seen.mention.key
        found: Attended = await self._running.writer.call(lambda: engine.attended(*key, now))
        return found

    async def _learn(self, seen: MentionSeen, post: bytes, *, needs: bool) -> None:
        about = seen.mention
        state = await self._running.intake.correct(about.watch, text_of(post), about.language, about.score, needs=needs)
        await self._thread.work(lambda: write_private(self._data_dir / LEARNT, msgspec.json.encode(state)))


def _in_turn(one: MentionShown) -> tuple[bool, int, datetime, str]:
    """Whom to answer first; what somebody has put off comes last."""
    is_put_off = one.attended is not None and one.attended.standing is Standing.SNOOZED
    return is_put_off, -(one.priority or 0), one.mention.posted_at, one.mention.id
