"""Who may pass, against a real server."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from alertd.errors import ConfigurationError
from alertd.runtime.ack_links import REPLAY_KEY, Keys
from alertd.web.app import build
from alertd.web.scopes import Access, Scope
from alertd.web.sessions import COOKIE
from alertd.web.settings import WebSettings
from tests.unit.web.fake_backend import FakeBackend, StillClock
from tests.unit.web.house import KEY, KEYS, TOKEN, open_door

pytestmark = pytest.mark.asyncio

OPEN = {
    "/healthz",
    "/readyz",
    "/ingest/{name}",
    "/hooks/sms",
    "/hooks/slack",
    "/hooks/telegram",
    "/hooks/voice",
    "/hooks/delivery",
    "/a/{token}",
    "/a/{token}/live",
    "/a/{token}/day.png",
    "/a/{token}/{act}",
    "/oncall/{person}/{token}.ics",
    "/language",
    "/theme",
    "/signin",
    "/signin/mail",
    "/signin/oidc",
    "/signin/oidc/back",
    "/signin/once/{token}",
    "/static/{name}",
}
ID = "9f2c4e5a1b3d7f60"


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


async def test_every_route_but_the_open_ones_needs_the_token() -> None:
    """No route that is added and forgets to say so can be open."""
    app = build(FakeBackend(), WebSettings(api_token=TOKEN, link_keys=KEYS), StillClock())
    routes = {(route.method, route.resource.canonical) for route in app.router.routes() if route.resource}
    routes.remove(("POST", "/signin"))  # open, and answers 401 to a form without the token
    async with open_door() as door:
        for method, path in sorted(routes):
            async with door.stranger.request(
                method, door.url + re.sub(r"\{\w+\}", "x", path.replace("{act}", "ack"))
            ) as answer:
                assert (answer.status == 401) == (path not in OPEN), (method, path, answer.status)
        assert (await door.stranger.get(f"{door.url}/no/such/page")).status == 401
        assert door.backend.log == []


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic " + TOKEN, "Bearer " + TOKEN[:-1], f"Bearer {TOKEN}x", "Bearer ü"]
)
async def test_a_wrong_token_is_refused(header: str) -> None:
    """Also an empty, a shorter and a longer one."""
    headers = {"Authorization": header}
    async with open_door() as door, door.stranger.get(f"{door.url}/api/v1/incidents", headers=headers) as answer:
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_guessing_is_bounded_and_locks_nobody_out() -> None:
    """After 30 wrong tokens an address waits; the long right token still passes, a short one waits too."""
    for token, status in ((TOKEN, 200), ("short", 429)):
        async with open_door(api_token=token) as door:
            url, answers = f"{door.url}/api/v1/incidents", []
            for n in range(40):
                async with door.stranger.get(url, headers={"Authorization": f"Bearer guess-{n}"}) as answer:
                    answers.append(answer.status)
            right = {"Authorization": f"Bearer {token}"}
            assert answers == [401] * 30 + [429] * 10
            assert (await door.stranger.get(url, headers=right)).status == status
            async with door.stranger.post(f"{door.url}/signin", data={"token": "guess"}) as answer:
                assert (answer.status, int(answer.headers["Retry-After"]) > 0) == (429, True)
            door.clock.at += timedelta(minutes=2)
            assert (await door.stranger.get(url, headers=right)).status == 200


async def test_an_address_that_anybody_may_write_counts_only_from_a_named_proxy() -> None:
    """Who guesses cannot change its address by a header; behind a proxy of the settings people are told apart by what it saw."""
    for proxies, answered in (((), [401] * 30 + [429] * 10), (("127.0.0.0/8",), [401] * 40)):
        async with open_door(proxies=proxies) as door:
            url, answers = f"{door.url}/api/v1/incidents", []
            for n in range(40):
                headers = {"Authorization": "Bearer guess", "X-Forwarded-For": f"127.0.0.9, 198.51.100.{n}"}
                answers.append((await door.stranger.get(url, headers=headers)).status)
            assert answers == answered


async def test_many_addresses_together_are_slowed_too() -> None:
    """Six hundred wrong tokens of six hundred networks, and the next one waits whoever it is; the right token never does."""
    async with open_door(proxies=("127.0.0.1",)) as door:
        url = f"{door.url}/api/v1/incidents"
        for n in range(601):
            headers = {"Authorization": "Bearer guess", "X-Forwarded-For": f"2001:db8:0:{n:x}::1"}
            answer = await door.stranger.get(url, headers=headers)
            assert answer.status == (401 if n < 600 else 429)
        assert (await door.program.get(url)).status == 200


async def test_a_token_opens_what_its_scope_says() -> None:
    """Who reads cannot act, who responds cannot erase; a session has the scope of the token that made it."""
    scopes = {"reader-token": Scope.READ, "responder-token": Scope.RESPOND}
    tokens = tuple(Access(name=name, scope=scope, token=name) for name, scope in scopes.items())
    asked = [
        ("GET", "/api/v1/incidents", None, [200, 200, 200]),
        ("GET", "/metrics", None, [200, 200, 200]),
        ("POST", f"/api/v1/incidents/{ID}/assign", {"by": "ayse"}, [403, 200, 200]),
        ("POST", "/api/v1/forget", {"author": "u_1"}, [403, 403, 200]),
    ]
    async with open_door(tokens=tokens) as door:
        for method, path, body, statuses in asked:
            seen = [
                (await door.stranger.request(method, door.url + path, json=body, headers=bearer(token))).status
                for token in ("reader-token", "responder-token", TOKEN)
            ]
            assert seen == statuses, path
        async with door.people.post(f"{door.url}/signin", data={"token": "reader-token", "by": "ayse"}) as answer:
            proof = re.search(r'name="proof" value="(\w+)"', await answer.text())
        assert proof is not None
        form = {"by": "ayse", "proof": proof[1]}
        assert (await door.people.post(f"{door.url}/incidents/{ID}/ack", data=form)).status == 403


async def test_signing_out_ends_the_session_on_our_side() -> None:
    """A copy of the cookie, taken before, opens nothing afterwards; other sessions go on."""
    async with open_door() as door:
        await door.sign_in()
        cookie = next(c.value for c in door.people.cookie_jar if c.key == COOKIE)
        copy = {"Cookie": f"{COOKIE}={cookie}"}
        async with door.stranger.get(f"{door.url}/", headers=copy) as answer:
            assert answer.status == 200
            proof = re.search(r'name="proof" value="(\w+)"', await answer.text())
        assert proof is not None
        await door.people.post(f"{door.url}/signout", data={"proof": proof[1]})
        assert (await door.stranger.get(f"{door.url}/", headers=copy)).status == 401


async def test_a_session_is_ended_from_the_list() -> None:
    """Who responds sees and ends their own, an administrator anybody's; the ended browser is asked to sign in."""
    responder = Access(name="floor", scope=Scope.RESPOND, token="floor-token")
    async with open_door(tokens=(responder,)) as door:
        await door.sign_in(by="omar")
        async with door.stranger.post(
            f"{door.url}/signin", data={"token": "floor-token", "by": "ayse"}, allow_redirects=False
        ) as answer:
            floor = {"Cookie": answer.headers["Set-Cookie"].split(";")[0]}
        async with door.stranger.get(f"{door.url}/sessions", headers=floor) as answer:
            text = await answer.text()
        assert "omar" not in text
        proof = re.search(r'name="proof" value="(\w+)"', text)
        assert proof is not None
        all_of_them = await (await door.people.get(f"{door.url}/sessions")).text()
        ids = dict(re.findall(r"<bdi>(\w+)</bdi></b>.*?/sessions/(\w+)/end", all_of_them, re.DOTALL))
        assert ids.keys() == {"ayse", "omar"}
        form = {"proof": proof[1]}
        foreign = await door.stranger.post(f"{door.url}/sessions/{ids['omar']}/end", data=form, headers=floor)
        assert foreign.status == 404
        proof = re.search(r'name="proof" value="(\w+)"', all_of_them)
        assert proof is not None
        await door.people.post(f"{door.url}/sessions/{ids['ayse']}/end", data={"proof": proof[1]})
        assert (await door.stranger.get(f"{door.url}/", headers=floor)).status == 401
        assert (await door.people.get(f"{door.url}/")).status == 200


async def test_only_people_of_the_file_act() -> None:
    """Another name is refused, and who is known is said; the name is theirs in whatever case it was written."""
    async with open_door() as door:
        for path, body in (
            (f"/api/v1/incidents/{ID}/ack", {"by": "the CEO"}),
            (f"/api/v1/incidents/{ID}/assign", {"by": "ayse", "assignee": "mallory"}),
            ("/api/v1/silences", {"watch": "all", "for": "1h", "reason": "x", "by": "mallory"}),
        ):
            async with door.program.post(door.url + path, json=body) as answer:
                assert answer.status == 400
                assert "known are ayse, omar" in (await answer.json())["reason"]
        async with door.people.post(f"{door.url}/signin", data={"token": TOKEN, "by": "mallory"}) as answer:
            assert answer.status == 400
        assert door.backend.log == []
        async with door.program.post(f"{door.url}/api/v1/incidents/{ID}/ack", json={"by": "Ayse"}) as answer:
            assert (await answer.json())["by"] == {"ack": "ayse"}


async def test_notes_about_sources_are_not_for_everybody() -> None:
    """What a feed's server said may hold a key: without a token only the states are told."""
    async with open_door() as door:
        for session, headers, shown in (
            (door.stranger, {}, ""),
            (door.stranger, {"Authorization": "Bearer wrong"}, ""),
            (door.program, {}, "no answer"),
        ):
            async with session.get(f"{door.url}/readyz", headers=headers) as answer:
                assert answer.status == 200
                assert (await answer.json())["sources"]["zap"]["note"] == shown


async def test_a_sign_in_link_gives_a_strict_cookie() -> None:
    """The token leaves the address at once; the cookie is no token and hidden from scripts."""
    async with open_door() as door:
        url = f"{door.url}/signin?token={TOKEN}&next=/inbox"
        async with door.stranger.get(url, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/inbox")
            cookie = answer.headers["Set-Cookie"]
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie
        assert TOKEN not in cookie

    async with (
        open_door(public_url="https://alerts.example.org") as door,
        door.stranger.get(f"{door.url}/signin?token={TOKEN}", allow_redirects=False) as answer,
    ):
        assert "Secure" in answer.headers["Set-Cookie"].split("; ")


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "/a/x", "/signin?token=x"]
)
async def test_a_sign_in_leads_nowhere_else(target: str) -> None:
    """`next` cannot send the browser to another site."""
    async with open_door() as door:
        form = {"token": TOKEN, "next": target}
        async with door.stranger.post(f"{door.url}/signin", data=form, allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/"


async def test_sessions_end() -> None:
    """A session ends after 30 days, with a new token, by signing out, and when its cookie is changed."""
    async with open_door() as door:
        await door.sign_in()
        page = f"{door.url}/"
        assert (await door.people.get(page)).status == 200
        cookie = next(c.value for c in door.people.cookie_jar if c.key == COOKIE)
        for n in range(0, len(cookie), 5):
            bad = cookie[:n] + ("A" if cookie[n] != "A" else "B") + cookie[n + 1 :]
            assert (await door.stranger.get(page, headers={"Cookie": f"{COOKIE}={bad}"})).status == 401
        door.clock.at += timedelta(days=31)
        assert (await door.people.get(page)).status == 401
    async with open_door(api_token="another token") as door:
        assert (await door.stranger.get(f"{door.url}/", headers={"Cookie": f"{COOKIE}={cookie}"})).status == 401


async def test_a_cookie_alone_does_nothing() -> None:
    """Another site's form lacks the proof; a program's body needs the token."""
    async with open_door() as door:
        await door.sign_in()
        for data in ({}, {"proof": ""}, {"proof": "00" * 16}):
            async with door.people.post(f"{door.url}/incidents/{ID}/ack", data={"by": "ayse", **data}) as answer:
                assert answer.status == 403
        async with door.people.post(f"{door.url}/api/v1/incidents/{ID}/ack", json={"by": "ayse"}) as answer:
            assert answer.status == 403
        assert door.backend.log == []


async def test_the_host_header_changes_nothing() -> None:
    """No answer builds an address from it."""
    async with open_door() as door:
        host = {"Host": "evil.example"}
        async with door.stranger.get(f"{door.url}/signin?token={TOKEN}", headers=host, allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/"
        async with door.stranger.get(f"{door.url}/", headers=host) as answer:
            assert "evil.example" not in await answer.text()


async def test_every_answer_protects_its_reader() -> None:
    """Pages, refusals, faults and JSON alike carry the headers."""
    async with open_door() as door:
        door.backend.fault = RuntimeError("broken on purpose")
        for path in ("/", "/healthz", "/a/x", "/nowhere", "/api/v1/incidents", "/static/style.css"):
            async with door.program.get(door.url + path) as answer:
                assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                assert answer.headers["Server"] == "alertd"
                assert path.startswith("/static") or answer.headers["Cache-Control"] == "no-store"


async def test_settings_do_not_show_their_secrets() -> None:
    """A printed or logged value of them is harmless, and the replay key is refused."""
    settings = WebSettings(api_token=TOKEN, link_keys=KEYS, twilio_token="tw-secret", slack_secret="sl-secret")
    for secret in (TOKEN, KEY.decode(), "tw-secret", "sl-secret"):
        assert secret not in repr(settings)
    for key in (REPLAY_KEY, b"short"):
        with pytest.raises(ConfigurationError):
            WebSettings(api_token=TOKEN, link_keys=Keys.only(key))
