"""The inbox of a daemon in memory: the real table decides, and who has what is kept in a dict."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alertd.core.inbox.lifecycle import after
from alertd.model.inbox import Attended, Counted, InboxAct, Standing
from alertd.model.incident import Act
from alertd.model.reason import Reason
from alertd.web.backend import DecisionSeen, MentionShown
from alertd.web.confirmed import REASONS
from alertd.web.refusals import NotFound, Refused

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
HELD = (Standing.CLAIMED, Standing.SNOOZED)


def decided(act: Act, by: str, via: str, note: str, assignee: str | None) -> DecisionSeen:
    """Return what the log says of an act, as the engine writes it."""
    said = (f"to {assignee} " if assignee else "") + f"by {by} through {via}" + (f": {note}" if note else "")
    return DecisionSeen(at=NOW, reason=REASONS[act], text=said, person=by)


class FakeInbox:
    """`taken` is where we are with each post, by id; `done` is every act that was taken, in order."""

    def __init__(self) -> None:
        self.shown: list[MentionShown] = []
        self.taken: dict[str, Attended] = {}
        self.done: list[tuple[object, ...]] = []
        self.left = Counted()

    def in_hand(self, shown: MentionShown) -> MentionShown:
        """Return a post with where we are with it."""
        return shown.with_(attended=self.taken.get(shown.mention.id, Attended(standing=Standing.WAITING)))

    async def inbox_counts(self, watch: str | None) -> dict[str, Counted]:
        """Return what the test set."""
        if watch not in (None, "acme"):
            raise NotFound(f"There is no watch {watch}.")
        return {"acme": self.left.with_(waiting=len(self.shown))}

    async def attended(self, watch: str, platform: str, post: str) -> MentionShown:
        """Return a post that the test set, waiting or telling."""
        shown = next((one for one in self.shown if one.mention.key == (watch, platform, post)), None)
        if shown is None:
            raise NotFound(f"There is no post {post}.")
        return self.in_hand(shown)

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
        """Do what the table of the lifecycle says."""
        shown = next((one for one in self.shown if one.mention.key == (watch, platform, post)), None)
        if shown is None:
            raise NotFound(f"There is no post {post}.")
        standing = self.taken.get(post, Attended(standing=Standing.WAITING))
        reached = after(standing, act, by)
        if isinstance(reached, Reason):
            raise Refused(reached, f"it is {standing.standing} by {standing.by}", has=standing.by)
        until = NOW + timedelta(minutes=minutes) if reached in HELD else None
        self.taken[post] = Attended(standing=reached, by=to or by, until=until)
        self.done.append((act, post, by, note, via, to, minutes, answered_at))
        return self.in_hand(shown)
