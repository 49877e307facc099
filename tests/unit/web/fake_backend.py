"""A daemon in memory, behind the same protocol as the real one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from alertd.errors import StoreUnavailable
from alertd.model.house import House
from alertd.model.incident import JUDGING, Act, Incident, State
from alertd.model.mention import Mention, Reach
from alertd.model.page import Outcome, Page
from alertd.model.people import Channel, Person, Roster
from alertd.model.rule import Rule, Severity
from alertd.model.score import Quality, Score
from alertd.model.silence import Silence
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.report.pulse import Curve, Pulse
from alertd.sources.webhook.source import verify
from alertd.web.backend import (
    DecisionSeen,
    Forgotten,
    Ingested,
    MentionShown,
    PageSeen,
    PostShown,
    Readiness,
    ReplyProofs,
    SourceStanding,
)
from alertd.web.refusals import Malformed, NotFound, Refused, TooBusy, Unauthorised, UnknownSource
from tests.unit.web import fake_inbox
from tests.unit.web.fake_inbox import FakeInbox
from tests.unit.web.fake_phones import FakePhones
from tests.unit.web.fake_reports import FakeReports

NOW = fake_inbox.NOW

HOSTILE = "<script>alert(1)</script> \u202egnp.exe & 'x' {{ 7*7 }}"


class StillClock:
    """A clock that stands until somebody turns it."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the instant it shows."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Turn the clock instead of waiting."""
        self.at += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def incident(id_: str = "9f2c4e5a1b3d7f60", **changes: object) -> Incident:
    """Return an open incident of acme."""
    made = Incident(
        id=id_,
        watch="acme",
        severity=Severity.CRISIS,
        state=State.OPEN,
        opened_at=NOW - timedelta(minutes=7),
        code="K7Q2",
        rules=("negative-storm",),
        peak={"signal": "volume", "value": 412.0, "at": "2026-11-21T02:58:00.000Z"},
        pages=2,
    )
    return made.with_(**changes)


def mention(**changes: object) -> Mention:
    """Return a complaint about acme by a stranger."""
    return Mention(
        watch="acme",
        platform="x",
        id="123",
        author="u_1",
        posted_at=NOW - timedelta(minutes=40),
        seen_at=NOW - timedelta(minutes=39),
        language="en",
        score=Score(negative=900, neutral=50, positive=50, quality=Quality.TRAINED, scorer="default/1"),
        voice=1,
        reach=Reach(audience=12000),
        handle="angry",
        needs_answer=True,
        url="https://x.example/123",
    ).with_(**changes)


_REACHED = {
    Act.ACK: (State.ACKNOWLEDGED, "acknowledged_at"),
    Act.PLAN: (State.PLANNED, "planned_at"),
    Act.SOLVE: (State.SOLVED, "solved_at"),
    Act.CLOSE: (State.CLOSED, "closed_at"),
}


class FakeBackend(FakeInbox, FakeReports, FakePhones):
    """Keeps incidents in a dict and remembers every act; `log` is what was committed, in order."""

    def __init__(self) -> None:
        FakeInbox.__init__(self)
        FakeReports.__init__(self)
        FakePhones.__init__(self)
        self.kept: dict[str, Incident] = {}
        self.log: list[tuple[object, ...]] = []
        self.bodies: list[bytes] = []
        self.shown = [MentionShown(mention=mention(), text=HOSTILE, due_at=NOW)]
        self.praised: list[MentionShown] = []
        self.telling: list[PostShown] = [PostShown(mention=mention(), text=HOSTILE, why="first")]
        self.labels: dict[tuple[str, str], str] = {}
        self.newest_page: Page | None = None
        dead = PageSeen(
            page_id="p1", to="ayse", channel="slack", at=NOW, outcome=Outcome.DEAD, detail="channel_not_found"
        )
        self.sent = [dead, PageSeen(page_id="p2", to="ayse", channel="sms", at=NOW)]
        self.pulse = Pulse()
        self.rules: tuple[Rule, ...] = ()
        self.watches: tuple[Watch, ...] = (Watch(name="acme"),)
        self.further: list[DecisionSeen] = []
        self.linked: dict[str, Page] = {}
        self.silences_kept: dict[str, Silence] = {}
        self.alive = True
        self.ready = Readiness(
            is_ready=True,
            sources={
                "x": SourceStanding(state=SourceState.OK, last_event_at=NOW, lag_seconds=1.5),
                "zap": SourceStanding(state=SourceState.BLIND, blind_seconds=120.0, note="no answer"),
            },
        )
        self.fault: Exception | None = None
        self.test_rounds = 0
        self.roster = Roster(
            people={
                "ayse": Person(name="ayse", addresses={"sms": "+905550000001", "slack": "U1"}),
                "omar": Person(name="omar", addresses={"sms": "+905550000002", "slack": "@U2"}),
            },
            channels={
                "sms": Channel(name="sms", scheme="twilio", is_sms=True, max_segments=2),
                "slack": Channel(name="slack", scheme="slack"),
                "tg": Channel(name="tg", scheme="tgram"),
            },
        )
        self.proofs = ReplyProofs()

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault

    def is_alive(self) -> bool:
        """Return what the test set."""
        return self.alive

    def readiness(self) -> Readiness:
        """Return what the test set."""
        return self.ready

    def metrics(self) -> bytes:
        """Return one counter."""
        return b"alertd_mentions_total 3\n"

    def house(self) -> House:
        """Return two people and one watch."""
        return House(watches=self.watches, rules=self.rules, roster=self.roster)

    def admits(self, name: str, headers: Mapping[str, str]) -> bool:
        """Know the source `zap` and its token."""
        if name != "zap":
            raise UnknownSource(f"there is no source {name}")
        if "x-alertd-signature" in headers:
            return False
        if not verify(headers, b"", token="zap-token", secret="zap-token"):
            raise Unauthorised("not the token of zap")
        return True

    def challenge(self, name: str, query: Mapping[str, str]) -> tuple[str, str]:
        """Repeat the challenge of whoever knows the token of `zap`."""
        self.admits(name, {"authorization": f"Bearer {query.get('token')}"})
        return "text/plain", query["challenge"]

    async def ingest(self, name: str, raw: bytes, content_type: str, headers: Mapping[str, str]) -> Ingested:
        """Take JSON objects with an id for the source `zap`, whose token is "zap-token"."""
        self._fail()
        if name != "zap":
            raise UnknownSource(f"there is no source {name}")
        if not verify(headers, raw, token="zap-token", secret="zap-token"):
            raise Unauthorised("not the token of zap")
        try:
            body = json.loads(raw)
        except ValueError:
            raise Malformed("line 1: broken JSON") from None
        rows = body if isinstance(body, list) else [body]
        wrong = [f"record {n}: id is missing" for n, row in enumerate(rows, 1) if "id" not in row]
        if wrong:
            raise Malformed(*wrong)
        duplicates = sum(1 for row in rows if ("stored", row["id"]) in self.log)
        self.log += [("stored", row["id"]) for row in rows if ("stored", row["id"]) not in self.log]
        self.bodies.append(raw)
        return Ingested(accepted=len(rows) - duplicates, duplicates=duplicates)

    async def incidents(self, state: State | None) -> Sequence[Incident]:
        """Return those of that state."""
        self._fail()
        return [kept for kept in self.kept.values() if state in (None, kept.state)]

    async def incident(self, incident: str) -> Incident:
        """Return one."""
        self._fail()
        if incident not in self.kept:
            raise NotFound(f"There is no incident {incident}.")
        return self.kept[incident]

    async def act(
        self, incident: str, act: Act, *, by: str, note: str, via: str, assignee: str | None, minutes: int = 30
    ) -> Incident:
        """Do it, with a reasoned no for what was done before."""
        kept = await self.incident(incident)
        if act is Act.ACK and kept.state is not State.OPEN:
            raise Refused(f"ALREADY_{kept.state.upper()}", f"It is already {kept.state.value}.")
        changes: dict[str, object] = {"by": {**kept.by, act.value: by}}
        if act in _REACHED:
            changes |= {"state": _REACHED[act][0], _REACHED[act][1]: NOW}
        elif act is Act.REOPEN:
            changes |= {"state": State.OPEN, "rounds": kept.rounds + 1}
        elif act in JUDGING:
            changes = {"judgements": {**kept.judgements, by: act.value}}
        elif act is Act.SNOOZE:
            changes["snoozed_until"] = NOW + timedelta(minutes=minutes)
        else:
            changes["assignee"] = assignee
        if note:
            changes["notes"] = (*kept.notes, note)
        self.kept[incident] = kept.with_(**changes)
        self.log.append((act.value, incident, by, via))
        self.further.append(fake_inbox.decided(act, by, via, note, assignee))
        return self.kept[incident]

    async def pin(self, incident: str, act: Act, platform: str, post: str, *, by: str, via: str) -> Incident:
        """Mark a post, and show it so."""
        kept, name = await self.incident(incident), f"{platform}:{post}"
        begins, ends = {
            Act.PIN: ("pinned", "left_out"),
            Act.UNPIN: ("", "pinned"),
            Act.LEAVE_OUT: ("left_out", ""),
            Act.TAKE_IN: ("", "left_out"),
        }[act]
        marks = {field: tuple(one for one in getattr(kept, field) if one != name) for field in (begins, ends) if field}
        if begins:
            marks[begins] = (*marks[begins], name)
        kept = self.kept[incident] = kept.with_(**marks)
        names = [f"{one.mention.platform}:{one.mention.id}" for one in self.telling]
        whys = ["left out" if one in kept.left_out else "matters" if one in kept.pinned else "" for one in names]
        self.telling = [one.with_(why=why) for one, why in zip(self.telling, whys, strict=True)]
        self.log.append((act.value, incident, by, via))
        return self.kept[incident]

    def reply_proofs(self) -> ReplyProofs:
        """Return what the test set."""
        return self.proofs

    async def page_of_link(self, token: str) -> Page | None:
        """Return what the test set."""
        return self.linked.get(token)

    async def decisions(self, incident: str) -> Sequence[DecisionSeen]:
        """Return one decision, and what the test decided."""
        told = f"412 mentions in {incident}"
        return [DecisionSeen(at=NOW, reason="FIRED", text=told, rule="negative-storm"), *self.further]

    def decided(self, reason: str, text: str, *, rule: str | None = None) -> None:
        """Add a decision about every incident."""
        self.further.append(DecisionSeen(at=NOW, reason=reason, text=text, rule=rule))

    async def pages(self, incident: str) -> Sequence[PageSeen]:
        """Return what the test set."""
        return self.sent

    async def told(self, incident: str, language: str) -> Page | None:
        """Return what the test set."""
        return self.newest_page

    async def curve(self, watch: str, until: datetime) -> Curve | None:
        """Return what was folded."""
        self._fail()
        return self.pulse.day(watch, until)

    def changes(self, incident: str = "") -> int:
        """Return how much was committed, in all or of an incident."""
        return sum(not incident or len(one) < 2 or one[1] in (incident, "happened") for one in self.log)

    async def telling_posts(self, _incident: str) -> Sequence[PostShown]:
        """Return what the test set."""
        return self.telling

    async def posts(self, incident: str) -> Sequence[PostShown]:
        """Return what the test set, with the labels that were given."""
        await self.incident(incident)
        return [
            one.with_(
                label=self.labels.get((one.mention.platform, one.mention.id)), attended=self.taken.get(one.mention.id)
            )
            for one in self.telling
        ]

    async def label(self, incident: str, platform: str, post: str, label: str, *, by: str) -> None:
        """Keep a label of a post that is shown and has its text."""
        kept = {(one.mention.platform, one.mention.id) for one in await self.posts(incident) if one.text is not None}
        if (platform, post) not in kept:
            raise NotFound("This post is not kept.")
        self.labels[platform, post] = label
        self.log.append(("label", incident, platform, post, label, by))

    async def mentions(self, watch: str | None, *, unanswered: bool, limit: int) -> Sequence[MentionShown]:
        """Return what the test set."""
        if watch not in (None, "acme"):
            raise NotFound(f"There is no watch {watch}.")
        found = [shown for shown in self.shown if not unanswered or shown.answered_at is None][:limit]
        return [self.in_hand(shown) if unanswered else shown for shown in found]

    async def praise(self, watch: str | None, *, since: datetime, limit: int) -> Sequence[MentionShown]:
        """Return what the test set, written since then."""
        if watch not in (None, "acme"):
            raise NotFound(f"There is no watch {watch}.")
        return [shown for shown in self.praised if shown.mention.posted_at >= since][:limit]

    async def silences(self) -> Sequence[Silence]:
        """Return all."""
        return list(self.silences_kept.values())

    async def silence(self, watch: str | None, rule: str | None, *, lasts: timedelta, by: str, reason: str) -> Silence:
        """Keep one."""
        made = Silence(id="s1", begins_at=NOW, ends_at=NOW + lasts, by=by, reason=reason, watch=watch, rule=rule)
        self.silences_kept[made.id] = made
        return made

    async def unsilence(self, silence: str, *, by: str) -> None:
        """Drop one."""
        if self.silences_kept.pop(silence, None) is None:
            raise NotFound(f"There is no silence {silence}.")
        self.log.append(("unsilence", silence, by))

    async def forget(self, author: str) -> Forgotten:
        """Forget whoever it is."""
        self.log.append(("forget", author, "", "api"))
        return Forgotten(people=(f"x:{author}",), texts=2, mentions=2, pages=1)

    async def rotate_keys(self, keep: timedelta) -> None:
        """Remember it."""
        self.log.append(("rotate", keep))

    async def open_incident(
        self, watch: str, severity: Severity, *, by: str, note: str, policy: str | None
    ) -> Incident:
        """Note what was asked; the first incident stands for the new one."""
        self.log.append(("open", watch, str(severity), by, note, policy))
        return (await self.incidents(None))[0]

    async def drill(self, policy: str | None, *, by: str, note: str) -> Incident:
        """Note what was asked; the first incident stands for the drill."""
        self.log.append(("drill", policy, by, note))
        return (await self.incidents(None))[0].with_(is_drill=True)

    async def send_test(self, to: str, *, by: str) -> str:
        """Plan a test for a person of the roster."""
        if to not in self.roster.people:
            raise NotFound(f"There is no policy or person {to}.")
        self.log.append(("send-test", to, by))
        return "t1"

    async def test_pages(self, test: str) -> Sequence[PageSeen]:
        """Answer nothing, then planned, then what became of them."""
        if test != "t1":
            raise NotFound(f"There is no test {test}.")
        self.test_rounds += 1
        if self.test_rounds == 1:
            return []
        slack = PageSeen(page_id="p1", to="ayse", channel="slack", at=NOW)
        sms = PageSeen(page_id="p2", to="ayse", channel="sms", at=NOW)
        if self.test_rounds == 2:
            return [slack, sms]
        return [
            slack.with_(outcome=Outcome.DELIVERED),
            sms.with_(outcome=Outcome.DEAD, detail="number unknown"),
        ]


def store_down() -> StoreUnavailable:
    """Return what the store raises on a full disk."""
    return StoreUnavailable("no space left on device")


def busy() -> TooBusy:
    """Return what intake raises when its queue is full."""
    return TooBusy(6.2, "The queue is full.")
