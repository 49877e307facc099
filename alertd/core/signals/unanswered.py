"""Unanswered: customers who wait for an answer by a human, each with a clock of their own.

A clock runs from `posted_at` of the first post that needs an answer to the brand's first human reply to that customer. One
thread may hold many customers: each waits by themselves, and an answer to one is no answer to the others.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import msgspec

from alertd.core.signals.comment_tree import CommentTree, addressee
from alertd.core.signals.first_replies import CAPACITY as ANSWERED
from alertd.core.signals.first_replies import KEPT_FOR
from alertd.core.signals.waiting import HERE, Ended, Overdue, Waiting, wait_key
from alertd.model.mention import Reply

CAPACITY = 2_000  # customers who wait, a watch; beyond, somebody is given up
PER_AUTHOR = 20  # threads in which one author waits; five bots with 2,200 questions must not push out ten customers
GIVEN_UP_AFTER = 7 * 86400.0  # nobody answers after a week
_POSTS = 16  # ids remembered of one customer in one thread: a reply may name any of them
_REPLIES = 4_000  # replies remembered, for questions that come in after their answer
_LAST = chr(0x10FFFF)  # after every key
_BELOW = "\x1fbelow"  # after the name of a post: somebody below it was answered, which is no word to its whole thread


class Unanswered:
    """Who waits, oldest first.

    given_up: how many were dropped because too many waited, of all or of one author's; the metric `alertd_inbox_given_up_total` says so.
    too_old: how many nobody answered within a week. The inbox tells both.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, Waiting] = {}
        #: (platform, "" for all; whether only the urgent) -> those that wake somebody, in order of age: asking costs the same however many wait.
        self._ordered: dict[tuple[str, bool], list[tuple[float, str]]] = {}
        self._of_post: dict[tuple[str, str], str] = {}  #: (platform, post) -> who waits by it
        self._in: dict[tuple[str, str], dict[str, None]] = {}  #: (platform, thread) -> who waits there
        self._by: dict[tuple[str, str], dict[str, None]] = {}  #: (platform, author) -> where they wait
        #: (platform, post, thread or customer) -> when a human last answered it
        self._replied: dict[tuple[str, str], float] = {}
        self._customers: dict[tuple[str, str], Ended] = {}  #: posts of customers whose wait is over, and how it ended
        #: Posts in a thread that asked nothing, and whose they were. A plain dict that loses its first is searched from its beginning each time.
        self._remarks: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._tree = CommentTree()
        self._put_off: dict[str, None] = {}  #: who waits with a snooze, running or over
        #: When those asked whom nobody answered within a week: a promise of that week stays broken when they have left.
        self._lapsed: list[float] = []
        self.given_up = 0
        self.too_old = 0

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def observe(self, waiting: Waiting, now: float) -> float | None:
        """A post needs an answer; return when it was answered, if its answer came in before it.

        A second post of the same customer in the thread does not restart the clock.
        """
        answers = self._answers_to(waiting)
        if answers:
            first, last = (Ended(HERE, "", at, waiting.key) for at in (min(answers), max(answers)))
            self._was_customers(waiting.platform, waiting.id, first)
            self._remember(waiting.platform, waiting.key, last.at)
            if (before := self._waiting.get(waiting.key)) is not None and before.posted <= last.at:
                self._answer(waiting.key, last, waiting.id)  # it was for what they had asked after this one too
        elif waiting.key in self._waiting:
            self.followed(waiting.platform, waiting.conversation, waiting.author, waiting.id)
            self._waiting[waiting.key].asked_again(waiting.posted, waiting.id)
        else:
            self._make_room(waiting)
            self._put(waiting)
        while self._waiting:
            oldest = self._waiting[next(iter(self._waiting))]
            if now - oldest.posted < GIVEN_UP_AFTER:
                break
            self._lapse(oldest, now)
        return min(answers, default=None)

    def followed(self, platform: str, conversation: str, author: str, post: str) -> None:
        """A customer wrote in the thread, question or not: an answer to them may name this post too, also when they ask only later."""
        one = self._waiting.get(key := wait_key(platform, conversation, author))
        if one is None:
            if post != conversation:  # what begins a thread and asks nothing speaks to all who read it
                self._remarks[platform, post] = key
                if len(self._remarks) > _REPLIES:
                    self._remarks.popitem(last=False)
            return
        if post == one.id or post in one.others:
            return
        one.others = [*one.others, post][-_POSTS:]
        self._of_post[platform, post] = one.key

    def find(self, platform: str, post: str) -> Waiting | None:
        """Return who waits by a post, be it their first or a later one of the thread."""
        key = self._of_post.get((platform, post))
        return None if key is None else self._waiting[key]

    def knows(self, reply: Reply) -> bool:
        """Whether a customer's post that waits or waited, or a thread in which somebody waits, is what a reply answers."""
        platform, post, thread = reply.platform, reply.in_reply_to or "", reply.conversation or ""
        names = self._of_post, self._customers
        if self._tree.knows(platform, post):
            return True
        return any((platform, post) in known for known in names) or any(
            (platform, name) in self._in for name in (post, thread)
        )

    def ended(self, platform: str, post: str) -> Ended | None:
        """Return how the wait by a post ended; None if it never waited, waits on, or is long over."""
        return self._customers.get((platform, post))

    def end(self, waiting: Waiting, ended: Ended) -> None:
        """Somebody said that this wait is over."""
        self._drop(waiting.key, ended)

    def begin(self, waiting: Waiting) -> None:
        """Somebody said that this one waits, whatever was answered before."""
        if waiting.key not in self._waiting:
            self._make_room(waiting)
            self._put(waiting)
            if waiting.wakes and waiting.posted in self._lapsed:
                self._lapsed.remove(waiting.posted)  # they wait again, and are counted so

    def put_off(self, waiting: Waiting) -> None:
        """Its snooze has changed."""
        self._put_off[waiting.key] = None

    def placed(self, platform: str, post: str, above: str) -> tuple[list[Waiting], float]:
        """A post stands below another; return who waited, if an answer to it is here already and was for them, and when that came."""
        self._tree.place(platform, post, above)
        at = max(self._replied.get((platform, name), -1.0) for name in (post, post + _BELOW))
        if at < 0 or (platform, post) in self._of_post or (platform, post) in self._customers:
            return [], at
        return self._answered_by(platform, post, Ended(HERE, "", at)), at

    def _answered_by(self, platform: str, post: str, ended: Ended) -> list[Waiting]:
        """A post was answered: that is for the nearest customer who waits, by it or by one above; return whose wait is over."""

        def way() -> Iterator[str]:
            yield post
            for above in self._tree.climb(platform, post):
                self._remember(platform, above + _BELOW, ended.at)
                yield above

        key = addressee(
            way(),
            lambda name: self._whose(platform, name),
            lambda key: (
                key in self._waiting
                and (self._of_post.get((platform, post)) == key or self._waiting[key].posted <= ended.at)
            ),
            lambda name: (platform, name) in self._customers,
        )
        if key is None or (self._waiting[key].posted > ended.at and self._waiting[key].id != post):
            return []  # or it was for what they had asked before, and only came in after: they wait on
        return [self._answer(key, ended, post)]

    def _whose(self, platform: str, post: str) -> str | None:
        """Return the key of the customer who wrote a post, None if that is not known."""
        name = (platform, post)
        over = self._customers.get(name)
        return self._of_post.get(name) or (over and over.whose) or self._remarks.get(name)

    def answered(
        self, platform: str, conversation: str | None, in_reply_to: str | None, at: float = 0.0, by: str = ""
    ) -> list[Waiting]:
        """A human of the brand answered at an instant: a post, or (naming none) everybody in the thread; return who waited.

        An answer to the first post of a thread that is not a customer's speaks to all who read it; one to a post of somebody who
        does not wait is for the next above it who does, one to an older post of somebody who waits again is for them.
        """
        ended = Ended(HERE, by, at)
        if in_reply_to is not None:
            self._remember(platform, in_reply_to, at)
            over = self._customers.get((platform, in_reply_to))
            found = self._answered_by(platform, in_reply_to, ended)
            if over is not None and over.whose:  # what they asked before it, and comes in only now, is answered too
                self._remember(platform, over.whose, at)
            if found or over is not None:
                return found
        thread = conversation or in_reply_to
        if thread is None or in_reply_to not in (None, thread):
            return []
        self._remember(platform, thread, at)
        waiting = list(self._in.get((platform, thread), ()))
        # It names nobody, so its instant alone says whom it was for: who asked after it, and came in before it, waits on.
        return [self._answer(key, ended, None) for key in waiting if self._waiting[key].posted <= at]

    def _answer(self, key: str, ended: Ended, post: str | None) -> Waiting:
        """A human answered a customer; return their wait. Whoever has asked again since the answer waits on from there."""
        over = self._drop(key, ended)
        self._remember(over.platform, key, ended.at)
        if (left := over.left(ended, post)) is not None:
            self._put(left)
        return over

    def waking(self, before: float, now: float, *, only_high: bool, platform: str = "") -> Overdue:
        """Return how many that may wake somebody have waited since an instant or longer; who is put off counts later.

        platform: "" for all.
        """
        order = self._ordered.get((platform, only_high), ())
        count = bisect_right(order, (before, _LAST))
        held = {
            (one.posted, one.key): one.put_off_until
            for one in self._held(now, only_high=only_high)
            if platform in ("", one.platform)
        }
        oldest = next((place[0] for place in order[: min(count, len(held) + 1)] if place not in held), None)
        following = next((place[0] for place in order[count : count + len(held) + 1] if place not in held), None)
        over = [until for (posted, _), until in held.items() if posted <= before]
        return Overdue(count - len(over), oldest, following, min(held.values(), default=None))

    def _held(self, now: float, *, only_high: bool) -> list[Waiting]:
        put_off = [self._waiting[key] for key in self._put_off]
        return [one for one in put_off if one.put_off_until > now and one.wakes and (one.is_high or not only_high)]

    def writers(self, before: float, now: float, *, only_high: bool, platform: str = "") -> Iterator[tuple[str, str]]:
        """Yield by whom those are that `waking` counts, the oldest first."""
        order = self._ordered.get((platform, only_high), ())
        for _, key in order[: bisect_right(order, (before, _LAST))]:
            if (one := self._waiting[key]).put_off_until <= now:
                yield one.writer

    def platforms(self) -> list[str]:
        """Return where somebody waits who may wake somebody, in order of their names."""
        return sorted(
            platform for (platform, only_high), order in self._ordered.items() if order and platform and not only_high
        )

    def between(self, asked_after: float, asked_by: float) -> int:
        """Return how many that may wake somebody asked after one instant, and by another, and have had no answer; of the last month."""
        order = self._ordered.get(("", False), ())
        wait = bisect_right(order, (asked_by, _LAST)) - bisect_right(order, (asked_after, _LAST))
        return wait + bisect_right(self._lapsed, asked_by) - bisect_right(self._lapsed, asked_after)

    def following(self, asked: float) -> float | None:
        """Return since when the first waits that may wake somebody and asked after an instant."""
        order = self._ordered.get(("", False), ())
        at = bisect_right(order, (asked, _LAST))
        return order[at][0] if at < len(order) else None

    def over(self, now: float, longer_than: float, *, only_high: bool) -> list[Waiting]:
        """Return those that have waited longer, oldest first."""
        return sorted(
            (w for w in self._waiting.values() if now - w.posted >= longer_than and (w.is_high or not only_high)),
            key=lambda w: (w.posted, w.id),
        )

    def _answers_to(self, waiting: Waiting) -> list[float]:
        """Return when a human answered this post, its customer or its whole thread after it, before it came in."""
        own = (waiting.id, waiting.id + _BELOW, waiting.conversation, waiting.key)
        found = [self._replied.get((waiting.platform, name), -1.0) for name in own]
        return [at for at in found if waiting.posted <= at]

    def _remember(self, platform: str, name: str, at: float) -> None:
        before = self._replied.pop((platform, name), at)
        self._replied[platform, name] = max(before, at)
        if len(self._replied) > _REPLIES:
            del self._replied[next(iter(self._replied))]

    def _was_customers(self, platform: str, post: str, ended: Ended) -> None:
        self._customers[platform, post] = ended
        if len(self._customers) > _REPLIES:
            del self._customers[next(iter(self._customers))]

    def _make_room(self, waiting: Waiting) -> None:
        """One author has a bound of their own; of all, the oldest that is not answered first gives way."""
        own = self._by.get((waiting.platform, waiting.author), {})
        if len(own) >= PER_AUTHOR:
            self._give_up(next(iter(own)))
        elif len(self._waiting) >= CAPACITY:
            low = next((key for key, one in self._waiting.items() if not one.is_high), None)
            self._give_up(low or next(iter(self._waiting)))

    def _lapse(self, waiting: Waiting, now: float) -> None:
        """Nobody answered within a week: out of the inbox, and not out of what was promised."""
        self._drop(waiting.key, Ended())
        self.too_old += 1
        if waiting.wakes:
            insort(self._lapsed, waiting.posted)
        del self._lapsed[: max(bisect_right(self._lapsed, now - KEPT_FOR), len(self._lapsed) - ANSWERED)]

    def _give_up(self, key: str) -> None:
        self._drop(key, Ended())
        self.given_up += 1

    def _put(self, waiting: Waiting) -> None:
        key, platform = waiting.key, waiting.platform
        self._waiting[key] = waiting
        self._in.setdefault((platform, waiting.conversation), {})[key] = None
        self._by.setdefault((platform, waiting.author), {})[key] = None
        for post in (waiting.id, *waiting.others):
            self._of_post[platform, post] = key
            self._customers.pop((platform, post), None)
        if waiting.put_off_until:
            self._put_off[key] = None
        for order in self._orders(waiting):
            insort(order, (waiting.posted, key))

    def _drop(self, key: str, ended: Ended) -> Waiting:
        waiting = self._waiting.pop(key)
        self._put_off.pop(key, None)
        platform = waiting.platform
        for held, name in ((self._in, waiting.conversation), (self._by, waiting.author)):
            keys = held[platform, name]
            del keys[key]
            if not keys:
                del held[platform, name]
        for post in (waiting.id, *waiting.others):
            if self._of_post.get((platform, post)) == key:
                del self._of_post[platform, post]
            self._was_customers(platform, post, ended._replace(whose=key))
        for order in self._orders(waiting):
            del order[bisect_right(order, (waiting.posted, key)) - 1]
        return waiting

    def _orders(self, waiting: Waiting) -> list[list[tuple[float, str]]]:
        if not waiting.wakes:
            return []
        kinds = (False, True) if waiting.is_high else (False,)
        return [self._ordered.setdefault((name, kind), []) for kind in kinds for name in ("", waiting.platform)]

    def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's name out; they wait on as `nobody`."""
        theirs = [one for one in self._waiting.values() if (one.platform, one.author) == (platform, author)]
        for one in theirs:
            one.author, one.person = nobody, None

        def told(key: str) -> str:
            is_theirs = key.startswith(f"{platform}\x1f") and key.endswith(f"\x1f{author}")
            return f"{key.rpartition(chr(0x1F))[0]}\x1f{nobody}" if is_theirs else key

        self._customers = {name: how._replace(whose=told(how.whose)) for name, how in self._customers.items()}
        self._remarks = OrderedDict((name, told(key)) for name, key in self._remarks.items())
        self._replied = {(place, told(name)): at for (place, name), at in self._replied.items()}
        if theirs:  # who waits is found by their name in four places
            vars(self).update(vars(self.from_state(self.to_state())))

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return {
            "waiting": msgspec.to_builtins(list(self._waiting.values())),
            "replied": [[*name, at] for name, at in self._replied.items()],
            "customers": [[*name, *ended] for name, ended in self._customers.items()],
            "given_up": self.given_up,
            "too_old": self.too_old,
            "lapsed": list(self._lapsed),
            "tree": self._tree.to_state(),
            "remarks": [[*name, key] for name, key in self._remarks.items()],
        }

    @classmethod
    def from_state(cls, state: Any) -> Unanswered:
        """Return the same customers; also those of an older state, where a thread had one clock for all."""
        unanswered = cls()
        rows = state["waiting"] if isinstance(state, dict) else [one for _, one in state]
        for one in msgspec.convert(rows, list[Waiting]):
            unanswered._put(one)
        if isinstance(state, dict):
            unanswered._replied = {(platform, name): at for platform, name, at in state["replied"]}
            # Older states have the names alone.
            rows = state["customers"]
            unanswered._customers = {(platform, post): Ended(*how) for platform, post, *how in rows}
            unanswered.given_up, unanswered.too_old = state["given_up"], state.get("too_old", 0)
            unanswered._remarks = OrderedDict(
                ((platform, post), key) for platform, post, key in state.get("remarks", ())
            )
            unanswered._lapsed = list(state.get("lapsed", ()))
            unanswered._tree = CommentTree.from_state(state.get("tree", ()))
        return unanswered
