"""LaneCounts: the lanes of one watch, and how a mention or a sensor's bucket is counted in each that wants it."""

from __future__ import annotations

from typing import Any, NamedTuple

from alertd.core.few import place_of
from alertd.core.rules.groups import Groups
from alertd.core.rules.lanes import MOOD, TURN_TO_BETTER, LaneKey, Needs, evidence_in, is_taken, weight_in
from alertd.core.rules.old_state import heard_before, velocity_key
from alertd.core.signals.authors import Authors
from alertd.core.signals.hard_count import has_mood, is_negative, is_positive
from alertd.core.signals.lateness import TOO_OLD
from alertd.core.signals.loudness import Loudness
from alertd.core.signals.mood import Mood
from alertd.core.signals.mood_turn import MoodTurn
from alertd.core.signals.tally import Tally
from alertd.core.signals.velocity import Velocity
from alertd.core.signals.volume import Volume
from alertd.core.stable import key_of
from alertd.model.events import CountSeen
from alertd.model.mention import Mention
from alertd.model.score import Quality

COUNTED_FOR = (
    600.0  # seconds after its last bucket (and twice its length) for which a count sensor speaks for its platform
)


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


class LaneCounts:
    """What one watch counts, by lane. A lane begins at its first mention, so that none is kept that nobody reads.

    counted: platform -> until when a count sensor speaks for it. groups: languages and platforms that were seen.
    """

    def __init__(self, needs: tuple[Needs, ...]) -> None:
        self.needs = needs
        self.volumes: dict[LaneKey, Volume] = {}
        self.velocities: dict[LaneKey, Velocity] = {}
        self.moods: dict[LaneKey, Mood] = {}
        self.tallies: dict[LaneKey, Tally] = {}
        self.turns: dict[LaneKey, MoodTurn] = {}
        self.authors: dict[LaneKey, Authors] = {}
        self.audiences: dict[LaneKey, Loudness] = {}
        self.counted_at: float | None = None
        self.counted: dict[str, float] = {}
        self.groups = Groups()
        self.unusual: tuple[float, float] | None = None  #: begin and end of the planned event that goes on
        self.zone = "UTC"  #: where its people live

    def count_mention(self, heard: Heard) -> None:
        """Count a mention in every lane that wants it."""
        mention = heard.mention
        is_counted = heard.now < self.counted.get(place_of(mention.platform, self.counted), 0.0)
        for needs in self.needs:
            group = self.groups.of_mention(needs.kind, mention)
            self._count_volumes(needs.keys, group, heard, is_counted=is_counted)
            if heard.is_new and mention.score.is_known and (needs.moods or needs.velocities):
                self._count_shares((*needs.moods, *needs.velocities), group, heard)
            if needs.tallies:
                self._tally(needs.tallies, group, heard)
            if needs.audiences and mention.reach.audience is not None:
                self._count_audiences(needs.audiences, group, heard, mention.reach.audience)

    def count_words(self, mention: Mention, now: float) -> None:
        """Count a mention that has the words since it was edited; it is no new mention of anything else."""
        author = key_of(*mention.writer)
        for needs in self.needs:
            group = self.groups.of_mention(needs.kind, mention)
            for key in needs.tallies:
                if key.of == "terms" and weight_in(key, mention) > 0:
                    self.tallies.setdefault(key.with_(group=group) if group else key, Tally()).observe(
                        now, author, is_new=True
                    )

    def count_record(self, event: CountSeen, begins: float, now: float) -> None:
        """Count a sensor's bucket: it feeds the lanes of all mentions, of the watch and of its platform."""
        self.counted_at = now
        until = begins + event.seconds + max(2 * event.seconds, COUNTED_FOR)
        platform = place_of(event.platform, self.counted)
        self.counted[platform] = max(until, self.counted.get(platform, 0.0))
        for needs in self.needs:
            if needs.kind == "language":
                continue
            group = self.groups.of(needs.kind, event.platform)
            for key in needs.keys:
                if key.of == "all":
                    lane = key if not group else key.with_(group=group)
                    self.volume(lane, begins).observe_count(begins, event.seconds, event.count, now=now)

    def _count_volumes(self, keys: tuple[LaneKey, ...], group: str, heard: Heard, *, is_counted: bool) -> None:
        for key in keys:
            if key.is_turn:
                if is_taken(key, heard.mention, heard.source):
                    self._count_turn(key.with_(group=group) if group else key, heard)
                continue
            weight = 1.0 if key.of == "all" and not key.only else evidence_in(key, heard.mention, heard.source)
            lane = key.with_(group=group) if group else key
            if key.of == "terms" and lane not in self.volumes:
                self.volume(lane, heard.posted)  # a word that nobody says is silence too, and silence is what is usual
            elif weight <= 0 and key.of in ("negative", "positive"):
                self.volume(lane, heard.posted)  # it is watched from now on, and so far without one
            if weight <= 0:
                continue
            # A sensor counts instead of posts: both together would count each post of its platform twice.
            counts = 1.0 if key.count == "posts" else heard.evidence
            is_one = key.of == "all" or weight_in(key, heard.mention, heard.source) > 0
            if counts and not (is_counted and key.of == "all"):
                self.volume(lane, heard.posted).observe(
                    heard.posted, now=heard.now, weight=weight * counts, is_live=heard.is_live, is_one=is_one
                )
            # Authors are counted of live windows only.
            if heard.is_live and is_one:
                self._authors(lane).observe(heard.posted, heard.author)

    def _count_turn(self, lane: LaneKey, heard: Heard) -> None:
        score = heard.mention.score
        if lane.of == TURN_TO_BETTER:
            likely, counts = score.positive, is_positive(heard.mention)
        else:
            likely, counts = score.negative, is_negative(heard.mention)
        if heard.is_new and heard.is_live and score.is_known:
            language = "given" if score.quality is Quality.GIVEN else heard.mention.language
            self._turn(lane).observe(
                heard.posted, likely=likely / 1000, counts=counts, evidence=heard.evidence, language=language
            )
        if counts and heard.is_live:
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

    def _count_audiences(self, keys: tuple[LaneKey, ...], group: str, heard: Heard, audience: int) -> None:
        for key in keys:
            score = heard.mention.score
            if is_taken(key, heard.mention, heard.source) and has_mood(
                key.of, score, audience=audience, sureness=key.sureness
            ):
                lane = key.with_(group=group) if group else key
                self.audiences.setdefault(lane, Loudness(key.floor)).observe(heard.posted, audience)

    def _tally(self, keys: tuple[LaneKey, ...], group: str, heard: Heard) -> None:
        is_fresh = not heard.mention.is_imported and heard.now - heard.posted <= TOO_OLD
        is_passed_on = heard.mention.repost_of is not None or heard.mention.repost_of_author is not None
        for key in keys:
            if weight_in(key, heard.mention, heard.source) > 0:
                tally = self.tallies.setdefault(key.with_(group=group) if group else key, Tally())
                tally.observe(
                    heard.posted, heard.author, is_new=heard.is_voice, is_fresh=is_fresh, is_passed_on=is_passed_on
                )

    def gap(self, begin: float, end: float) -> None:
        """Nobody watched between two instants."""
        for lane in self.volumes.values():
            lane.gap(begin, end)

    def volume(self, key: LaneKey, at: float) -> Volume:
        """Return the lane, begun at its first mention."""
        lane = self.volumes.get(key)
        if lane is None:
            lane = self.volumes[key] = Volume(started_at=at)
            lane.live_in(self.zone, is_even=key.is_of_mood)
            if self.unusual:
                lane.leave_out(*self.unusual)
        return lane

    def settle(self, zone: str) -> None:
        """Take the days and weeks of a zone for those of its people."""
        self.zone = zone
        for key, lane in self.volumes.items():
            lane.live_in(zone, is_even=key.is_of_mood)

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

    def begin_anew(self) -> None:
        """Forget the series of a watch that now looks for something else."""
        self.volumes, self.velocities, self.turns, self.audiences = {}, {}, {}, {}

    def forget_scores(self) -> None:
        """Begin the lanes that depend on the scorer anew; a level of one scorer says nothing about another's."""
        self.volumes = {key: lane for key, lane in self.volumes.items() if not key.is_of_mood}
        self.velocities, self.moods, self.turns, self.audiences = {}, {}, {}, {}
        self.tallies = {key: lane for key, lane in self.tallies.items() if not key.is_of_mood}

    def lanes_to_state(self) -> dict[str, Any]:
        """Return what a restart needs of the lanes."""
        return {
            "volumes": [[key.text, lane.to_state()] for key, lane in self.volumes.items()],
            "velocities": [[key.text, lane.to_state()] for key, lane in self.velocities.items()],
            "turns": [[key.text, turn.to_state()] for key, turn in self.turns.items()],
            "authors": [[key.text, authors.to_state()] for key, authors in self.authors.items()],
            "moods": [[key.text, lane.to_state()] for key, lane in self.moods.items()],
            "tallies": [[key.text, lane.to_state()] for key, lane in self.tallies.items()],
            "audiences": [[key.text, lane.to_state()] for key, lane in self.audiences.items()],
            "counted_at": self.counted_at,
            "counted": self.counted,
            "groups": self.groups.to_state(),
        }

    def restore_lanes(self, state: dict[str, Any]) -> None:
        """Take what `lanes_to_state` gave."""
        self.volumes = {LaneKey.from_text(key): Volume.from_state(lane) for key, lane in state["volumes"]}
        self.settle(self.zone)
        self.velocities = {velocity_key(text): Velocity.from_state(lane) for text, lane in state["velocities"]}
        self.turns = {LaneKey.from_text(key): MoodTurn.from_state(turn) for key, turn in state.get("turns", ())}
        self.authors = {LaneKey.from_text(key): Authors.from_state(authors) for key, authors in state["authors"]}
        self.moods = {LaneKey.from_text(text): Mood.from_state(lane) for text, lane in state.get("moods", ())}
        self.tallies = {LaneKey.from_text(text): Tally.from_state(lane) for text, lane in state.get("tallies", ())}
        self.audiences = {LaneKey.from_text(key): Loudness.from_state(lane) for key, lane in state.get("audiences", ())}
        heard_before(state.get("words", ()), self.needs, self.tallies)
        self.counted_at, self.counted = state["counted_at"], dict(state["counted"])
        self.groups = Groups(state["groups"])
