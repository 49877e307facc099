"""Takeout: what came in, out of a store again, one line of contract JSON each, in log order; also while the daemon writes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from alertd.intake.render import render, reply_line, to_line
from alertd.model.events import CountSeen, Event, MentionGrew, MentionSeen, ReplySeen
from alertd.model.mention import Mention, Reply, key_of
from alertd.model.post import Count, Post
from alertd.model.score import Score
from alertd.store_port import Store

_post = msgspec.json.Decoder(Post)


def lines(store: Store, watches: Collection[str] = ()) -> Iterator[bytes]:
    """Yield each mention, reply and count of a store without its line end; those of some watches, or of all.

    The sentiment that was decided by is written with each mention, and when it was seen, so that a replay decides the same
    without a scorer: what came hours late is late again, and what was imported pages nobody.
    A post that has grown since stands there again with the counts of then, at the instant at which it was told: it is the same
    mention, and its growth is decided by again.
    A text that was erased is empty.
    """
    for event, kept in store.history.came_in(with_growth=True):
        post = kept
        if isinstance(event, MentionGrew):
            key = key_of(event.mention.watch, event.mention.platform, event.mention.id)
            post = store.posts([key]).get(key)
        line = _line(event, None if post is None else _post.decode(post), watches)
        if line is not None:
            yield line


def _line(event: Event, post: Post | None, watches: Collection[str]) -> bytes | None:
    match event:
        case MentionSeen(mention=seen) if not watches or seen.watch in watches:
            return _mention_line(seen, post)
        case MentionGrew(mention=grown) if not watches or grown.watch in watches:
            return _mention_line(grown.with_(seen_at=event.at), post)
        case ReplySeen(reply=reply) if not watches or reply.watch in watches:
            return _reply_line(reply, post)
        case CountSeen(watch=watch) if not watches or watch in watches:
            return render(
                Count(
                    watch=watch,
                    platform=event.platform,
                    created_at=event.begins_at,
                    seconds=event.seconds,
                    count=event.count,
                    seen_at=event.at,
                )
            )
    return None


def _mention_line(seen: Mention, post: Post | None) -> bytes:
    if post is None:
        return to_line(seen, None, scores=True)
    # posted_at, not created_at: a clock that ran ahead was set right once, and a replay must see the instant we decided by.
    return render(
        post.with_(
            watch=seen.watch,
            created_at=seen.posted_at,
            sentiment=_shares(seen.score),
            seen_at=seen.seen_at,
            is_imported=seen.is_imported,
            is_undated=seen.is_undated,
            delay=seen.delay,
            # As they were when this was told, not as they are now: a rule that looks at them must decide the same.
            reposts=seen.reposts,
            likes=seen.likes,
            replies=seen.replies,
            views=seen.views,
        )
    )


def _shares(score: Score) -> tuple[float, float, float] | None:
    return (score.negative / 1000, score.neutral / 1000, score.positive / 1000) if score.is_known else None


def _reply_line(reply: Reply, post: Post | None) -> bytes:
    if post is None:
        return reply_line(reply)
    role = "auto" if reply.is_automatic else "brand"
    return render(post.with_(watch=reply.watch, created_at=reply.posted_at, role=role, seen_at=reply.seen_at))
