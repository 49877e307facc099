"""How people get in, each way with its lock: links that count once, a proxy's word, a provider of identities; and what each may do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from multidict import CIMultiDict

from alertd.web.one_time import LIVES
from alertd.web.settings import SETTINGS, Oidc, SignIn
from tests.unit.web.fake_backend import NOW
from tests.unit.web.house import Door, open_door
from tests.wire import oidc_server
from tests.wire.oidc_server import CLIENT, SECRET, OidcServer
from tests.wire.test_web_incident_page import ID

pytestmark = pytest.mark.asyncio

USER = "X-Forwarded-User"
PROXY = SignIn(header=USER, header_from=("127.0.0.1",), admins=("ayse",), viewers=("omar",))


@asynccontextmanager
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    """A browser of its own."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def got(session: aiohttp.ClientSession, url: str, status: int = 200, **more: Any) -> str:
    """Return a page."""
    async with session.get(url, **more) as answer:
        assert answer.status == status, await answer.text()
        return await answer.text()


async def posted(session: aiohttp.ClientSession, url: str, status: int = 200, **data: str) -> str:
    """Send a form, and return what is shown then."""
    async with session.post(url, data=data) as answer:
        assert answer.status == status, await answer.text()
        return await answer.text()


def once(door: Door, person: str = "", way: str = "once") -> str:
    """Return a new one-time link."""
    return f"{door.url}/signin/once/{door.app[SETTINGS].one_time.issue(person, way, NOW)}"


def acknowledge(html: str) -> dict[str, str]:
    """Return what the button of an incident sends."""
    return {"proof": re.findall(r'name="proof" value="(\w+)"', html)[0]}


# --- a link that counts once ---


async def test_the_link_of_the_terminal_signs_in_once() -> None:
    """Looking uses nothing up, the button does; who finds the link later is told that it is spent."""
    async with open_door() as door, browser() as first, browser() as second:
        link = once(door)
        for _ in range(3):
            assert "Sign in" in await got(first, link)
        assert "acme" in await posted(first, link, by="ayse")
        assert "used already" in await posted(second, link, status=410, by="ayse")
        assert "used already" in await got(second, link, status=410)
        assert "may do everything" in await got(first, f"{door.url}/sessions")


async def test_a_link_that_is_too_old_opens_nothing() -> None:
    """A quarter of an hour; a changed one never did."""
    async with open_door() as door, browser() as reader:
        link = once(door)
        await got(reader, link + "x", status=410)
        door.clock.at = NOW + LIVES
        await posted(reader, link, status=410)


async def test_links_cannot_be_guessed_for_long() -> None:
    """Each wrong one counts as a wrong token."""
    async with open_door() as door, browser() as reader:
        answers = []
        for n in range(32):
            async with reader.get(f"{door.url}/signin/once/guess{n}") as answer:
                answers.append(answer.status)
        assert answers[:30] == [410] * 30
        assert answers[-1] == 429


async def test_a_mailed_link_signs_in_its_person_and_nobody_else() -> None:
    """As a responder, whoever they say they are in the form; the same answer for who is nobody."""
    async with open_door(sign_in=SignIn(mail="sms"), public_url="http://127.0.0.1:8321") as door, browser() as reader:
        told = {await posted(reader, f"{door.url}/signin/mail", by=name) for name in ("Ayse", "+905550000002", "eve")}
        await asyncio.sleep(0)
        assert len(told) == 1
        assert [one[:2] for one in door.backend.mailed] == [("ayse", "sms"), ("omar", "sms")]
        link = door.backend.mailed[0][2].replace("http://127.0.0.1:8321", door.url)
        assert "ayse" in await got(reader, link)
        await posted(reader, link, by="omar")
        html = await got(reader, f"{door.url}/incidents/{ID}")
        await posted(reader, f"{door.url}/incidents/{ID}/ack", 200, **acknowledge(html))
        assert door.backend.log == [("ack", ID, "ayse", "page")]
        await posted(reader, f"{door.url}/incidents/{ID}/plan", 403, by="omar", **acknowledge(html))
        assert len(door.backend.log) == 1


async def test_nobodys_mailbox_is_flooded() -> None:
    """Three mails to a person in a quarter of an hour, whoever asks; off unless the settings name a channel."""
    async with open_door(sign_in=SignIn(mail="sms")) as door, browser() as reader:
        for _ in range(5):
            await posted(reader, f"{door.url}/signin/mail", by="ayse")
        await asyncio.sleep(0)
        assert len(door.backend.mailed) == 3
    async with open_door() as door, browser() as reader:
        assert "Send me a link" not in await got(reader, f"{door.url}/signin")
        await posted(reader, f"{door.url}/signin/mail", status=404, by="ayse")


# --- a proxy's word ---


async def test_a_proxy_that_is_named_is_believed() -> None:
    """Its people read and act with a cookie of ours and the proof of our forms, each as far as they may."""
    async with open_door(sign_in=PROXY) as door, browser() as ayse:
        html = await got(ayse, f"{door.url}/incidents/{ID}", headers={USER: "AYSE"})
        async with ayse.post(
            f"{door.url}/incidents/{ID}/ack", data=acknowledge(html), headers={USER: "ayse"}
        ) as answer:
            assert answer.status == 200
        assert door.backend.log == [("ack", ID, "ayse", "page")]
        async with browser() as omar:
            html = await got(omar, f"{door.url}/incidents/{ID}", headers={USER: "omar"})
            data = {"proof": re.findall(r'name="proof" value="(\w+)"', html)[0]}
            async with omar.post(f"{door.url}/incidents/{ID}/solve", data=data, headers={USER: "omar"}) as answer:
                assert answer.status == 403
                assert "read" in await answer.text()


@pytest.mark.parametrize(
    ("settings", "headers"),
    [
        (SignIn(header=USER, header_from=("10.0.0.0/8",)), {USER: "ayse"}),
        (SignIn(), {USER: "ayse"}),
        (PROXY, {USER: "eve"}),
        (PROXY, {USER: ""}),
        (PROXY, {}),
        (PROXY, {"X-Forwarded-For": "127.0.0.1", "X-Remote-User": "ayse"}),
    ],
)
async def test_whoever_writes_the_header_themselves_is_a_stranger(settings: SignIn, headers: dict[str, str]) -> None:
    """From another address, without the setting, with a name that is nobody's."""
    async with open_door(sign_in=settings) as door, browser() as reader:
        await got(reader, f"{door.url}/", status=401, headers=headers)


async def test_a_header_that_comes_twice_is_believed_in_neither() -> None:
    """A proxy that appends instead of replacing would let anybody be anybody."""
    twice = CIMultiDict([(USER, "ayse"), (USER, "omar")])
    async with open_door(sign_in=PROXY) as door, browser() as reader:
        await got(reader, door.url, status=401, headers=twice)


async def test_who_is_signed_out_at_the_proxy_is_signed_out_here() -> None:
    """The cookie alone opens nothing, and another person at the same browser is themselves."""
    async with open_door(sign_in=PROXY) as door, browser() as reader:
        await got(reader, door.url, headers={USER: "ayse"})
        await got(reader, door.url, status=401)
        assert "Sign out · <bdi>omar</bdi>" in await got(reader, door.url, headers={USER: "omar"})


async def test_who_leaves_the_people_file_is_out_at_once() -> None:
    """A session of a person ends with the person; and a role that changed counts from the next click on."""
    async with open_door(sign_in=SignIn(mail="sms")) as door, browser() as reader:
        await posted(reader, once(door, "ayse", "mail"))
        await got(reader, door.url)
        del door.backend.roster.people["ayse"]
        await got(reader, door.url, status=401)


# --- a provider of identities ---


@asynccontextmanager
async def provided(**changes: Any) -> AsyncIterator[tuple[Door, OidcServer, aiohttp.ClientSession]]:
    """A door whose people come from a provider, and a browser before it."""
    async with oidc_server.running(NOW) as server:
        oidc = Oidc(issuer=server.url, client_id=CLIENT, client_secret=SECRET, **changes)
        async with open_door(sign_in=SignIn(oidc=oidc, admins=("ayse",))) as door, browser() as reader:
            people = door.backend.roster.people
            people["ayse"] = people["ayse"].with_(addresses={"mail": "Ayse@acme.example"})
            yield door, server, reader


async def come_back(
    door: Door, server: OidcServer, reader: aiohttp.ClientSession, status: int = 200, **changes: str
) -> str:
    """Go to the provider and come back."""
    async with reader.get(f"{door.url}/signin/oidc?next=/inbox", allow_redirects=False) as answer:
        assert answer.status == 303, await answer.text()
        query = server.follow(answer.headers["Location"]) | changes
    return await got(reader, f"{door.url}/signin/oidc/back", status=status, params=query)


async def test_the_provider_signs_in_whom_the_people_file_knows() -> None:
    """By an address of theirs, with their role, to where they wanted; the provider is asked what it is once."""
    async with provided() as (door, server, reader):
        assert "Waiting for an answer" in await come_back(door, server, reader)
        assert "may do everything" in await got(reader, f"{door.url}/sessions")
        async with browser() as another:
            await come_back(door, server, another)
        assert server.asked == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"aud": "another"}, "not right"),
        ({"iss": "http://evil.example"}, "not right"),
        ({"nonce": "another"}, "of another sign-in"),
        ({"nonce": None}, "of another sign-in"),
        ({"nonce": "ünlü"}, "of another sign-in"),
        ({"iat": "yesterday"}, "no numbers"),
        ({"exp": [1]}, "no numbers"),
        ({"exp": int((NOW - timedelta(minutes=5)).timestamp())}, "of another time"),
        ({"iat": int((NOW + timedelta(minutes=5)).timestamp())}, "of another time"),
        ({"exp": 10**400}, "no numbers"),
        ({"exp": None}, "not right"),
        ({"email": None}, "says no email"),
        ({"email": ""}, "says no email"),
        ({"email_verified": False}, "not verified"),
        ({"email_verified": "false"}, "not verified"),
        ({"email_verified": 0}, "not verified"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "another client"),
        ({"email": "eve@evil.example"}, "the people file does not"),
    ],
)
async def test_a_token_that_is_not_right_in_all_signs_nobody_in(changes: dict[str, object], why: str) -> None:
    """Of another client, provider, sign-in or time; of nobody, or of somebody whom nobody here knows."""
    async with provided() as (door, server, reader):
        server.changes = changes
        assert why in await come_back(door, server, reader, status=401)
        await got(reader, door.url, status=401)


@pytest.mark.parametrize("forger", ["another key", "shared secret", "nobody"])
async def test_a_token_that_the_provider_did_not_sign_signs_nobody_in(forger: str) -> None:
    """Not by another key, not by a secret that both know, not unsigned."""
    async with provided() as (door, server, reader):
        if forger == "another key":
            server.signer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        else:
            server.algorithm, server.signer = ("HS256", SECRET * 3) if forger == "shared secret" else ("none", None)
        assert "not right" in await come_back(door, server, reader, status=401)


async def test_a_provider_may_change_its_key() -> None:
    """A token signed by one that is not known yet makes us look again."""
    async with provided() as (door, server, reader):
        await come_back(door, server, reader)
        server.key = server.signer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        server.kid = "k2"
        async with browser() as another:
            await come_back(door, server, another)


async def test_a_sign_in_belongs_to_the_browser_that_began_it_and_counts_once() -> None:
    """A link of the way back, sent to somebody else, signs them in as nobody; nor does it work twice, or late."""
    async with provided() as (door, server, reader), browser() as victim:
        async with reader.get(f"{door.url}/signin/oidc", allow_redirects=False) as answer:
            query = server.follow(answer.headers["Location"])
        back = f"{door.url}/signin/oidc/back"
        assert "another browser" in await got(victim, back, status=401, params=query)
        await got(reader, back, params=query)
        assert "began" not in await got(reader, back, status=401, params=query)
        async with reader.get(f"{door.url}/signin/oidc", allow_redirects=False) as answer:
            query = server.follow(answer.headers["Location"])
        door.clock.at = NOW + timedelta(minutes=11)
        assert "took too long" in await got(reader, back, status=401, params=query)


@pytest.mark.parametrize("trouble", [{"issuer": "http://evil.example"}, {"token_endpoint": None}])
async def test_a_provider_that_is_not_itself_is_refused(trouble: dict[str, object]) -> None:
    """Another name than the settings have, or half of what it must say; the way by token is open as before."""
    async with provided() as (door, server, reader):
        server.about = trouble
        await got(reader, f"{door.url}/signin/oidc", status=429)
        assert "127.0.0.1" in await got(reader, f"{door.url}/signin")


async def test_where_there_is_no_provider_nobody_is_sent_away() -> None:
    """And the page offers none."""
    async with open_door() as door, browser() as reader:
        await got(reader, f"{door.url}/signin/oidc", status=404)
        await got(reader, f"{door.url}/signin/oidc/back?state=x&code=y", status=404)
        assert "oidc" not in await got(reader, f"{door.url}/signin")


async def test_whoever_begins_a_thousand_pushes_nobody_out() -> None:
    """What is under way is kept by the browsers themselves: no table fills, and the first comes home as well as the last."""
    async with provided() as (door, server, reader):
        async with reader.get(f"{door.url}/signin/oidc?next=/inbox", allow_redirects=False) as answer:
            query = server.follow(answer.headers["Location"])
        async with browser() as flood:
            for _ in range(600):
                async with flood.get(f"{door.url}/signin/oidc", allow_redirects=False) as answer:
                    assert answer.status == 303
        assert "Waiting for an answer" in await got(reader, f"{door.url}/signin/oidc/back", params=query)


@pytest.mark.parametrize("touched", ["", "nothing", "e30.00", "begun", "seal"])
async def test_a_kept_sign_in_that_was_touched_signs_nobody_in(touched: str) -> None:
    """Its place to go, its verifier and its time are sealed; what is not ours is nobody's."""
    async with provided() as (door, server, reader):
        async with reader.get(f"{door.url}/signin/oidc", allow_redirects=False) as answer:
            query = server.follow(answer.headers["Location"])
            sealed = answer.cookies["alertd_oidc"].value
        body, _, seal = sealed.rpartition(".")
        forged = {"begun": f"{body[:-4]}AAAA.{seal}", "seal": f"{body}.{'0' * 64}"}.get(touched, touched)
        async with browser() as another:
            headers = {"Cookie": f"alertd_oidc={forged}"}
            async with another.get(f"{door.url}/signin/oidc/back", params=query, headers=headers) as answer:
                assert answer.status == 401
                assert "another browser" in await answer.text()
