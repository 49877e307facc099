"""What people do in the inbox, on its way through the log."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec
import structlog

from alertd.app.keys import write_private
from alertd.app.reader import Reader
from alertd.app.views import known, mention_shown
from alertd.core.inbox.lifecycle import TAKEN
from alertd.intake.learnt_answers import LearntAnswers
from alertd.model.commands import Command, KeepDecision
from alertd.model.events import InboxActTaken, MentionSeen
from alertd.model.inbox import Attended, InboxAct
from alertd.model.mention import key_of
from alertd.model.post import text_of
from alertd.ports import Entry
from alertd.runtime.group_commit import Request
from alertd.web import refusals
from alertd.web.backend import MentionShown
from alertd.web.refusal_sentences import post_refused

log = structlog.get_logger()
LEARNT = "needs_answer.json"  #: what people have corrected: hashes of words and their points, no text


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
    """The acts of the inbox."""

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
