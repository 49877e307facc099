"""Laws of the engine, over random lives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alertd.core.engine import Engine
from alertd.model.events import Ticked
from alertd.model.incident import State
from alertd.model.page import PageKind
from tests.laws.engine_life import Life, a_life, fingerprint

steady = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
pauses = st.one_of(st.sampled_from((0.0, 0.000001, 60.0, 900.0)), st.floats(0, 7200, allow_nan=False))
lives = st.lists(st.tuples(st.integers(0, 10**6), pauses), max_size=40)


def lived(steps: list[tuple[int, float]]) -> Life:
    """Return a life that went so."""
    life = Life()
    for number, pause in steps:
        life.live(number, pause)
    return life


@steady
@given(lives)
def test_no_valid_event_raises_and_no_tick_asks_for_itself(steps: list[tuple[int, float]]) -> None:
    """`handle` takes whatever comes, in any order; after a tick the next deadline lies in the future."""
    life = lived(steps)
    for _ in range(50):
        at = life.engine.next_deadline()
        if at is None:
            break
        life.handle(Ticked(at=at))
        following = life.engine.next_deadline()

        assert following is None or following > at


@steady
@given(lives)
def test_an_engine_restored_before_each_event_says_the_same(steps: list[tuple[int, float]]) -> None:
    """A restart at any point changes no command and no deadline."""
    whole, restored = Engine(), Engine()
    for event in lived(steps).events:
        expected = whole.handle(event)
        restored = Engine.restore(restored.snapshot())

        assert restored.handle(event) == expected
        assert restored.next_deadline() == whole.next_deadline()


@steady
@given(lives)
def test_pages_have_ids_of_their_own_and_reasons(steps: list[tuple[int, float]]) -> None:
    """Two pages never share an id; every page proper says why it was decided."""
    pages = lived(steps).pages

    assert len({page.page_id for page in pages}) == len(pages)
    assert all(page.reasons for page in pages if page.kind not in (PageKind.RESOLVED, PageKind.UPDATE))


@steady
@given(lives)
def test_a_watch_and_group_has_at_most_one_incident_that_is_not_closed(steps: list[tuple[int, float]]) -> None:
    """At every instant; severity never falls, rounds never go back, nothing comes out of closed."""
    life = lived(steps)
    seen: dict[str, tuple[int, int, State]] = {}
    alive: dict[tuple[str, str], str] = {}
    for _, command in life.log:
        incident = getattr(command, "incident", None)
        if incident is None or isinstance(incident, str):
            continue
        rank, rounds, state = seen.get(incident.id, (0, 0, State.OPEN))
        assert incident.severity.rank >= rank
        assert incident.rounds >= rounds
        assert state is not State.CLOSED or incident.state is State.CLOSED
        seen[incident.id] = (incident.severity.rank, incident.rounds, incident.state)
        place = (incident.watch, incident.group)
        if incident.state is State.CLOSED:
            if alive.get(place) == incident.id:
                del alive[place]
        else:
            assert alive.setdefault(place, incident.id) == incident.id


def test_the_same_commands_under_any_hash_seed() -> None:
    """No set and no hash() decides anything: two processes agree with this one to the byte."""
    expected = fingerprint(1, 300)
    root = Path(__file__).parents[2]
    for seed in ("0", "4242"):
        told = subprocess.run(
            [sys.executable, "-m", "tests.laws.engine_life", "1", "300"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
        )

        assert told.stdout.strip() == expected


def test_a_long_life_gives_the_same_twice_and_reaches_every_kind_of_page() -> None:
    """The lives above are worth something: they do page, escalate, resolve, digest and tell ops."""
    events = list(a_life(1, 150))
    first, second = Engine(), Engine()
    kinds = set()
    for event in events:
        commands = first.handle(event)
        kinds |= {command.page.kind for command in commands if hasattr(command, "page")}

        assert second.handle(event) == commands
    assert kinds == set(PageKind) - {PageKind.LIST}  # two brands are no crowd: test_storms has one
