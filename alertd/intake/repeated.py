"""Repeated: whether an account of the brand says the same words to one customer after the other, faster than anybody writes.

A template that ends with a name reads like a human's. What gives it away is its pace: a human who sends a saved reply has read a post
before, and sends one at a time. So the same words count as a machine's once they went out `MANY` times, each to another customer, and each
within seconds of that customer's post or of the sending before. The first ones of a template are taken for a human's therefore; a wrong
guess would leave customers waiting in the inbox who were answered. Each slow sending takes a fast one back: of a team that answers from one
account two now and then send the same saved reply within seconds, and after a year that must not have made it a machine's.

Near copies are the same words: the customer's name and the agent's differ. Instants on the full minute are perhaps rounded, and tell nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from alertd.intake.fingerprint import gist, voice_of
from alertd.intake.near_copies import NearCopies
from alertd.intake.normalise import folded
from alertd.model.post import Post

#: Sendings at a machine's pace from which the words are a machine's.
MANY = 3
MOST = 2 * MANY  #: sendings at that pace that are held against some words; each slow one takes one away
#: Seconds from a customer's post to its answer, and from one answer to the next, in which nobody reads, chooses and sends.
AFTER_POST, AFTER_SENDING = 10.0, 5.0
LEAST = 40  #: letters; "Done, thanks!" is said to many, and by people
POSTS = 5_000  #: customers' posts whose instant is remembered: those of seconds matter; about 1 MB
TEMPLATES = 1_000  #: texts of our own accounts that are remembered; about 3 MB
_CUSTOMERS = 32  #: of one text, so that a post that is read again tells nothing new

_Name = tuple[str, str]


class _Template:
    """The same words of one account. at: of the last sending, None where it may be rounded. fast: sendings at a machine's pace, less the slow ones."""

    __slots__ = ("at", "fast", "told")

    def __init__(self) -> None:
        self.at: datetime | None = None
        self.fast = 0
        self.told: OrderedDict[str, bool] = OrderedDict()  # whom it was sent to, and what was said of it then


class Repeated:
    """The last words of the brand's accounts. Not safe for threads; fed in log order. A restart forgets: then a template is learnt anew."""

    def __init__(self) -> None:
        # Ordered dicts: a plain one that loses its first is searched from its beginning each time.
        self._asked: OrderedDict[_Name, datetime] = OrderedDict()
        self._templates: OrderedDict[tuple[str, str, int], _Template] = OrderedDict()
        self._near = NearCopies(remembered=TEMPLATES)

    def asked(self, post: Post) -> None:
        """A customer wrote."""
        if post.repost_of is not None or _is_rounded(post):
            return
        self._asked[post.platform, post.id] = post.created_at
        if len(self._asked) > POSTS:
            self._asked.popitem(last=False)

    def is_machines(self, post: Post) -> bool:
        """Whether a reply of an account of ours is words that a machine sends; it is remembered either way. Read again, it is what it was."""
        whom = post.in_reply_to or post.quotes or post.conversation
        said = gist(folded(post.text))
        if whom is None or whom == post.id or len(said.letters) < LEAST:
            return False
        exact = voice_of(said.letters, "")
        template = self._template(post, self._near.first_of(said.words if said.is_spaced else said.letters, exact))
        if (known := template.told.get(whom)) is not None:
            return known
        if not _is_rounded(post):
            step = 1 if self._is_fast(post, template, whom) else -1
            template.fast = min(max(template.fast + step, 0), MOST)
            template.at = post.created_at
        template.told[whom] = found = template.fast >= MANY
        if len(template.told) > _CUSTOMERS:
            template.told.popitem(last=False)
        return found

    def _template(self, post: Post, voice: int) -> _Template:
        key = (post.platform, post.author, voice)
        found = self._templates.get(key)
        if found is None:
            found = self._templates[key] = _Template()
            if len(self._templates) > TEMPLATES:
                self._templates.popitem(last=False)
        self._templates.move_to_end(key)
        return found

    def _is_fast(self, post: Post, template: _Template, whom: str) -> bool:
        """Whether nobody could have read the post, or have sent two so soon. Of an answer that is older than its post two clocks differ."""
        asked = self._asked.get((post.platform, whom))
        if asked is not None and 0 <= (post.created_at - asked).total_seconds() <= AFTER_POST:
            return True
        return template.at is not None and abs((post.created_at - template.at).total_seconds()) <= AFTER_SENDING


def _is_rounded(post: Post) -> bool:
    """Whether the instant of a post may be one that a platform rounded, or the one at which we saw it."""
    return post.is_undated or (post.created_at.second == 0 and post.created_at.microsecond == 0)
