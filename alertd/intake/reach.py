"""Reach: how far an author carries, folded over the posts in the order of the log and stamped on each mention.

Two of its numbers are here: audience (how many can see it now, and how rare that is) and amplification (how much the author
is reposted of late). The graph of who mentions and reposts whom is kept small, for explanation only: PageRank on it foretells
the next reposts worse than counting the last ones (see amplification).
"""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from alertd.errors import StoreError
from alertd.intake.amplification import Amplification
from alertd.intake.audience import Audience
from alertd.model.mention import Reach
from alertd.model.post import Post
from alertd.model.value import quantised

if TYPE_CHECKING:
    import networkx as nx

_VERSION = 1
_AUTHORS = 200_000  #: a platform; the lowest scores are forgotten first
_EDGES = 20_000  #: of the graph; networkx takes about half a kilobyte for each when it is drawn


class ReachFold:
    """Every author's reach. A pure fold: the same posts in the same order give the same stamps.

    authors: how many are remembered a platform. edges: how many mentions and reposts `ego` looks back on.
    """

    def __init__(self, *, authors: int = _AUTHORS, edges: int = _EDGES) -> None:
        self._authors = authors
        self._audiences: dict[tuple[str, str], Audience] = {}
        self._amplifications: dict[str, Amplification] = {}
        self._edges: deque[tuple[str, str, str, bool]] = deque(maxlen=edges)

    def observe(self, post: Post, at: datetime) -> Reach:
        """Take a post in and return the reach of its author, the post included.

        A repost raises the reach of whom it reposts, so it shows from that author's next post on.
        """
        fold = self._amplification(post.platform, at)
        seconds = at.timestamp()
        if post.repost_of_author is None or post.repost_of_author == post.author:
            fold.post(post.author, seconds)
        else:
            fold.repost(post.repost_of_author, post.author, seconds)
        if post.repost_of_author is not None:
            self._edges.append((post.platform, post.author, post.repost_of_author, True))
        for named in post.mentions:
            if named != post.repost_of_author:
                self._edges.append((post.platform, post.author, named, False))
        people, basis = post.author_followers, "followers"
        if people is None and post.views is not None:
            people, basis = post.views, "views"
        share = fold.share(post.author)
        return Reach(
            audience=people,
            top=None if people is None else quantised(self._audience(post.platform, basis).top(post.author, people)),
            amplification=None if share is None else quantised(share),
        )

    def scores(self, platform: str) -> dict[str, float]:
        """Return the score behind `amplification` of every author of a platform who has any."""
        fold = self._amplifications.get(platform)
        return {} if fold is None else fold.scores()

    def ego(self, platform: str, author: str) -> nx.DiGraph[str]:
        """Return who named or reposted an author of late, whom the author named, and how these stand to each other.

        Edges run from the writer to the one named; `mentions` and `reposts` count them.
        """
        import networkx as nx

        near = {author}
        for where, writer, named, _ in self._edges:
            if where == platform and author in (writer, named):
                near.update((writer, named))
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_node(author)
        for where, writer, named, is_repost in self._edges:
            if where == platform and writer in near and named in near:
                if not graph.has_edge(writer, named):
                    graph.add_edge(writer, named, mentions=0, reposts=0)
                graph[writer][named]["reposts" if is_repost else "mentions"] += 1
        return graph

    def to_state(self) -> bytes:
        """Return the whole fold; `from_state` goes on as if nothing had happened."""
        return msgspec.msgpack.encode(
            [
                _VERSION,
                [[*key, one.to_state()] for key, one in self._audiences.items()],
                [[platform, one.to_state()] for platform, one in self._amplifications.items()],
                list(self._edges),
            ]
        )

    @classmethod
    def from_state(cls, state: bytes, *, authors: int = _AUTHORS, edges: int = _EDGES) -> ReachFold:
        """Return the fold that gave a state. Raises StoreError if no version of alertd wrote it."""
        fold = cls(authors=authors, edges=edges)
        try:
            version, audiences, amplifications, seen = msgspec.msgpack.decode(state)
            if version != _VERSION:
                raise StoreError(f"reach: state of version {version} is unknown")
            for platform, basis, rows in audiences:
                fold._audience(platform, basis).restore([(author, place) for author, place in rows])
            for platform, one in amplifications:
                fold._amplifications[platform] = Amplification.from_state(one, limit=authors)
            fold._edges.extend([(where, writer, named, is_repost) for where, writer, named, is_repost in seen])
        except (msgspec.DecodeError, ValueError, TypeError, IndexError) as fault:
            raise StoreError("reach: this is no state of it") from fault
        return fold

    def renamed(self, platform: str, author: str, name: str) -> ReachFold:
        """Return the same fold in which an author goes by another name: erasure keeps counts and takes names."""
        state = renamed(self.to_state(), platform, author, name)
        return ReachFold.from_state(state, authors=self._authors, edges=self._edges.maxlen or _EDGES)

    def _audience(self, platform: str, basis: str) -> Audience:
        key = (platform, basis)
        if key not in self._audiences:
            self._audiences[key] = Audience(limit=self._authors)
        return self._audiences[key]

    def _amplification(self, platform: str, at: datetime) -> Amplification:
        if platform not in self._amplifications:
            self._amplifications[platform] = Amplification(limit=self._authors, origin=at.timestamp())
        return self._amplifications[platform]


def renamed(state: bytes, platform: str, author: str, name: str) -> bytes:
    """Return a state of `ReachFold` in which an author of a platform goes by another name."""
    version, audiences, amplifications, seen = msgspec.msgpack.decode(state)

    def other(part: object) -> object:
        if isinstance(part, list):
            return [other(one) for one in part]
        return name if part == author else part

    return msgspec.msgpack.encode(
        [
            version,
            [[where, basis, other(rows) if where == platform else rows] for where, basis, rows in audiences],
            [[where, other(one) if where == platform else one] for where, one in amplifications],
            [[where, *map(other, edge)] if where == platform else [where, *edge] for where, *edge in seen],
        ]
    )
