"""Episodes: over random bursts and whatever people do with them, the end, the return and the growth of one are told."""

from __future__ import annotations

import functools
import random
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alertd.core.engine import Engine
from alertd.core.incidents import growth, told_before
from alertd.core.incidents.calm import FLAPS
from alertd.core.incidents.together import NEAR
from alertd.core.rules.conditions.spike import WANES, lane_of
from alertd.core.times import epoch
from alertd.model.incident import Act
from alertd.model.page import PageKind
from alertd.model.reason import Reason
from alertd.model.rule import Floor, Spike
from alertd.model.watch import Watch
from tests.unit.core.stage import DAY_LONG, Stage, house, loud

#: A life that fails is short enough to read, and takes minutes to make shorter.
steady = settings(
    deadline=None,
    max_examples=12,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
RULES = (
    loud("volume", when=Spike(rarer_than=timedelta(days=30))),
    loud("angry", when=Spike(of="negative", rarer_than=timedelta(days=20), at_least=Floor(mentions=5, authors=4))),
)
#: Minutes that a part of a life lasts, posts an hour in it, whether they are angry, what somebody does at its end.
PARTS = st.lists(
    st.tuples(
        st.integers(5, 50),
        st.sampled_from((0, 6, 6, 40, 120, 300)),
        st.booleans(),
        st.sampled_from((None, None, Act.ACK, Act.PLAN, Act.SOLVE)),
    ),
    min_size=2,
    max_size=6,
)


@functools.cache
def lived() -> bytes:
    """Return a snapshot after two days of six posts an hour."""
    stage = Stage(house(*RULES))
    for number in range(2 * 24 * 6):
        stage.until(stage.now + timedelta(minutes=10)).mention("neutral" if number % 5 else "angry")
    return stage.engine.snapshot()


class Life(Stage):
    """What follows, minute by minute, with what must hold at each."""

    def __init__(self) -> None:
        super().__init__(house(*RULES))
        self.engine = Engine.restore(lived())
        assert self.engine.newest is not None
        self.now, self._seen = self.engine.newest, 0

    def part(self, minutes: int, per_hour: int, act: Act | None, *, angry: bool) -> None:
        """Live one part, then let somebody act, if there is something to act on."""
        chance = random.Random(minutes * 1000 + per_hour)
        for _ in range(minutes):
            self.until(self.now + timedelta(minutes=1))
            self._look()
            for _ in range(per_hour // 60 + (chance.random() < per_hour % 60 / 60)):
                self.mention("angry" if angry else "neutral")
                self._grown()
        if act is not None and self.incidents() and self.incident.closed_at is None:
            self.act(act, "omar")

    def _look(self) -> None:
        """A rule resolves only where what it counts is as usual, or no wave that may be the next; only when all have is it over."""
        watch = self.engine.state.watches["acme"]
        for decision in self.decisions[self._seen :]:
            rule = self.engine.state.context.rules.get(decision.rule or "")
            if decision.reason is Reason.ALERT_RESOLVED and rule is not None and isinstance(rule.when, Spike):
                lane, now = watch.volumes[lane_of(rule.when, rule, "")], epoch(self.now)
                reading, (fewest, _) = lane.reading(now), lane.floor(now)
                is_wave = (
                    reading.mentions >= (rule.when.at_least.mentions or fewest) and (reading.rarity or 0.0) >= WANES
                )
                assert not (is_wave and lane.is_raised(now)), decision
            if decision.reason is Reason.CALMING:
                assert not any(watch.alert(each, "").is_firing for each in RULES), decision
        self._seen = len(self.decisions)

    def _grown(self) -> None:
        """Nobody who has it is left with half of the number."""
        state = self.engine.state
        for incident in state.context.incidents.values():
            for rule_id in incident.firing:
                rule = state.context.rules[rule_id]
                alert = state.watches["acme"].alert(rule, incident.group)
                lead = alert.shown[0] if alert.shown else None
                told = told_before.comparable(incident, rule, lead)
                if incident.state.is_held and told and lead is not None and lead.value is not None:
                    assert lead.value < growth.DOUBLES * told, (rule_id, lead.value, told)


@steady
@given(parts=PARTS)
def test_the_end_is_told_when_it_is_calm_and_what_comes_back_or_doubles_is_told(
    parts: list[tuple[int, int, bool, Act | None]],
) -> None:
    """Any bursts, calm or angry, taken, planned, solved or let alone; whoever heard last that it is over hears what fires again in half an hour."""
    life = Life()
    for minutes, per_hour, angry, act in parts:
        life.part(minutes, per_hour, act, angry=angry)
    for _ in range(12):
        life.part(10, 6, None, angry=False)

    fired = [at for at, command in life.log if str(getattr(command, "reason", "")) == "alert-firing"]
    for at in fired:
        last = {page.to: page for page in life.pages if page.at < at}
        soon = {page.to for page in life.pages if at <= page.at <= at + timedelta(seconds=FLAPS)}
        assert {name for name, page in last.items() if page.kind is PageKind.RESOLVED} <= soon, at


#: Minutes until the next post, whom it names, whether a thousand follow its author.
NAMED = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from((("acme",), ("globex",), ("acme", "globex"))), st.booleans()),
    min_size=2,
    max_size=14,
)


@settings(deadline=None, max_examples=40)
@given(posts=NAMED)
def test_two_brands_are_linked_where_they_share_half_of_what_was_written_and_only_there(
    posts: list[tuple[int, tuple[str, ...], bool]],
) -> None:
    """Two that began within a quarter of an hour, when the second does: of the brand with fewer posts half name both. Both know it for good."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG), watches=tuple(Watch(name=name) for name in ("acme", "globex"))))
    written: list[tuple[float, str, int]] = []
    began: dict[str, float] = {}
    linked = False
    for number, (pause, names, is_loud) in enumerate(posts):
        stage.until(stage.now + timedelta(minutes=pause))
        now = epoch(stage.now)
        for name in names:
            stage.mention(audience=1000 if is_loud else 10, id=f"p{number}", watch=name)
            written.append((now, name, number))
            own, theirs = (
                {post for at, of, post in written if of == one and now - at <= NEAR} for one in ("acme", "globex")
            )
            opens = is_loud and name not in began
            if opens:
                began[name] = now
            near = len(began) == 2 and max(now - at for at in began.values()) <= NEAR
            linked = linked or (opens and near and 2 * len(own & theirs) >= min(len(own), len(theirs)) > 0)
            together = {incident.watch: bool(incident.together) for incident in stage.incidents()}
            assert set(together.values()) <= {linked}, (number, together)
