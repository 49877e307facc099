"""The store's other ports: what people look at, what reports read, what an erasure writes anew, what retention deletes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from alertd.erasure_port import Told
from alertd.intake.render import render
from alertd.model.commands import KeepDecision
from alertd.model.events import ActTaken, AuthorNoted, CountSeen, HouseLoaded, MentionSeen, OpsNoted, ReplySeen
from alertd.model.glimpse import Turn
from alertd.model.house import House
from alertd.model.incident import Act, Incident, State
from alertd.model.mention import Reply, key_of
from alertd.model.page import Outcome, Receipt
from alertd.model.post import Post, text_of
from alertd.model.rule import Severity
from alertd.ports import Entry, Reject
from alertd.store.sqlite import SqliteStore
from alertd.store_port import Aged, Store
from tests.unit.runtime.made import NOON, entry, queued

HOUR = timedelta(hours=1)


def _incident(ident: str, hours: float = 0.0, state: State = State.OPEN) -> Incident:
    return Incident(
        id=ident, watch="acme", severity=Severity.CRISIS, state=state, opened_at=NOON + timedelta(hours=hours)
    )


def _decision(reason: str, hours: float, *, incident: str | None = None, watch: str = "acme") -> KeepDecision:
    at = NOON + timedelta(hours=hours)
    return KeepDecision(at=at, reason=reason, text=reason, watch=watch, incident=incident)


def test_incidents_are_kept_as_they_stand_now(store: Store) -> None:
    """Newest first, by state, by id; a later word replaces the one before. For reports oldest first, since an instant."""
    model = store.read_model
    for one in (_incident("a"), _incident("b", 1), _incident("c", 1), _incident("a", state=State.SOLVED)):
        model.keep_incident(one)

    assert [one.id for one in model.incidents()] == ["b", "c", "a"]
    assert [one.id for one in model.incidents("solved")] == ["a"]
    assert [one.id for one in model.incidents(limit=1)] == ["b"]
    assert model.incident("a") == _incident("a", state=State.SOLVED)
    assert model.incident("nobody") is None
    assert [one.id for one in store.history.incidents()] == ["a", "b", "c"]
    assert [one.id for one in store.history.incidents(NOON + HOUR)] == ["b", "c"]


def test_decisions_are_found_by_incident_and_by_reason(store: Store) -> None:
    """An incident's own, those of its watch's alerts while it lasted and ten minutes before, and all of a reason since."""
    kept = [
        _decision("early", -1),
        _decision("just_before", -0.1),
        _decision("opened", 0, incident="i"),
        _decision("firing", 0.5),
        _decision("elsewhere", 0.5, watch="globex"),
        _decision("solved", 1, incident="i"),
        _decision("firing", 2),
    ]
    for one in kept:
        store.read_model.keep_decision(one)

    assert [one.reason for one in store.read_model.decisions("i")] == ["opened", "solved"]
    around = [one.reason for one in store.read_model.decisions_around("acme", "i")]
    assert around == ["just_before", "opened", "firing", "solved"]
    assert list(store.history.decisions(["firing", "early"], NOON)) == [kept[3], kept[6]]
    assert store.read_model.decisions_around("acme", "nobody") == []


def test_mentions_come_with_their_newest_text(store: Store) -> None:
    """The newest of a watch first, or those asked for in their order; what was erased has no text."""
    for one in (entry("1"), entry("2"), entry("2", text="edited"), entry("3", watch="acme corp")):
        store.append(one, NOON)
    store.erase("x", "1")

    def shown(watch: str | None, keys: list[str] | None = None, limit: int = 9) -> list[tuple[str, str | None]]:
        rows = store.read_model.mentions(watch, keys, limit)
        return [
            (event.mention.id, None if post is None else text_of(post))
            for event, post in rows
            if isinstance(event, MentionSeen)
        ]

    assert shown("acme") == [("2", "edited"), ("1", None)]
    assert [ident for ident, _ in shown(None, limit=2)] == ["3", "2"]
    asked = [key_of("acme", "x", "2"), key_of("acme", "x", "9"), key_of("acme corp", "x", "3")]
    assert [ident for ident, _ in shown(None, asked)] == ["2", "3"]


def test_history_is_what_came_in(store: Store) -> None:
    """All of it in log order; of a span in the order of its instants, with its posts; other events by their kind."""
    store.append(Entry(event=HouseLoaded(at=NOON, house=House())), NOON)
    store.append(entry("late", at=NOON + HOUR), NOON + HOUR)
    store.append(entry("old", at=NOON - HOUR), NOON - HOUR)
    count = CountSeen(at=NOON, watch="acme", platform="x", begins_at=NOON, seconds=60, count=3)
    store.append(Entry(event=count, key="c"), NOON)
    store.append(Entry(event=OpsNoted(at=NOON, topic="t", text="t")), NOON)

    def ids(rows: Iterator[tuple[object, bytes | None]]) -> list[str]:
        return [one.mention.id if isinstance(one, MentionSeen) else type(one).__name__ for one, _ in rows]

    assert ids(store.history.came_in()) == ["late", "old", "CountSeen"]
    assert ids(store.history.came_in_between(NOON - HOUR, NOON)) == ["old", "CountSeen"]
    assert [text_of(post) for _, post in store.history.came_in() if post] == ["acme is here"] * 2
    assert [one.topic for one in store.history.events(OpsNoted)] == ["t"]
    assert list(store.history.events(MentionSeen, NOON + 2 * HOUR)) == []
    assert store.history.newest(HouseLoaded) is not None
    assert store.history.brought(NOON) == {"": (1, 0)}


def test_the_log_begins_with_its_first_event_however_old_what_came_later_is(store: Store) -> None:
    """History that somebody imports afterwards was written before, and nobody watched it then."""
    assert store.history.begins_at() is None
    for hours in (0.0, -48.0, 1.0):
        at = NOON + timedelta(hours=hours)
        store.append(Entry(event=OpsNoted(at=at, topic="t", text="t")), at)
    assert store.history.begins_at() == NOON


def test_mentions_from_the_newest_on(store: Store) -> None:
    """Of a time without its end, of one watch, by letters that stand in it, by their author; other events are not among them."""
    store.append(Entry(event=HouseLoaded(at=NOON, house=House())), NOON)
    store.append(entry("old", at=NOON - HOUR, handle="Angry"), NOON - HOUR)
    store.append(entry("a"), NOON)
    store.append(entry("b", watch="acme corp"), NOON)
    store.append(entry("end", at=NOON + HOUR), NOON + HOUR)
    begins, ends = NOON - HOUR, NOON + HOUR

    def ids(rows: Iterable[tuple[MentionSeen, bytes | None]]) -> list[str]:
        return [event.mention.id for event, _ in rows]

    assert ids(store.history.newest_mentions(begins, ends)) == ["b", "a", "old"]
    assert ids(store.history.newest_mentions(begins, ends, watch="acme")) == ["a", "old"]
    assert store.history.called("ANGRY", 9) == ["x:u_old"]
    assert store.history.called("angry", 2) == store.history.called("angr", 9) == []
    assert ids(store.history.newest_mentions(NOON, NOON)) == []
    assert [text_of(post) for _, post in store.history.newest_mentions(begins, NOON) if post] == ["acme is here"]
    assert ids(store.history.mentions_by("x:u_a", 5)) == ["a"]
    assert ids(store.history.mentions_by("x:nobody", 5)) == []


def test_replies_of_a_time(store: Store) -> None:
    """The oldest first, both ends included, with their newest text; of more than are asked for the newest, whatever else was written."""

    def reply(ident: str, hours: float) -> Entry:
        at = NOON + hours * HOUR
        said = Reply(watch="acme", platform="x", id=ident, author="acme_help", posted_at=at, seen_at=at)
        post = entry(ident, at=at, text=f"sorry {ident}").post
        return Entry(
            event=ReplySeen(at=at, reply=said), key=key_of("acme", "x", ident), post=post, author="x:acme_help"
        )

    for hours, one in ((1, reply("late", 1)), (0, entry("1")), (-1, reply("early", -1)), (0, reply("mid", 0))):
        store.append(one, NOON + hours * HOUR)
    store.append(Entry(event=HouseLoaded(at=NOON, house=House())), NOON)
    store.erase("x", "early")

    def ids(begins: float, ends: float, most: int = 9) -> list[tuple[str, str | None]]:
        rows = store.history.replies(NOON + begins * HOUR, NOON + ends * HOUR, most)
        return [(event.reply.id, None if post is None else text_of(post)) for event, post in rows]

    assert ids(-1, 1) == [("early", None), ("mid", "sorry mid"), ("late", "sorry late")]
    assert ids(-0.5, 0) == [("mid", "sorry mid")]
    for number in range(40):
        store.append(entry(f"n{number}", at=NOON + HOUR / 2), NOON + HOUR / 2)
    assert ids(-1, 1, most=2) == [("mid", "sorry mid"), ("late", "sorry late")], (
        "a crowd between two answers hides none"
    )
    assert ids(2, 3) == []


def test_what_is_asked_by_instant_is_answered_by_the_index(tmp_path: Path) -> None:
    """SQLite uses a partial index only for its own words: a page that read the whole log would take seconds of a large store."""
    with contextlib.closing(SqliteStore(tmp_path)) as store:
        asked: list[str] = []
        store.connection.set_trace_callback(asked.append)
        list(store.history.newest_mentions(NOON, NOON + HOUR, watch="acme"))
        list(store.history.glimpses(NOON, NOON + HOUR))
        store.history.called("angry", 5)
        list(store.history.came_in_between(NOON, NOON + HOUR))
        store.history.mentions_by("x:u", 5)
        store.history.replies(NOON, NOON + HOUR, 5)
        store.connection.set_trace_callback(None)
        plans = [[row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {one}")] for one in asked]
    assert len(plans) == 7
    scanned = [step for plan in plans for step in plan if step.startswith("SCAN event")]
    # By a handle the newest are read one by one, and only so many.
    assert scanned == ["SCAN event USING INDEX event_mention_at"], plans


def test_a_glimpse_is_all_that_a_chart_needs(store: Store) -> None:
    """Of mentions and counts of a time, both ends included, in the order of their instants; more than are read at once too."""
    counted = CountSeen(at=NOON, watch="acme", platform="x", begins_at=NOON, seconds=60, count=3)
    store.append(Entry(event=HouseLoaded(at=NOON, house=House())), NOON)
    store.append(entry("late", at=NOON + HOUR), NOON + HOUR)
    store.append(entry("old", at=NOON - HOUR), NOON - HOUR)
    store.append(Entry(event=counted, key="c"), NOON)
    seen = list(store.history.glimpses(NOON - HOUR, NOON))
    assert [getattr(one, "posted_at", None) for one in seen] == [NOON - HOUR, None]
    assert seen[1] == counted
    for number in range(1100):
        store.append(entry(f"n{number}", at=NOON + HOUR), NOON + HOUR)
    assert len(list(store.history.glimpses(NOON, NOON + HOUR))) == 1102


def test_a_turn_is_all_that_a_report_of_answers_needs(store: Store) -> None:
    """Of every mention and reply, in log order, more than are read at once too; of a reply with its newest post, for who signed it."""
    asked = entry("1", at=NOON + HOUR)
    assert isinstance(asked.event, MentionSeen)
    reply = Reply(watch="acme", platform="x", id="r", author="acme", posted_at=NOON, seen_at=NOON, in_reply_to="1")
    answer = Post(platform="x", id="r", created_at=NOON, author="acme", text="Try again. ^JA")
    counted = CountSeen(at=NOON, watch="acme", platform="x", begins_at=NOON, seconds=60, count=3)
    store.append(Entry(event=HouseLoaded(at=NOON, house=House())), NOON)
    store.append(asked, NOON + HOUR)
    store.append(Entry(event=ReplySeen(at=NOON, reply=reply), key="k", post=render(answer)), NOON)
    store.append(Entry(event=counted, key="c"), NOON)

    (turn, nothing), (told, post) = store.history.turns()

    assert isinstance(turn, Turn)
    mention = asked.event.mention
    same = (
        "watch",
        "platform",
        "id",
        "author",
        "posted_at",
        "language",
        "in_reply_to",
        "conversation",
        "quotes",
        "needs_answer",
    )
    assert [getattr(turn, name) for name in same] == [getattr(mention, name) for name in same]
    assert (turn.score.negative, turn.score.is_known) == (mention.score.negative, mention.score.is_known)
    assert (turn.reach.top, nothing) == (mention.reach.top, None)
    assert told == reply
    assert post is not None
    assert text_of(post) == "Try again. ^JA"

    for number in range(2_100):
        store.append(entry(f"n{number}", at=NOON + HOUR), NOON + HOUR)
    assert [one.id for one, _ in store.history.turns()] == ["1", "r", *(f"n{number}" for number in range(2_100))]


def test_what_an_erasure_writes_anew(store: Store) -> None:
    """Each thing by its own value, in the place of the one before."""
    for one in ("1", "2"):
        store.append(entry(one), NOON)
    store.append(Entry(event=ActTaken(at=NOON, incident="i", act=Act.ACK, by="ayse", note="u_1 rang")), NOON)
    store.append(Entry(event=AuthorNoted(at=NOON, platform="x", author="u_1", by="ayse", note="rang")), NOON)
    store.reject("feed", Reject(reason="no", body='{"author": "u_1"}'), NOON)
    store.reject("feed", Reject(reason="no", body=""), NOON)
    store.read_model.keep_decision(_decision("opened", 0, incident="i"))
    store.read_model.keep_incident(_incident("i"))
    store.pages.queue(queued("p"))
    erasable = store.erasable

    first, second = erasable.posts(("", 0), 9)
    erasable.drop_post(first[0])
    other = render(Post(platform="x", id="2", created_at=NOON, author="u_2", text="other"))
    erasable.rewrite_post(second[0], other)
    (seq, event), _, (_, act), (_, noted) = erasable.written(0, store.last_seq)
    assert isinstance(event, MentionSeen)
    erasable.rewrite(seq, event.with_(mention=event.mention.with_(author="nobody")))
    ((number, body),) = erasable.rejected(-1, 9)
    erasable.blank(number)
    for what, changed in (
        (Told.PAGE, {"text": "worded anew"}),
        (Told.DECISION, {"text": "other"}),
        (Told.INCIDENT, {"notes": ("x",)}),
    ):
        ((place, said),) = erasable.told(what, what.before_all, 9)
        assert said is not None
        erasable.tell_again(what, place, said.with_(**changed))
        assert erasable.told(what, place, 9) == []

    assert [author for _, author, _ in (first, second)] == ["x:u_1", "x:u_2"]
    assert isinstance(act, ActTaken)
    assert isinstance(noted, AuthorNoted)
    assert "u_1" in body
    assert erasable.rejected(-1, 9) == []
    assert [one.mention.author for _, one in store.read(0) if isinstance(one, MentionSeen)] == ["nobody", "u_2"]
    assert list(store.posts([key_of("acme", "x", one) for one in ("1", "2")]).values()) == [other]
    assert [one.text for one in store.read_model.decisions("i")] == ["other"]
    assert [one.notes for one in store.read_model.incidents()] == [("x",)]
    assert [(one.text, state) for one, state, _ in store.pages.all()] == [("worded anew", "planned")]


def test_posts_are_looked_through_in_steps(store: Store) -> None:
    """A few at a time, each once, whatever is deleted between two looks."""
    for number in range(7):
        store.append(entry(str(number)), NOON)
    after, seen = ("", 0), []
    while rows := store.erasable.posts(after, 3):
        seen += [author for _, author, _ in rows]
        after = rows[-1][0]
        store.erasable.drop_post(rows[0][0])

    assert seen == [f"x:u_{number}" for number in range(7)]
    assert len(store.erasable.posts(("", 0), 9)) == 4


def test_retention_takes_the_old_and_no_more_than_it_is_asked(store: Store) -> None:
    """Each kind by itself, a few at a time; what a start must fold again stays, however old it is."""
    day = timedelta(days=1)
    for number in range(3):
        store.append(entry(f"old{number}", at=NOON - day), NOON - day)
        store.append(Entry(event=OpsNoted(at=NOON - day, topic="t", text="t")), NOON - day)
        store.reject("feed", Reject(reason="no", body="b"), NOON - day)
    store.append(entry("new"), NOON)
    store.append(entry("old but new in the log", at=NOON - day), NOON - day)
    before = (NOON - HOUR).timestamp()

    def dropped(what: Aged, most: int = 9) -> int:
        return store.aging.drop(what, before, most=most, saved_seq=6)

    assert [dropped(Aged.TEXTS, 2), dropped(Aged.TEXTS), dropped(Aged.TEXTS)] == [2, 2, 0]
    assert [dropped(Aged.MENTIONS), dropped(Aged.MENTIONS)] == [3, 0]
    assert [dropped(Aged.EVENTS, 1), dropped(Aged.EVENTS)] == [1, 2]
    assert [dropped(Aged.REJECTED), dropped(Aged.REJECTED)] == [3, 0]
    left = [one.mention.id for _, one in store.read(0) if isinstance(one, MentionSeen)]
    assert left == ["new", "old but new in the log"]
    assert store.aging.size() > 0


def test_facts_and_parts_beside_the_checkpoint(store: Store) -> None:
    """A part that is not the engine's is kept and given back by name, and is no part of the engine's checkpoint."""
    store.save(4, {"globals": b"g"})
    store.keep_part("intake/reach", b"r")
    store.set_meta("scorer", "a")
    store.set_meta("scorer", "b")

    assert store.load() == (4, {"globals": b"g"})
    assert (store.part("intake/reach"), store.part("intake/none")) == (b"r", None)
    assert (store.meta("scorer"), store.meta("none"), store.meta("snapshot_seq")) == ("b", None, "4")


def test_poison_is_known_and_never_read_again(store: Store) -> None:
    """On its way or in the log already: the key stays taken, no replay meets it, and its reason is kept."""
    store.append(entry("good"), NOON)
    _, seq = store.append(entry("bad"), NOON)
    store.set_aside(seq, "could not be folded")
    store.poison(entry("worse"), NOON, "could not be folded")

    assert [one.mention.id for _, one in store.read(0) if isinstance(one, MentionSeen)] == ["good"]
    assert [store.append(entry(one), NOON)[0].value for one in ("bad", "worse")] == ["duplicate", "duplicate"]


def test_pages_of_another_boot_are_unknown(store: Store) -> None:
    """After a restart they are due at once and marked; those of this boot are in hand. Lists tell what became of each."""
    for name in ("theirs", "ours", "cancelled"):
        store.pages.queue(queued(name, incident="i2" if name == "cancelled" else "i1"))
    store.pages.cancel("i2", "acknowledged", (), NOON - HOUR)
    store.pages.lease(NOON, boot="before", limit=1, seconds=60)
    store.pages.lease(NOON, boot="now", limit=1, seconds=60)

    assert store.pages.forget_leases("now", NOON + HOUR) == 1
    assert store.pages.unsent() == 2
    states = {one.page.page_id: state for one, state, _ in store.pages.all()}
    assert sorted(states.values()) == ["cancelled", "leased", "unknown"]
    assert store.pages.withdrawn("i2") == ["cancelled"]
    assert [one.page.page_id for one, _, _ in store.pages.some(["ours", "nobody"])] == ["ours"]
    assert len(store.pages.of_incident("i1")) == 2


def test_what_waits_and_what_stands(store: Store) -> None:
    """Pages that are due, and since when; incidents that are not closed."""
    assert store.pages.due(NOON) == (0, None)
    store.pages.queue(queued("first", at=NOON - HOUR))
    store.pages.queue(queued("second"))
    store.pages.queue(queued("held", hold_until=NOON + HOUR))
    for one in (_incident("a"), _incident("b", state=State.SOLVED), _incident("c", state=State.CLOSED)):
        store.read_model.keep_incident(one)

    assert store.pages.due(NOON) == (2, NOON - HOUR)
    store.pages.lease(NOON, boot="b", limit=1, seconds=60)
    assert store.pages.due(NOON) == (1, NOON)
    refused = Receipt(page_id="first", outcome=Outcome.RETRY, at=NOON, sent_at=NOON, next_at=NOON + HOUR, attempt=1)
    store.pages.settle(refused)
    assert store.pages.due(NOON) == (2, NOON - HOUR), "a page that is tried again later has waited since it was decided"
    store.pages.settle(refused.with_(outcome=Outcome.ACCEPTED, next_at=None))
    assert store.pages.due(NOON) == (1, NOON)
    assert sorted(one.id for one in store.read_model.standing()) == ["a", "b"]
