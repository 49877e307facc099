"""Addressees: for which brand a reply was, where whoever tells of it does not say.

A reply that a platform shows us was written by an account of a brand. One that an inbox tool tells of names only what it
answers: it is for the brands that know that post, those of our own first, and a competitor only where nobody else knows it.
"""

from __future__ import annotations

from collections.abc import Mapping

from alertd.core.rules.watch_state import WatchState
from alertd.model.mention import Reply


def knowing(watches: Mapping[str, WatchState], reply: Reply) -> list[WatchState]:
    """Return the watches whose customer a reply answers, in the order of their names; none if it came before its question."""
    known = [watches[name] for name in sorted(watches) if watches[name].unanswered.knows(reply)]
    return [state for state in known if state.watch.handles] or known


def remember(watches: Mapping[str, WatchState], reply: Reply, posted: float) -> list[str]:
    """Keep a reply for the question that comes after it, in every watch that somebody has set up; return their names."""
    told = [] if reply.is_automatic else [name for name in sorted(watches) if not watches[name].watch.is_implied]
    for name in told:
        watches[name].unanswered.answered(reply.platform, reply.conversation, reply.in_reply_to, posted, reply.author)
    return told
