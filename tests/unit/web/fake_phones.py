"""What the daemon in memory knows of phones: which replies it has seen, and what providers said of its pages."""

from __future__ import annotations

from alertd.model.page import Outcome
from alertd.web.refusals import NotFound

SENT = "p1"  # the only page that this daemon ever sent


class FakePhones:
    """Remembers each reply, and what became of its one page."""

    def __init__(self) -> None:
        self.replies: set[str] = set()
        self.receipts: list[tuple[Outcome, str]] = []

    async def is_new_reply(self, message: str) -> bool:
        """Remember it."""
        is_new = message not in self.replies
        self.replies.add(message)
        return is_new

    async def delivery_told(self, page_id: str, outcome: Outcome, detail: str) -> None:
        """Write it down."""
        if page_id != SENT:
            raise NotFound("There is no such page.")
        self.receipts.append((outcome, detail))
