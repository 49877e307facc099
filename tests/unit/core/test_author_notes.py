"""What is noted of an author: kept for whoever meets them next, without deciding anything, and gone when they are."""

from __future__ import annotations

from datetime import timedelta

from alertd.core.author_notes import MOST, MOST_EACH, AuthorNotes
from alertd.core.engine import Engine
from alertd.model.events import AuthorNoted, decode, encode
from alertd.runtime.names import Erased
from tests.unit.core.stage import Stage, clock, house, loud


def noted(text: str, author: str = "u_1", minute: int = 0) -> AuthorNoted:
    """Return a note on somebody on X."""
    return AuthorNoted(at=clock("10:00") + timedelta(minutes=minute), platform="x", author=author, by="lea", note=text)


def texts(notes: AuthorNotes, author: str = "u_1") -> list[str]:
    """Return what is kept of somebody."""
    return [one.text for one in notes.of("x", author)]


def test_the_engine_keeps_notes_over_a_restart_and_decides_nothing_by_them() -> None:
    """The newest last, with who wrote it; no command comes of one."""
    engine = Stage(house(loud())).engine
    assert engine.handle(noted("met her at the fair")) == ()
    assert engine.handle(noted("prefers mail", minute=1)) == ()
    again = Engine.restore(engine.snapshot())

    assert texts(again.state.author_notes) == ["met her at the fair", "prefers mail"]
    assert again.state.author_notes.of("x", "u_1")[0].by == "lea"
    assert again.state.author_notes.of("reddit", "u_1") == ()


def test_a_snapshot_of_before_has_no_notes() -> None:
    """An older release wrote none; its engine goes on."""
    notes = AuthorNotes()
    notes.restore({})

    assert notes.to_state() == {}


def test_the_oldest_go_first() -> None:
    """So many of each and so many authors; who was noted again counts as new."""
    notes = AuthorNotes()
    for number in range(MOST_EACH + 2):
        notes.take(noted(f"n{number}"))
    assert texts(notes)[0] == "n2"
    for number in range(MOST - 1):
        notes.take(noted("hm", author=f"a{number}"))
    notes.take(noted("again"))
    notes.take(noted("one too many", author="last"))

    assert texts(notes)[-1] == "again"
    assert texts(notes, "a0") == []
    assert texts(notes, "last") == ["one too many"]


def test_who_is_erased_leaves_no_note_and_no_name_in_a_note_on_others() -> None:
    """In the engine's memory and in the log alike, so that a replay agrees."""
    engine = Stage(house(loud())).engine
    on_them, on_another = noted("rude on the phone"), noted("a friend of @grumbler77", author="u_2")
    erased = Erased()
    erased.person("x", "u_1").meet(handle="grumbler77")
    for event in (on_them, on_another):
        engine.handle(event)
    told = [erased.event(event) for event in (on_them, on_another)]
    engine.forget("x", "u_1", "nobody")
    engine.reword(erased.notes)

    assert texts(engine.state.author_notes) == []
    assert "grumbler77" not in texts(engine.state.author_notes, "u_2")[0]
    replayed = AuthorNotes()
    for one in told:
        assert isinstance(one, AuthorNoted)
        assert decode(encode(one)) == one
        assert "u_1" not in one.author
        replayed.take(one)
    assert replayed.to_state() == engine.state.author_notes.to_state()
