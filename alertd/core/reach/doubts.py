"""Doubts: what of an account speaks against a person who writes for himself. Reasons, never a verdict; no mention is dropped for one.

The limits are those that public guides to bot accounts agree on (Botometer's and DFRLab's "twelve ways to spot a bot", 2017: young, more than
fifty posts a day, follows many whom few follow back, no picture). None was measured here: there is no labelled set beside us.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from alertd.model.post import Post

YOUNG = timedelta(days=30)
BUSY = 50.0  #: posts a day over the whole life of the account
_FOLLOWS, _FOLLOWED = 100, 0.1  #: follows so many at least, and is followed by less than a tenth of that


def doubts(post: Post, at: datetime) -> tuple[str, ...]:
    """Return the reasons to doubt the author of a post written at `at`, in a fixed order; what the platform does not tell is no reason.

    young: the account is not thirty days old. busy: more than fifty posts a day ever since. unfollowed: follows a hundred or more, and
    hardly any of them follow it. bare: neither a picture nor a word of its own on its profile.
    """
    found = []
    made, posts = post.author_created_at, post.author_posts
    age = None if made is None else max(at - made, timedelta(days=1))
    if age is not None and age < YOUNG:
        found.append("young")
    if age is not None and posts is not None and posts / (age / timedelta(days=1)) > BUSY:
        found.append("busy")
    follows, followers = post.author_following, post.author_followers
    if follows is not None and followers is not None and follows >= _FOLLOWS and followers < _FOLLOWED * follows:
        found.append("unfollowed")
    if post.author_default_profile:
        found.append("bare")
    return tuple(found)


def day_made(post: Post) -> int | None:
    """Return the day on which the author's account was made, in days since 1970 UTC; None where the platform does not tell."""
    made = post.author_created_at
    return None if made is None else int(made.timestamp() // 86400)
