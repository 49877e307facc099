"""Sessions: a cookie that says nothing, and all it means on our side."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from alertd.web import sessions
from alertd.web.scopes import Access, Scope
from alertd.web.sessions import LASTS, Sessions, form_proof
from tests.unit.web.fake_backend import NOW

TOKEN = Access(name="api_token", scope=Scope.ADMIN, token="the token")
OTHER = Access(name="viewer", scope=Scope.READ, token="another token")


def test_a_session_is_found_by_its_cookie_until_its_time_is_over() -> None:
    """The person and the scope come back; a changed cookie is nobody's."""
    kept = Sessions()
    cookie = kept.begin("ayse", TOKEN, NOW)
    session = kept.find(cookie, [TOKEN], NOW + LASTS - timedelta(seconds=1))
    assert session is not None
    assert (session.person, session.scope) == ("ayse", Scope.ADMIN)
    assert kept.find(cookie, [TOKEN], NOW + LASTS) is None
    assert kept.find(cookie + "x", [TOKEN], NOW) is None
    assert kept.find("", [TOKEN], NOW) is None


def test_a_session_ends_with_its_token() -> None:
    """A token that is no longer in force signs out all whom it signed in, and nobody else."""
    kept = Sessions()
    cookie, viewer = kept.begin("ayse", TOKEN, NOW), kept.begin("omar", OTHER, NOW)
    assert kept.find(cookie, [OTHER], NOW) is None
    assert kept.find(viewer, [OTHER], NOW) is not None


def test_a_session_that_was_ended_is_gone() -> None:
    """It is ended by the name that lists show, which is not the cookie."""
    kept = Sessions()
    cookie, other = kept.begin("ayse", TOKEN, NOW), kept.begin("omar", TOKEN, NOW)
    (first,) = [one for one in kept.all(NOW) if one.person == "ayse"]
    assert first.id not in cookie
    assert kept.end(first.id)
    assert not kept.end(first.id)
    assert kept.find(cookie, [TOKEN], NOW) is None
    assert kept.find(other, [TOKEN], NOW) is not None


def test_sessions_outlive_a_restart_and_their_file_opens_nothing(tmp_path: Path) -> None:
    """The file is only ours to read and holds no cookie; a damaged one signs people out and breaks nothing."""
    file = tmp_path / "sessions"
    cookie = Sessions(file).begin("ayse", TOKEN, NOW)
    assert file.stat().st_mode & 0o777 == 0o600
    assert cookie not in file.read_text()
    found = Sessions(file).find(cookie, [TOKEN], NOW)
    assert found is not None
    assert found.person == "ayse"
    file.write_bytes(b"[{")
    assert Sessions(file).all(NOW) == []


def test_sessions_are_bounded() -> None:
    """The oldest makes room for the newest."""
    kept = Sessions()
    first = kept.begin("ayse", TOKEN, NOW)
    for _ in range(sessions.MOST):
        kept.begin("omar", TOKEN, NOW)
    assert kept.find(first, [TOKEN], NOW) is None
    assert len(kept.all(NOW)) == sessions.MOST


def test_a_form_proves_its_own_session() -> None:
    """Two sessions have two proofs."""
    kept = Sessions()
    assert form_proof(kept.begin("ayse", TOKEN, NOW)) != form_proof(kept.begin("ayse", TOKEN, NOW))


def test_what_keeps_no_cookie_crowds_nobody_out() -> None:
    """A proxy's monitor begins a session at each look: only its own oldest ones go."""
    kept = Sessions()
    ours = kept.begin("omar", TOKEN, NOW)
    proxied = kept.begin("omar", TOKEN, NOW, way="header")
    cookies = [kept.begin("ayse", TOKEN, NOW, way="header") for _ in range(1500)]
    assert kept.find(ours, [TOKEN], NOW) is not None
    assert kept.find(proxied, [], NOW, ways=("header",)) is not None
    assert kept.find(cookies[-1], [], NOW, ways=("header",)) is not None
    assert kept.find(cookies[0], [], NOW, ways=("header",)) is None
    assert len(kept.all(NOW)) < 30


def test_a_session_ends_with_the_way_it_was_begun() -> None:
    """Whoever switches a way off signs out all who came by it, and nobody else; a token opens none of them."""
    kept = Sessions()
    mailed, token = kept.begin("ayse", TOKEN, NOW, way="mail"), kept.begin("ayse", TOKEN, NOW)
    assert kept.find(mailed, [TOKEN], NOW, ways=("mail", "once")) is not None
    assert kept.find(mailed, [TOKEN], NOW, ways=("once",)) is None
    assert kept.find(token, [TOKEN], NOW) is not None


def test_the_other_machine_is_told_who_signs_in_and_who_signs_out(tmp_path: Path) -> None:
    """Each time, and at once; not of whom a proxy vouches for, who would be news at each look. What is told opens nothing, and is what a file holds."""
    told: list[bytes] = []
    kept = Sessions(tmp_path / "sessions", told.append)
    cookie = kept.begin("ayse", TOKEN, NOW)
    other = kept.begin("omar", TOKEN, NOW)
    assert len(told) == 2
    kept.begin("robin", Access(name="header", scope=Scope.RESPOND, token=""), NOW, way="header")
    assert len(told) == 2
    kept.end(next(one.id for one in kept.all(NOW) if one.person == "omar"))
    assert len(told) == 3
    assert cookie.encode() not in told[-1]

    (tmp_path / "taken over").write_bytes(told[-1])
    taken_over = Sessions(tmp_path / "taken over")
    found = taken_over.find(cookie, [TOKEN], NOW)
    assert found is not None
    assert found.person == "ayse"
    assert taken_over.find(other, [TOKEN], NOW) is None
