"""What a disk has changed, on each kind of store: it is found, it hides nothing else, and it can be written again."""

from __future__ import annotations

import pytest

from alertd.erasure_port import Told
from alertd.errors import EventBroken
from alertd.model.commands import KeepDecision
from alertd.model.events import MentionSeen
from alertd.store.sql_store import SqlStore
from alertd.store_port import Store
from tests.unit.runtime.made import NOON, entry, queued


def _decision(reason: str) -> KeepDecision:
    return KeepDecision(at=NOON, reason=reason, text=reason, watch="acme", incident="i")


def _blank(store: Store, names: list[str]) -> None:
    """Do with each row that nobody can read as an erasure does."""
    for what in Told:
        for place, said in store.erasable.told(what, what.before_all, 9):
            if said is None:
                store.erasable.blank_unreadable(what, place, names)


def test_an_event_that_a_disk_has_changed_is_found(store: Store) -> None:
    """One letter of it is another. Whoever looks through the log hears of it, whoever reads the log stops there; put aside it is passed."""
    seqs = [store.append(entry(ident), NOON)[1] for ident in ("good", "bad", "last")]
    if not isinstance(store, SqlStore):  # values in memory do not break
        assert store.broken(0, 10)[1] == []
        return
    (body,) = store.tables.execute("SELECT body FROM event WHERE seq = ?", (seqs[1],)).fetchone()
    body = bytes(body)  # packed or not: in either it stands in the middle of what tells of the mention
    changed = body[:90] + (b"B" if body[90:91] == b"A" else b"A") + body[91:]
    store.tables.execute("UPDATE event SET body = ? WHERE seq = ?", (changed, seqs[1]))

    reached, broken = store.broken(0, 10)
    assert (reached, [one.seq for one in broken]) == (seqs[2], [seqs[1]])
    with pytest.raises(EventBroken):
        list(store.read(0))
    store.set_aside(seqs[1], "damaged", is_readable=False)
    assert [one.mention.id for _, one in store.read(0) if isinstance(one, MentionSeen)] == ["good", "last"]
    assert store.broken(0, 10) == (seqs[2], [])


def test_a_page_that_a_disk_has_changed_is_leased_as_what_is_left_of_it(store: Store) -> None:
    """On each kind of store; an erasure leaves nothing of it, nor of a decision that nobody can read, and all the rest as it was."""
    for ident in ("p1", "p2"):
        store.pages.queue(queued(ident))
    store.read_model.keep_decision(_decision("opened"))
    store.read_model.keep_decision(_decision("firing"))
    if not isinstance(store, SqlStore):  # values in memory do not break
        store.erasable.blank_unreadable(Told.PAGE, "p1", [])
        assert len(store.pages.all()) == 2
        return
    store.tables.execute("UPDATE outbox SET body = ? WHERE page_id = ?", (b'{"page":', "p1"))
    store.tables.execute("UPDATE decision SET body = ? WHERE reason = ?", (b"{", "firing"))

    assert [one.page.page_id for one, *_ in store.pages.all()] == ["p2"]
    assert len(store.read_model.decisions("i")) == 1
    _blank(store, [])
    left = [bytes(body) for (body,) in store.tables.execute("SELECT body FROM outbox ORDER BY page_id").fetchall()]
    assert left[0] == b""
    assert left[1] != b""
    damaged, whole = store.pages.lease(NOON, boot="b", limit=9, seconds=60)
    assert (damaged.queued.page.page_id, damaged.queued.page.to, bool(damaged.damage)) == ("p1", "alice", True)
    assert (whole.queued, whole.damage) == (queued("p2"), "")


def test_what_a_newer_release_wrote_outlives_an_erasure_by_the_one_before(store: Store) -> None:
    """Whoever has gone back erases one author, and goes forward again with all incidents: only what says the name goes."""
    for reason in ("opened", "firing", "closed"):
        store.read_model.keep_decision(_decision(reason))
    if not isinstance(store, SqlStore):
        return
    for reason, told in (("opened", "Bob"), ("firing", 'Ayşe \\"A\\"')):
        body = f'{{"reason":{{"newer":"form"}},"text":"{told}"}}'.encode()
        store.tables.execute("UPDATE decision SET body = ? WHERE reason = ?", (body, reason))

    _blank(store, ['Ayşe "A"', ""])
    rows = store.tables.execute("SELECT reason, body FROM decision").fetchall()
    assert {reason: bool(bytes(body)) for reason, body in rows} == {"opened": True, "firing": False, "closed": True}


def test_the_bytes_of_an_event_are_put_back(store: Store) -> None:
    """Where another copy holds them whole. One file, and one server, have no other."""
    _, seq = store.append(entry("1"), NOON)
    assert store.again([seq]) == {}
    if not isinstance(store, SqlStore):
        return
    (body,) = store.tables.execute("SELECT body FROM event WHERE seq = ?", (seq,)).fetchone()
    assert store.whole([seq, seq + 1]) == {seq: bytes(body)}
    store.put_back(seq, b"{")
    assert store.whole([seq]) == {}
    store.put_back(seq, bytes(body))
    assert [one.mention.id for _, one in store.read(0) if isinstance(one, MentionSeen)] == ["1"]
