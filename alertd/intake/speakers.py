"""Speakers: for which platforms a source may speak, and whose word about a post counts.

Any form that reaches a webhook could otherwise delete, rewrite or pre-occupy a post of X. So a post belongs to who brought it
first, until the platform's own source brings it too; only these edit and delete it.
"""

from __future__ import annotations

from typing import NamedTuple

from alertd.model.post import Count, Deletion, Post, Record, ReplyTold


class Speaker(NamedTuple):
    """One source as intake sees it.

    owns: the platform whose own source it is, None for a webhook or a file. platforms: those it speaks for, None: for all.
    delay: seconds that its posts are usually behind (its pace and the platform's own).
    """

    source: str
    owns: str | None = None
    platforms: frozenset[str] | None = None
    delay: float = 0.0

    def fault(self, record: Record) -> str | None:
        """Return why this source may not bring a record, None if it may."""
        if self.platforms is None or record.platform in self.platforms or record.platform == self.owns:
            return None
        what = {Post: "posts", Count: "counts", ReplyTold: "replies", Deletion: "deletions"}[type(record)]
        return (
            f'platform: "{self.source}" brings no {what} of "{record.platform}"; its setting "platforms" may allow it'
        )

    def is_own(self, platform: str) -> bool:
        """Return whether it is the platform's own source."""
        return platform == self.owns


#: Of replays of files: whoever wrote the file speaks for all of it.
ANYBODY = Speaker("")
