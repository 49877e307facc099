"""WatchState: all that the engine knows about one watch. Nothing here reads another watch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from alertd.core.business_hours import open_seconds
from alertd.core.rules.alert import Alert
from alertd.core.rules.lanes import MOOD, WHOLE, LaneKey, Needs, is_taken, weight_in
from alertd.core.rules.old_state import heard_before, velocity_key
from alertd.core.signals.authors import Authors
from alertd.core.signals.cascades import Cascades
from alertd.core.signals.causes import Causes
from alertd.core.signals.emerging_terms import Terms
from alertd.core.signals.evidence import Post, Telling, forget
from alertd.core.signals.first_repeaters import People
from alertd.core.signals.first_replies import FirstReplies
from alertd.core.signals.hard_count import is_negative, is_positive
from alertd.core.signals.lateness import Behind
from alertd.core.signals.mood import Mood
from alertd.core.signals.mood_turn import MoodTurn
from alertd.core.signals.tally import Tally
from alertd.core.signals.together import Together
from alertd.core.signals.unanswered import Unanswered, Waiting
from alertd.core.signals.velocity import Velocity
from alertd.core.signals.voices import Voices
from alertd.core.signals.volume import Volume
from alertd.core.stable import key_of
from alertd.core.times import instant
from alertd.model.events import CountSeen
from alertd.model.mention import Mention, Reply
from alertd.model.people import Hours
from alertd.model.rule import Rule
from alertd.model.watch import Watch

TOO_OLD = 6 * 3600.0  # design 5: a mention older than 6 h never wakes anybody by itself
HALVED_AT, FELT = 1000.0, 0.2  # mentions of a source before all are halved; share of mentions from which it is missed
COUNTED_FOR = (
    600.0  # seconds after its last bucket (and twice its length) for which a count sensor speaks for its platform
)
REPOSTED = 2_000  # posts whose reposts are counted


class Heard(NamedTuple):
    """A mention on its way into the lanes. is_new: no copy; is_voice: no copy, or one of a young watch's first people."""

    mention: Mention
    posted: float
    now: float
    source: str
    author: int
    is_new: bool
    is_voice: bool
    is_live: bool
    evidence: float


class WatchState:
    """Signals, alerts and telling posts of one watch."""

    LATE_SHOWN = 900.0  #: a page says how late its newest post is from 15 minutes on

    def __init__(self, watch: Watch, rules: tuple[Rule, ...], needs: tuple[Needs, ...]) -> None:
        self.watch = watch
        self.rules = rules
        self.volumes: dict[LaneKey, Volume] = {}
        self.velocities: dict[LaneKey, Velocity] = {}
        self.moods: dict[LaneKey, Mood] = {}
        self.tallies: dict[LaneKey, Tally] = {}
        self.reposts: dict[str, int] = {}  #: platform and id of a post -> reposts of it that we saw, the newest last
        self.turns: dict[LaneKey, MoodTurn] = {}
        self.authors: dict[LaneKey, Authors] = {}
        self.sources: dict[str, float] = {}  #: mentions of late, by the source that brought them
        self.mood = Mood()
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
        self.counted_at: float | None = None
        self.late = 0
        self.has_replies = False  #: some reply of the brand was seen, so that answers can be told from silence
        self.counted: dict[str, float] = {}  #: platform -> until when a count sensor speaks for it
        self.groups: dict[str, dict[str, None]] = {}  #: "language" or "platform" -> those that were seen
        self.needs = needs
        self.hours: Mapping[str, Hours] = {}  #: business hours by name, as the settings have them now
        self.rests: tuple[Any, ...] = ()  #: when each rule rests; made by who judges them

    def adopt(self, watch: Watch, rules: tuple[Rule, ...], needs: tuple[Needs, ...]) -> bool:
        """Take new settings; return whether what we look for changed, which begins a new series."""
        is_new_series = (watch.terms, watch.exclude, watch.needs) != (
            self.watch.terms,
            self.watch.exclude,
            self.watch.needs,
        )
        before = {rule.id: rule for rule in self.rules}
        self.watch, self.rules, self.needs, self.rests = watch, rules, needs, ()
        if is_new_series:
            self.volumes, self.velocities, self.turns, self.people = {}, {}, {}, People()
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

    def forget_moods(self) -> None:
        """Begin the series that depend on the scorer anew; a level of one scorer says nothing about another's."""
        self.volumes = {key: lane for key, lane in self.volumes.items() if not key.is_of_mood}
        self.velocities, self.moods, self.turns = {}, {}, {}
        self.tallies = {key: lane for key, lane in self.tallies.items() if not key.is_of_mood}
        self.mood = Mood()

    def mention(self, mention: Mention, posted: float, now: float, source: str = "") -> bool:
        """Count a mention in every lane that wants it; return whether it may raise a page by itself (it is not late)."""
        is_new = self.voices.is_new(mention.voice, now)
        self.last_seen = now
        is_live = self.behind.takes(mention, posted, now)
        if not is_live:
            self.late += 1
        is_known, negative = mention.score.is_known, is_negative(mention)
        self.mood.observe(posted, negative=1000 * negative if is_known else None)
        self.telling.observe(mention, posted, now, is_new=is_new)
        self.cascades.observe(mention, posted, now)
        self.together.observe(mention, posted, now)
        author = key_of(mention.platform, mention.author)
        is_counted = now < self.counted.get(mention.platform, 0.0)
        is_somebody = self.people is not None and self.people.counts(author, mention.voice, posted)
        is_voice = is_new or is_somebody
        evidence = self._evidence(mention, now, is_new=is_new) if is_voice else 0.0
        heard = Heard(
            mention, posted, now, source, author, is_new=is_new, is_voice=is_voice, is_live=is_live, evidence=evidence
        )
        for needs in self.needs:
            group = self._group(needs.kind, mention) if needs.kind != "watch" else ""
            self._count_volumes(needs.keys, group, heard, is_counted=is_counted)
            if is_new and mention.score.is_known and (needs.moods or needs.velocities):
                self._count_shares((*needs.moods, *needs.velocities), group, heard)
            if needs.tallies:
                self._tally(needs.tallies, group, heard)
        if self.people is not None and WHOLE in self.volumes and not self.volumes[WHOLE].is_starting:
            self.people = None
        if mention.tokens and is_new:
            self.emerging.observe(posted, [f"{token:x}" for token in mention.tokens], now=now, is_live=is_live)
        if mention.repost_of is not None:
            self._reposted(f"{mention.platform} {mention.repost_of}")
        if mention.needs_answer and is_new and mention.repost_of is None:
            wakes = not mention.is_imported and now - posted <= TOO_OLD
            replied = self.unanswered.observe(_waiting(mention, posted, wakes=wakes), now)
            if replied is not None:
                self.first_replies.answered(posted, self.worked(posted, replied), now)
        else:
            self.unanswered.followed(mention.platform, _thread(mention), mention.author, mention.id)
        return is_live

    def _count_volumes(self, keys: tuple[LaneKey, ...], group: str, heard: Heard, *, is_counted: bool) -> None:
        for key in keys:
            if key.of == "mood" and is_taken(key, heard.mention, heard.source):
                self._count_turn(key.with_(group=group) if group else key, heard)
            if key.of == "mood":
                continue
            weight = 1.0 if key.of == "all" and not key.only else weight_in(key, heard.mention, heard.source)
            lane = key.with_(group=group) if group else key
            if key.of == "terms" and lane not in self.volumes:
                self.volume(lane, heard.posted)  # a word that nobody says is silence too, and silence is what is usual
            elif weight <= 0 and key.of in ("negative", "positive"):
                self.volume(lane, heard.posted)  # it is watched from now on, and so far without one
            if weight <= 0:
                continue
            # A sensor counts instead of posts: both together would count each post of its platform twice.
            counts = 1.0 if key.count == "posts" else heard.evidence
            if counts and not (is_counted and key.of == "all"):
                self.volume(lane, heard.posted).observe(
                    heard.posted, now=heard.now, weight=weight * counts, is_live=heard.is_live
                )
            # Authors are counted of live windows only.
            if heard.is_live:
                self._authors(lane).observe(heard.posted, heard.author)

    def _count_turn(self, lane: LaneKey, heard: Heard) -> None:
        mention, negative = heard.mention, is_negative(heard.mention)
        if heard.is_new and heard.is_live and mention.score.is_known:
            likely = mention.score.negative / 1000
            self._turn(lane).observe(heard.posted, likely=likely, is_negative=negative, evidence=heard.evidence)
        if negative and heard.is_live:
            self._authors(lane).observe(heard.posted, heard.author)

    def _count_shares(self, keys: tuple[LaneKey, ...], group: str, heard: Heard) -> None:
        """Count a mention whose score is known, and no copy, in the lanes of shares."""
        for key in keys:
            if not is_taken(key, heard.mention, heard.source):
                continue
            lane = key.with_(group=group) if group else key
            part = float(is_positive(heard.mention) if key.of.endswith("positive") else is_negative(heard.mention))
            if key.kind == MOOD:
                self.moods.setdefault(lane, Mood()).observe(heard.posted, negative=round(1000 * part))
            else:
                self._velocity(lane).observe(
                    heard.posted, now=heard.now, negative=part, known=True, is_live=heard.is_live
                )
            if heard.is_live:
                self._authors(lane).observe(heard.posted, heard.author)

    def _tally(self, keys: tuple[LaneKey, ...], group: str, heard: Heard) -> None:
        is_fresh = not heard.mention.is_imported and heard.now - heard.posted <= TOO_OLD
        for key in keys:
            if weight_in(key, heard.mention, heard.source) > 0:
                tally = self.tallies.setdefault(key.with_(group=group) if group else key, Tally())
                tally.observe(heard.posted, heard.author, is_new=heard.is_voice, is_fresh=is_fresh)

    def _tally_words(self, mention: Mention, now: float) -> None:
        """Count a mention that has the words since it was edited; it is no new mention of anything else."""
        author = key_of(mention.platform, mention.author)
        for needs in self.needs:
            group = self._group(needs.kind, mention) if needs.kind != "watch" else ""
            for key in needs.tallies:
                if key.of == "terms" and weight_in(key, mention) > 0:
                    self.tallies.setdefault(key.with_(group=group) if group else key, Tally()).observe(
                        now, author, is_new=True
                    )

    def _reposted(self, post: str) -> None:
        self.reposts[post] = self.reposts.pop(post, 0) + 1
        if len(self.reposts) > REPOSTED:
            del self.reposts[next(iter(self.reposts))]

    def _evidence(self, mention: Mention, now: float, *, is_new: bool) -> float:
        """Return how much a voice says that others have not said: of a thread, or of one text, ever less."""
        if not is_new:
            return self.causes.evidence(mention.voice, now)
        thread = _thread(mention)
        if thread == mention.id:
            return 1.0
        own = key_of(mention.platform, mention.id)
        return self.causes.evidence(key_of(mention.platform, thread), now, post=own)

    def edited(self, mention: Mention, now: float) -> None:
        """A mention says something new: its words and its question are of now; no volume and no mood moves."""
        self.last_seen = now
        self.telling.observe(mention, now, now, is_new=False)
        self._tally_words(mention, now)
        if mention.needs_answer and mention.repost_of is None:
            self.unanswered.observe(_waiting(mention, now, wakes=True), now)

    def reply(self, reply: Reply, posted: float, now: float) -> None:
        """The brand answered. An automatic answer is no answer, yet a sign that answers are seen here."""
        self.has_replies = True
        if reply.is_automatic:
            return
        for one in self.unanswered.answered(reply.platform, reply.conversation, reply.in_reply_to, posted):
            if one.wakes:
                self.first_replies.answered(one.posted, self.worked(one.posted, posted), now)

    def worked(self, begins: float, ends: float) -> float:
        """Return the seconds between two instants by the clock of the watch's team: its business hours, if it has any."""
        hours = self.hours.get(self.watch.hours or "")
        return ends - begins if hours is None else open_seconds(hours, instant(begins), instant(ends))

    def _group(self, kind: str, mention: Mention) -> str:
        group = mention.language if kind == "language" else mention.platform
        self.groups.setdefault(kind, {})[group] = None
        return group

    def count(self, event: CountSeen, begins: float, now: float) -> None:
        """Count a sensor's bucket: it feeds the lanes of all mentions, of the watch and of its platform."""
        self.last_seen = self.counted_at = now
        until = begins + event.seconds + max(2 * event.seconds, COUNTED_FOR)
        self.counted[event.platform] = max(until, self.counted.get(event.platform, 0.0))
        for needs in self.needs:
            if needs.kind == "language":
                continue
            group = "" if needs.kind == "watch" else event.platform
            if group:
                self.groups.setdefault(needs.kind, {})[group] = None
            for key in needs.keys:
                if key.of == "all":
                    lane = key if not group else key.with_(group=group)
                    self.volume(lane, begins).observe_count(begins, event.seconds, event.count, now=now)

    def brought(self, source: str) -> None:
        """A source brought a mention; what it brings is halved now and then, so that the present counts."""
        self.sources[source] = self.sources.get(source, 0.0) + 1.0
        if self.sources[source] > HALVED_AT:
            self.sources = {name: brought / 2.0 for name, brought in self.sources.items()}

    def lives_on(self, sources: Iterable[str]) -> bool:
        """Whether so much comes from these sources that their silence is felt; nobody knows before the first mention."""
        brought = sum(self.sources.get(name, 0.0) for name in sources)
        return not self.sources or brought > FELT * sum(self.sources.values())

    def gap(self, begin: float, end: float) -> None:
        """Nobody watched between two instants."""
        self.behind.gap(begin, end)
        for lane in self.volumes.values():
            lane.gap(begin, end)

    def volume(self, key: LaneKey, at: float) -> Volume:
        """Return the lane, begun at its first mention."""
        lane = self.volumes.get(key)
        if lane is None:
            lane = self.volumes[key] = Volume(started_at=at)
        return lane

    def authors_in(self, key: LaneKey, now: float, window: float) -> int | None:
        """Return how many distinct authors wrote in a lane; None if a count sensor fed it in the window."""
        if self.counted_at is not None and now - self.counted_at <= window:
            return None
        authors = self.authors.get(key)
        return authors.count(now, window) if authors else 0

    def _authors(self, key: LaneKey) -> Authors:
        authors = self.authors.get(key)
        if authors is None:
            authors = self.authors[key] = Authors()
        return authors

    def _turn(self, key: LaneKey) -> MoodTurn:
        turn = self.turns.get(key)
        if turn is None:
            turn = self.turns[key] = MoodTurn()
        return turn

    def _velocity(self, key: LaneKey) -> Velocity:
        velocity = self.velocities.get(key)
        if velocity is None:
            velocity = self.velocities[key] = Velocity()
        return velocity

    def groups_for(self, rule: Rule) -> tuple[str, ...]:
        """Return the groups in which a rule is evaluated, in a fixed order."""
        return ("",) if rule.group_by == "watch" else tuple(sorted(self.groups.get(rule.group_by, ())))

    def alert(self, rule: Rule, group: str) -> Alert:
        """Return the alert of a rule in a group."""
        alert = self.alerts.get((rule.id, group))
        if alert is None:
            alert = self.alerts[rule.id, group] = Alert()
        return alert

    def expect(self, now: float) -> float:
        """Return how many times the usual volume the running campaigns expect."""
        return max(
            (c.expect for c in self.watch.campaigns if c.begins_at.timestamp() <= now < c.ends_at.timestamp()),
            default=1.0,
        )

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
        for alert in self.alerts.values():
            if alert.focus is not None:
                forget(alert.focus, platform, author, nobody)

    def to_state(self) -> dict[str, Any]:
        """Return what a restart needs."""
        return {
            "v": 1,
            "volumes": [[key.text, lane.to_state()] for key, lane in self.volumes.items()],
            "velocities": [[key.text, lane.to_state()] for key, lane in self.velocities.items()],
            "turns": [[key.text, turn.to_state()] for key, turn in self.turns.items()],
            "authors": [[key.text, authors.to_state()] for key, authors in self.authors.items()],
            "mood": self.mood.to_state(),
            "behind": self.behind.to_state(),
            "voices": self.voices.to_state(),
            "causes": self.causes.to_state(),
            "people": None if self.people is None else self.people.to_state(),
            "telling": self.telling.to_state(),
            "unanswered": self.unanswered.to_state(),
            "moods": [[key.text, lane.to_state()] for key, lane in self.moods.items()],
            "tallies": [[key.text, lane.to_state()] for key, lane in self.tallies.items()],
            "reposts": self.reposts,
            "first_replies": self.first_replies.to_state(),
            "emerging": self.emerging.to_state(),
            "cascades": self.cascades.to_state(),
            "together": self.together.to_state(),
            "alerts": [[*key, msgspec.to_builtins(alert)] for key, alert in self.alerts.items()],
            "last_seen": self.last_seen,
            "counted_at": self.counted_at,
            "late": self.late,
            "has_replies": self.has_replies,
            "counted": self.counted,
            "sources": self.sources,
            "groups": {kind: sorted(groups) for kind, groups in self.groups.items()},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take what `to_state` gave."""
        self.volumes = {LaneKey.from_text(key): Volume.from_state(lane) for key, lane in state["volumes"]}
        self.velocities = {velocity_key(text): Velocity.from_state(lane) for text, lane in state["velocities"]}
        self.turns = {LaneKey.from_text(key): MoodTurn.from_state(turn) for key, turn in state.get("turns", ())}
        self.authors = {LaneKey.from_text(key): Authors.from_state(authors) for key, authors in state["authors"]}
        self.mood = Mood.from_state(state["mood"])
        self.behind = Behind.from_state(state.get("behind"))
        self.voices = Voices.from_state(state["voices"])
        if "causes" in state:
            self.causes = Causes.from_state(state["causes"])
        self.people = None if state["people"] is None else People.from_state(state["people"])
        self.telling = Telling.from_state(state["telling"])
        self.unanswered = Unanswered.from_state(state["unanswered"])
        self.moods = {LaneKey.from_text(text): Mood.from_state(lane) for text, lane in state.get("moods", ())}
        self.tallies = {LaneKey.from_text(text): Tally.from_state(lane) for text, lane in state.get("tallies", ())}
        self.reposts = dict(state.get("reposts", {}))
        heard_before(state.get("words", ()), self.needs, self.tallies)
        self.first_replies.restore(state.get("first_replies", ()))
        self.emerging = Terms.from_state(state["emerging"])
        self.cascades = Cascades.from_state(state["cascades"]) if "cascades" in state else Cascades()
        self.together = Together.from_state(state["together"]) if "together" in state else Together()
        self.alerts = {(rule, group): msgspec.convert(alert, Alert) for rule, group, alert in state["alerts"]}
        self.last_seen, self.counted_at = state["last_seen"], state["counted_at"]
        self.late, self.counted = state["late"], dict(state["counted"])
        self.has_replies = state["has_replies"]
        self.sources = dict(state["sources"])
        self.groups = {kind: dict.fromkeys(groups) for kind, groups in state["groups"].items()}


HIGH_NEGATIVE = 500  # P(negative), thousandths, from which a question is answered first
HIGH_TOP = 0.01  # the top 1 % of authors are answered first


def _thread(mention: Mention) -> str:
    return mention.conversation or mention.in_reply_to or mention.id


def _waiting(mention: Mention, posted: float, *, wakes: bool) -> Waiting:
    top = mention.reach.top
    return Waiting(
        posted,
        mention.platform,
        mention.id,
        _thread(mention),
        mention.author,
        mention.score.negative >= HIGH_NEGATIVE or (top is not None and top <= HIGH_TOP),
        wakes,
    )
