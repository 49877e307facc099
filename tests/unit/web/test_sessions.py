"""Sessions and guesses, without a server."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alertd.web import sessions
from alertd.web.sessions import Guesses
from tests.unit.web.fake_backend import NOW

KEY = sessions.session_key("the token")


@given(person=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_session_remembers_its_person(person: str) -> None:
    """Until its time is over."""
    session = sessions.issue(KEY, person, NOW)

    read = sessions.read(KEY, session.cookie, NOW + sessions.LASTS - timedelta(seconds=1))
    assert read is not None
    assert read.person == person
    assert sessions.read(KEY, session.cookie, NOW + sessions.LASTS) is None


@given(cookie=st.text(max_size=80))
def test_no_text_is_a_session_by_chance(cookie: str) -> None:
    """And none is an internal fault."""
    assert sessions.read(KEY, cookie, NOW) is None


def test_a_proof_belongs_to_one_session() -> None:
    """The proof of another session, or of another token, is another one."""
    ayse, omar = (sessions.issue(KEY, name, NOW) for name in ("ayse", "omar"))
    proofs = {sessions.form_proof(KEY, ayse), sessions.form_proof(KEY, omar)}
    proofs.add(sessions.form_proof(sessions.session_key("another token"), ayse))

    assert len(proofs) == 3


def test_addresses_that_guess_are_forgotten_in_the_end() -> None:
    """The table is bounded: the address that was quiet longest is dropped."""
    guesses = Guesses()
    for n in range(5000):
        guesses.failed(f"address {n}", NOW)

    assert len(guesses._failures) == 4096
    assert "address 0" not in guesses._failures


def test_failures_are_forgiven_with_time() -> None:
    """One each two seconds."""
    guesses = Guesses()
    for _ in range(40):
        guesses.failed("a", NOW)

    assert guesses.wait("a", NOW) == 22
    assert guesses.wait("a", NOW + timedelta(seconds=22)) == 0
