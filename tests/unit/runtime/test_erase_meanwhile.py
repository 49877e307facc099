"""What people write down while somebody is being erased: it names them no more, in the log, in memory and in what we said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from alertd.core.engine import Engine
from alertd.erasure_port import Told
from alertd.model.events import ActTaken, AuthorNoted, SilenceSet
from alertd.model.incident import Act
from alertd.model.rule import Influencer, Rule
from alertd.model.silence import Silence
from alertd.runtime.erase import Erasure
from tests.unit.report import stores

AT = stores.BEGAN + timedelta(hours=1)
NAME = "jane_example"
LOUD = Rule(id="loud", name="Loud", when=Influencer(audience=1_000), page="night", watches=("acme",))


def working(folder: Path) -> stores.Life:
    """Return a machine with an open incident about somebody loud, and a page of it."""
    life = stores.Life(folder, stores.house(LOUD))
    life.write([stores.post("1", AT, author="u_1", author_handle=NAME, author_followers=9_000)])
    return life


def note(life: stores.Life) -> None:
    """Write down three things that name her: with an acknowledgement, of another author, as why it is silent."""
    at = AT + timedelta(minutes=1)
    (incident,) = life.store.read_model.incidents()
    silence = Silence(
        id="s", begins_at=at, ends_at=at + timedelta(hours=1), by="ayse", reason=f"{NAME} again", watch="acme"
    )
    life.happen(
        ActTaken(at=at, incident=incident.id, act=Act.ACK, by="ayse", note=f"I write to {NAME}"),
        AuthorNoted(at=at, platform="x", author="u_2", by="ayse", note=f"a friend of {NAME}"),
        SilenceSet(at=at, silence=silence),
    )


def steps(life: stores.Life, *, note_before: int | None = None) -> int:
    """Erase her; return how many steps it took. note_before: of which step somebody writes of her."""
    done = 0
    for done, step in enumerate(Erasure(life.store, lambda: life._fold.engine, "x:u_1").steps(), start=1):
        if done == note_before:
            note(life)
        with life.store.transaction():
            step()
    return done


def places(life: stores.Life) -> Iterator[tuple[str, str]]:
    """Yield each place where something is kept, and what it holds."""
    yield "engine", repr(life._fold.engine.parts(only_dirty=False))
    yield "checkpoint", repr(Engine.restore(life._fold.engine.snapshot()).parts(only_dirty=False))
    yield "log", repr(list(life.store.read(0)))
    for what in Told:
        yield what, repr(life.store.erasable.told(what, what.before_all, 1_000))


def test_a_note_that_is_written_in_the_moment_of_the_erasure_names_nobody_afterwards(tmp_path: Path) -> None:
    """Whatever step it comes before: the page of the incident showed it until the next restart, and its row for ever."""
    whole = working(tmp_path / "whole")
    number = steps(whole)
    whole.store.close()
    assert number > 8

    for before in range(1, number + 1):
        life = working(tmp_path / str(before))
        steps(life, note_before=before)
        told = [place for place, held in places(life) if NAME in held]
        kept = [place for place, held in places(life) if "I write to" in held]
        life.store.close()

        assert (before, told) == (before, [])
        assert {"engine", "log", "incident"} <= set(kept)
