"""Remarks: what stands below a customer's post and is about nobody, so that an answer below it is known to be for the customer above.

A bystander writes "they are like that" below a question, and the brand answers there. Such a remark names no brand and is not kept; where
it stands is remembered here for a while, and no word of it.
"""

from __future__ import annotations

from collections import OrderedDict

from alertd.model.post import Post

MOST = 20_000  #: some megabytes; the oldest are forgotten first


class Remarks:
    """Below what each of them stands. Not safe for threads. A restart forgets them: then an answer names a post that nobody knows."""

    def __init__(self) -> None:
        # A plain dict that loses its first is searched from its beginning each time: 36 µs a remark, where this takes 3.
        self._above: OrderedDict[tuple[str, str], str] = OrderedDict()

    def passed(self, post: Post) -> None:
        """A post was about nobody."""
        if post.in_reply_to is None or post.in_reply_to == post.id:
            return
        self._above[post.platform, post.id] = post.in_reply_to
        if len(self._above) > MOST:
            self._above.popitem(last=False)

    def answered(self, post: Post) -> str | None:
        """Return what an answer answers: the nearest post above it that is no remark.

        What begins the thread speaks to all who read it; an answer to a remark below it does not, and keeps the remark's name.
        """
        named = post.in_reply_to or post.quotes  # who quotes a post answers it before everybody
        if named is None:
            return None
        name, way = named, {named}
        while (above := self._above.get((post.platform, name))) is not None:
            if above == post.conversation or above in way:
                return named
            way.add(above)
            name = above
        return name
