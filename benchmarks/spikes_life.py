"""The shipped rules through the whole engine on one brand's life, from which crises branch off, each in a process of its own."""

from __future__ import annotations

import json
import os
import pickle
from datetime import UTC, datetime
from typing import NamedTuple

from alertd.config import console_house
from alertd.core.times import epoch
from alertd.model.house import House
from alertd.runtime.replay import Replay
from alertd.scorers.default import DefaultScorer
from benchmarks.spikes_brand import Posts


class Page(NamedTuple):
    """What somebody was sent."""

    at: float
    rule: str
    severity: str
    kind: str
    key: tuple[str, int, int]  # incident, round, pass
    step: int


class Life:
    """A life under way: the engine, and what comes next."""

    scorer: DefaultScorer | None = None

    def __init__(self, posts: Posts, house: House | None = None) -> None:
        Life.scorer = Life.scorer or DefaultScorer.load()
        self.posts, self._next = posts, 0
        self._replay = Replay(house or console_house(()), Life.scorer, knows_watches=house is not None)

    def run(self, until: float) -> None:
        """Live up to an instant."""
        begins = self._next
        while self._next < len(self.posts) and self.posts[self._next][0] < until:
            self._next += 1
        self._feed(self.posts[begins : self._next], until - 0.001)

    def _feed(self, posts: Posts, until: float) -> None:
        lines = (("life", number, json.dumps(post).encode()) for number, (_, post) in enumerate(posts))
        result = self._replay.fold_all(self._replay.read(lines), datetime.fromtimestamp(until, UTC))
        if result.rejected:
            raise SystemExit(f"not read: {result.rejected[:3]}")

    def pages(self) -> list[Page]:
        """Return all that was sent so far."""
        rows = (row[0].page for row in self._replay.result.store.pages.rows.values() if row[1] != "cancelled")
        return [Page(epoch(p.at), p.rule or "", str(p.severity), str(p.kind), (p.incident or "", p.round, p.number), p.step) for p in rows]  # fmt: skip

    def next_posts(self, until: float) -> Posts:
        """Return what comes from now to an instant."""
        return [one for one in self.posts[self._next :] if one[0] < until]

    def branch(self, extra: Posts, until: float, *, instead: bool = False) -> list[Page]:
        """Return what would have been sent from now to an instant, had this been posted too, or instead. The life goes on without it."""
        reader, writer = os.pipe()
        if (child := os.fork()) == 0:
            os.close(reader)
            before = len(self._replay.result.store.pages.rows)
            usual = [] if instead else self.next_posts(until)
            self._feed(sorted(usual + extra, key=lambda one: one[0]), until)
            with os.fdopen(writer, "wb") as file:
                pickle.dump(self.pages()[before:], file)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as file:
            body = file.read()
        os.waitpid(child, 0)
        return list(pickle.loads(body))


def rounds(pages: list[Page], *, but: list[Page] | None = None) -> list[Page]:
    """Return the first page of each round or rise in severity that is not among others; a rise is an interruption too."""
    known, found = {page.key for page in but or [] if page.kind == "page"}, []
    for page in pages:
        if page.kind == "page" and page.step == 1 and page.key not in known:
            known.add(page.key)
            found.append(page)
    return found
