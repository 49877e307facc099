"""WatchState: all that the engine knows about one watch. Nothing here reads another watch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import msgspec

from alertd.core.business_hours import open_seconds
from alertd.core.occasions import running
from alertd.core.rules.alert import Alert
from alertd.core.rules.lane_counts import Heard, LaneCounts
from alertd.core.rules.lanes import WHOLE, Needs
from alertd.core.signals.cascades import Cascades
from alertd.core.signals.causes import Causes
from alertd.core.signals.emerging_terms import Terms
from alertd.core.signals.evidence import Post, Telling, forget
from alertd.core.signals.first_repeaters import People
from alertd.core.signals.first_replies import FirstReplies
from alertd.core.signals.hard_count import is_negative
from alertd.core.signals.last_day import LastDay
from alertd.core.signals.lateness import TOO_OLD, Behind
from alertd.core.signals.mood import Mood
from alertd.core.signals.steps import Steps
from alertd.core.signals.together import Together
from alertd.core.signals.unanswered import Unanswered
from alertd.core.signals.voices import Voices
from alertd.core.signals.waiting import Waiting, thread_of, waiting_for
from alertd.core.stable import key_of
from alertd.core.times import instant
from alertd.model.events import CountSeen
from alertd.model.mention import Mention, Reply
from alertd.model.people import Hours
from alertd.model.rule import Rule
from alertd.model.watch import Watch

HALVED_AT, FELT = 1000.0, 0.2  # mentions of a source before all are halved; share of mentions from which it is missed
Counts = tuple[int, int, int, int]  #: reposts, likes, replies, views
COUNTED = 2_000  # posts whose counts are remembered
NAMED = 50_000  # hashed words whose names are remembered
OWN = 100  # accounts of a brand that are known by what they wrote
REPOSTED = 2_000  # posts whose reposts are counted


class _Names(dict[int, str]):
    """The name of a hashed word; filled as words are met, because the same ones come again and again."""

    def __missing__(self, token: int) -> str:
        if len(self) >= NAMED:
            self.clear()
        self[token] = name = f"{token:x}"
        return name


_names = _Names()


class WatchState(LaneCounts):
    """Signals, alerts and telling posts of one watch."""

    LATE_SHOWN = 900.0  #: a page says how late its newest post is from 15 minutes on

    def __init__(self, watch: Watch, rules: tuple[Rule, ...], needs: tuple[Needs, ...]) -> None:
        super().__init__(needs)
        self.watch = watch
        self.zone = watch.timezone
        self.rules = rules
        self.counts: dict[str, Counts] = {}  #: platform and id of a post -> what was told of it last, the newest last
        self.reposts: dict[str, int] = {}  #: platform and id of a post -> reposts of it that we saw, the newest last
        self.sources: dict[str, float] = {}  #: mentions of late, by the source that brought them
        self.mood = Mood()
        self.last_day = LastDay()
        self.behind = Behind()
        self.voices = Voices()
        self.causes = Causes()
        self.people: People | None = People()  #: while the watch is young; later a copy is a copy
        self.telling = Telling()
        self.unanswered = Unanswered()
        self.first_replies = FirstReplies()
        self.emerging = Terms()
        self.cascades = Cascades()
        self.together = Together()
        self.alerts: dict[tuple[str, str], Alert] = {}
        self.last_seen: float | None = None
        self.late = 0
        self.own: dict[str, None] = {}  #: platform and id of the brand's own accounts that have written, the first ones
        self.has_replies = False  #: some reply of the brand was seen, so that answers can be told from silence
        self.hours: Mapping[str, Hours] = {}  #: business hours by name, as the settings have them now
        self.promises: Mapping[str, timedelta] = {}  #: within what time a first reply is promised, by platform
        self.steps = Steps()  #: of what it finds, by reloads of late
        self.rests: tuple[Any, ...] = ()  #: when each rule rests; made by who judges them

    def adopt(self, watch: Watch, rules: tuple[Rule, ...], needs: tuple[Needs, ...]) -> bool:
        """Take new settings; return whether other things are looked for, which begins a new series.

        One term more or less is a step in what is usual, which is learnt in days; to begin anew would cost weeks.
        """
        is_new_series = (
            bool(self.watch.terms) and not set(self.watch.terms) & set(watch.terms) and watch.terms != self.watch.terms
        )
        before = {rule.id: rule for rule in self.rules}
        self.watch, self.rules, self.needs, self.rests = watch, rules, needs, ()
        self.settle(watch.timezone)
        if is_new_series:
            self.begin_anew()
            self.people, self.steps = People(), Steps()
        kept = {rule.id: rule for rule in rules}
        self.alerts = {
            (name, group): alert
            for (name, group), alert in self.alerts.items()
            if name in kept and (kept[name].group_by == "watch") == (group == "")
        }
        for (name, _), alert in self.alerts.items():
            if name not in before or kept[name].when != before[name].when:
                alert.leaves = {}  # other conditions stand at the same places now: what held there says nothing of them
        return is_new_series

    def widen(self, before: tuple[str, ...], now: float) -> bool:
        """Remember that it looks for more than before from now on; return whether it does, and has found something before."""
        added = tuple(term for term in self.watch.terms if term not in before)
        return self.last_seen is not None and self.steps.widen(added, now)

    def forget_moods(self) -> None:
        """Begin the series that depend on the scorer anew; a level of one scorer says nothing about another's."""
        self.forget_scores()
        self.mood = Mood()

    def mention(self, mention: Mention, posted: float, now: float, source: str = "") -> bool:
        """Count a mention in every lane that wants it; return whether it may raise a page by itself (it is not late)."""
        is_new = self.voices.is_new(mention.voice, now)
        self.last_seen = now
        is_live = self.behind.takes(mention, posted, now)
        if not is_live:
            self.late += 1
        elif self.steps.are_new:  # what is filled in from before is no flow of now
            self.steps.observe(mention.terms, self.watch.terms, now, lambda: self._usual_an_hour(now))
        is_known, negative = mention.score.is_known, is_negative(mention)
        self.mood.observe(posted, negative=1000 * negative if is_known else None)
        self.last_day.observe(posted, negative=bool(is_known and negative))
        self.telling.observe(mention, posted, now, is_new=is_new)
        self.cascades.observe(mention, posted, now)
        author = key_of(*mention.writer)
        self.together.observe(mention, posted, now, account=author)
        is_somebody = self.people is not None and self.people.counts(author, mention.voice, posted)
        is_voice = is_new or is_somebody
        evidence = self._evidence(mention, now, is_new=is_new) if is_voice else 0.0
        heard = Heard(
            mention, posted, now, source, author, is_new=is_new, is_voice=is_voice, is_live=is_live, evidence=evidence
        )
        if self.watch.campaigns or self.watch.occasions:
            self._leave_out(now)
        self.count_mention(heard)
        if self.people is not None and WHOLE in self.volumes and not self.volumes[WHOLE].is_starting:
            self.people = None
        if mention.tokens and is_new:
            self.emerging.observe(posted, [*map(_names.__getitem__, mention.tokens)], now=now, is_live=is_live)
        if mention.repost_of is None and not mention.is_imported:
            self._told(mention)
        if mention.repost_of is not None:
            self._reposted(f"{mention.platform} {mention.repost_of}")
        if mention.needs_answer and is_new and mention.repost_of is None:
            wakes = not mention.is_imported and now - posted <= TOO_OLD
            replied = self.unanswered.observe(waiting_for(mention, posted, wakes=wakes), now)
            if replied is not None:
                self.first_replies.answered(posted, self.worked(posted, replied), now)
        else:
            self.unanswered.followed(mention.platform, thread_of(mention), mention.author, mention.id)
        if mention.in_reply_to is not None:
            self._placed(mention, mention.in_reply_to, now)
        return is_live

    def gap(self, begin: float, end: float) -> None:
        """Nobody watched between two instants."""
        self.behind.gap(begin, end)
        super().gap(begin, end)

    def _usual_an_hour(self, now: float) -> float | None:
        whole = self.volumes.get(WHOLE)
        if whole is None or whole.is_starting:
            return None
        usual = whole.reading(now, window=10_800.0).usual
        return None if usual is None else usual / 3.0

    def _leave_out(self, now: float) -> None:
        """What a planned event brings teaches nothing of usual days."""
        found = running(self.watch, now)
        unusual = None if found is None else found[:2]
        if unusual != self.unusual:
            self.unusual = unusual
            if unusual is not None:
                for lane in self.volumes.values():
                    lane.leave_out(*unusual)

    def _reposted(self, post: str) -> None:
        self.reposts[post] = self.reposts.pop(post, 0) + 1
        if len(self.reposts) > REPOSTED:
            del self.reposts[next(iter(self.reposts))]

    def _evidence(self, mention: Mention, now: float, *, is_new: bool) -> float:
        """Return how much a voice says that others have not said: of a thread, or of one text, ever less."""
        if not is_new:
            return self.causes.evidence(mention.voice, now)
        thread = thread_of(mention)
        if thread == mention.id:
            return 1.0
        own = key_of(mention.platform, mention.id)
        return self.causes.evidence(key_of(mention.platform, thread), now, post=own)

    def edited(self, mention: Mention, now: float) -> None:
        """A mention says something new: its words and its question are of now; no volume and no mood moves."""
        self.last_seen = now
        self.telling.observe(mention, now, now, is_new=False)
        self.count_words(mention, now)
        if mention.needs_answer and mention.repost_of is None:
            self.unanswered.observe(waiting_for(mention, now, wakes=True), now)

    def grew(self, mention: Mention, posted: float, now: float) -> Counts:
        """A known post is liked, passed on, answered or seen more; nothing else is new. Return what was told of it before."""
        self.cascades.told(mention, posted, now)
        return self._told(mention)

    def _told(self, mention: Mention) -> Counts:
        """Remember what a platform says of a post; return what it said before, nothing where that is forgotten."""
        now: Counts = (mention.reposts or 0, mention.likes or 0, mention.replies or 0, mention.views or 0)
        post = f"{mention.platform} {mention.id}"
        before = self.counts.pop(post, (0, 0, 0, 0))
        if any(now):
            self.counts[post] = now
            if len(self.counts) > COUNTED:
                del self.counts[next(iter(self.counts))]
        return before

    def _placed(self, post: Mention | Reply, above: str, now: float) -> None:
        """A post stands below another: an answer to it that came before it may have been for somebody above."""
        ended, answered_at = self.unanswered.placed(post.platform, post.id, above)
        for one in ended:
            self.waited(one, answered_at, now)

    @property
    def sees_answers(self) -> bool:
        """Whether answers of the brand reach us, so that silence says something."""
        return self.has_replies or bool(self.watch.handles)

    def reply(self, reply: Reply, posted: float, now: float) -> None:
        """The brand answered. An automatic answer is no answer, yet a sign that answers are seen here."""
        self.has_replies = True
        if not reply.is_told and len(self.own) < OWN:
            self.own[f"{reply.platform} {reply.author}"] = None
        if reply.in_reply_to is not None:
            self._placed(reply, reply.in_reply_to, now)
        if reply.is_automatic:
            return
        place = (reply.platform, reply.conversation, reply.in_reply_to)
        for one in self.unanswered.answered(*place, posted, reply.author):
            self.waited(one, posted, now)

    def is_own(self, platform: str, author: str) -> bool:
        """Whether an account is the brand's: by the settings, or because it was seen to write as the brand."""
        if f"{platform} {author}" in self.own:
            return True
        accounts = (*self.watch.handles.items(), *self.watch.auto_handles.items())
        named = {
            name.casefold().removeprefix("@")
            for place, names in accounts
            if place.lower() == platform
            for name in names
        }
        return not named.isdisjoint((f"id:{author}".casefold(), author.casefold().removeprefix("@")))

    def waited(self, one: Waiting, answered: float, now: float) -> None:
        """A human answered somebody at an instant: the promise of a first reply counts it, unless it came in too late."""
        if one.wakes:
            self.first_replies.answered(one.posted, self.worked(one.posted, answered), now)

    def worked(self, begins: float, ends: float) -> float:
        """Return the seconds between two instants by the clock of the watch's team: its business hours, if it has any."""
        hours = self.hours.get(self.watch.hours or "")
        return ends - begins if hours is None else open_seconds(hours, instant(begins), instant(ends))

    def count(self, event: CountSeen, begins: float, now: float) -> None:
        """Count a sensor's bucket."""
        self.last_seen = now
        self.count_record(event, begins, now)

    def brought(self, source: str) -> None:
        """A source brought a mention; what it brings is halved now and then, so that the present counts."""
        self.sources[source] = self.sources.get(source, 0.0) + 1.0
        if self.sources[source] > HALVED_AT:
            self.sources = {name: brought / 2.0 for name, brought in self.sources.items()}

    def lives_on(self, sources: Iterable[str]) -> bool:
        """Whether so much comes from these sources that their silence is felt; nobody knows before the first mention."""
        brought = sum(self.sources.get(name, 0.0) for name in sources)
        return not self.sources or brought > FELT * sum(self.sources.values())

    def alert(self, rule: Rule, group: str) -> Alert:
        """Return the alert of a rule in a group."""
        alert = self.alerts.get((rule.id, group))
        if alert is None:
            alert = self.alerts[rule.id, group] = Alert()
        return alert

    def expect(self, now: float) -> float:
        """Return how many times the usual volume the running campaigns and occasions expect."""
        found = running(self.watch, now) if self.watch.campaigns or self.watch.occasions else None
        return 1.0 if found is None else found[2]

    def wider(self, now: float) -> float:
        """Return how many times as much it finds since it was given more terms, or finds other posts."""
        return self.steps.factor(now)

    def focus(self, mention: Mention, posted: float, now: float) -> Post:
        """Return one mention as a telling post (the one that fired a rule)."""
        telling = Telling()
        telling.observe(mention, posted, now, is_new=True)
        return telling.recent[0]

    def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's names out of what a page or the inbox might still show; all else knows authors by hashes."""
        self.telling.forget(platform, author, nobody)
        self.cascades.forget(platform, author, nobody)
        self.unanswered.forget(platform, author, nobody)
        self.own.pop(f"{platform} {author}", None)
        for alert in self.alerts.values():
            if alert.focus is not None:
                forget(alert.focus, platform, author, nobody)

    def to_state(self) -> dict[str, Any]:
        """Return what a restart needs."""
        return {
            "v": 1,
            **self.lanes_to_state(),
            "mood": self.mood.to_state(),
            "last_day": self.last_day.to_state(),
            "behind": self.behind.to_state(),
            "voices": self.voices.to_state(),
            "causes": self.causes.to_state(),
            "people": None if self.people is None else self.people.to_state(),
            "telling": self.telling.to_state(),
            "unanswered": self.unanswered.to_state(),
            "reposts": self.reposts,
            "counts": self.counts,
            "first_replies": self.first_replies.to_state(),
            "emerging": self.emerging.to_state(),
            "cascades": self.cascades.to_state(),
            "together": self.together.to_state(),
            "alerts": [[*key, msgspec.to_builtins(alert)] for key, alert in self.alerts.items()],
            "last_seen": self.last_seen,
            "late": self.late,
            "has_replies": self.has_replies,
            **({"own": list(self.own)} if self.own else {}),
            "sources": self.sources,
            **self.steps.to_state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take what `to_state` gave."""
        self.restore_lanes(state)
        self.mood = Mood.from_state(state["mood"])
        self.last_day = LastDay.from_state(state.get("last_day"))
        self.behind = Behind.from_state(state.get("behind"))
        self.voices = Voices.from_state(state["voices"])
        if "causes" in state:
            self.causes = Causes.from_state(state["causes"])
        self.people = None if state["people"] is None else People.from_state(state["people"])
        self.telling = Telling.from_state(state["telling"])
        self.unanswered = Unanswered.from_state(state["unanswered"])
        self.reposts = dict(state.get("reposts", {}))
        self.counts = {post: tuple(told) for post, told in state.get("counts", {}).items()}
        self.first_replies.restore(state.get("first_replies", ()))
        self.emerging = Terms.from_state(state["emerging"])
        self.cascades = Cascades.from_state(state["cascades"]) if "cascades" in state else Cascades()
        self.together = Together.from_state(state["together"]) if "together" in state else Together()
        self.alerts = {(rule, group): msgspec.convert(alert, Alert) for rule, group, alert in state["alerts"]}
        self.last_seen, self.late = state["last_seen"], state["late"]
        self.has_replies = state["has_replies"]
        self.own = dict.fromkeys(state.get("own", ()))
        self.sources = dict(state["sources"])
        self.steps = Steps.from_state(state)
