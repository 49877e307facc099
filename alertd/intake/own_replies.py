"""Own replies: what an account of the brand wrote, as a reply: to which post, and whether a human wrote it.

Whoever says whose words these are (`role` of a record, `auto_handles`) is believed. Else the words are looked at (`automatic.py`), and
how fast they were said to many (`repeated.py`); that is a guess, and marked as one.
"""

from __future__ import annotations

from datetime import datetime

from alertd.intake.automatic import reads_automatic
from alertd.intake.draft import Draft
from alertd.intake.remarks import Remarks
from alertd.intake.repeated import Repeated
from alertd.model.mention import Reply
from alertd.model.post import Post


class OwnReplies:
    """Replies out of posts, in log order. remarks, repeated: the memory of other posts that it takes; it goes on over a reload."""

    def __init__(self) -> None:
        self.remarks = Remarks()
        self.repeated = Repeated()

    def of(self, draft: Draft, seen_at: datetime | None) -> list[Reply]:
        """Return the replies that a post of ours is: one for each brand whose account wrote it."""
        post = draft.post
        is_guess = post.role is None and self._is_guessed(post)
        return [
            Reply(
                watch=writer.watch,
                platform=post.platform,
                id=post.id,
                author=post.author,
                posted_at=draft.at,
                seen_at=seen_at or post.seen_at or draft.at,
                in_reply_to=self.remarks.answered(post),
                conversation=post.conversation,
                is_automatic=writer.is_automatic or is_guess,
                is_guess=is_guess and not writer.is_automatic,
            )
            for writer in draft.read.said_by
        ]

    def _is_guessed(self, post: Post) -> bool:
        is_repeated = self.repeated.is_machines(post)  # asked first: it remembers each
        return is_repeated or reads_automatic(
            post.text, f"{post.author_handle or post.author} {post.author_name or ''}"
        )
