"""Pages for people, against a real server."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from aiohttp import ClientResponse

from alertd.model.incident import Stale, State
from alertd.model.people import Person, Roster, Schedule
from tests.unit.web.fake_backend import HOSTILE, NOW, incident
from tests.unit.web.house import TOKEN, Door, open_door

pytestmark = pytest.mark.asyncio

ID = "9f2c4e5a1b3d7f60"
SCRIPT = re.compile(r'src="(/static/(?:live|page)\.js\?v=\w+)"')


async def _page(door: Door, path: str) -> str:
    async with door.people.get(door.url + path) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


async def test_who_is_not_signed_in_is_asked_to_at_the_same_address() -> None:
    """The form leads back to the page that was asked for."""
    async with open_door() as door:
        async with door.people.get(f"{door.url}/incidents/{ID}") as answer:
            assert answer.status == 401
            text = await answer.text()
        assert f'name="next" value="/incidents/{ID}"' in text
        assert "http-equiv" not in text


async def test_a_click_in_a_chat_tries_once_more_with_the_cookie() -> None:
    """A strict cookie does not come along from another site, so the page loads itself again, once."""
    async with open_door() as door:
        cross = {"Sec-Fetch-Site": "cross-site"}
        async with door.stranger.get(f"{door.url}/incidents/{ID}", headers=cross) as answer:
            assert f'content="0;url=/incidents/{ID}?again=1"' in await answer.text()
        async with door.stranger.get(f"{door.url}/incidents/{ID}?again=1", headers=cross) as answer:
            assert "http-equiv" not in await answer.text()


async def test_the_list_puts_first_what_nobody_has_taken() -> None:
    """Open ones stand on top; blind sources and schedules with nobody are said."""
    async with open_door() as door:
        door.backend.kept = {
            "b": incident("b", watch="solved-brand", state=State.SOLVED),
            ID: incident(watch="open-brand"),
        }
        await door.sign_in()
        text = await _page(door, "/")
        assert text.index("open-brand") < text.index("solved-brand")
        assert "Nobody has it yet" in text
        assert "<b>zap</b> · blind" in text
        assert '<b class="bad">nobody</b>' in text


async def test_a_stale_incident_says_since_when_and_why() -> None:
    """On its page and in the list: nobody sees whether it goes on."""
    async with open_door() as door:
        stale = Stale(since=NOW - timedelta(hours=1), sources=("x",), rules=("negative-storm",))
        door.backend.kept = {ID: incident(stale=stale)}
        await door.sign_in()
        page = re.sub(r"<[^>]+>", "", await _page(door, f"/incidents/{ID}"))
        assert "from x: nobody sees whether negative-storm still holds." in page
        assert "from x: nobody sees whether" in re.sub(r"<[^>]+>", "", await _page(door, "/"))
        door.backend.kept = {ID: incident()}
        assert "nobody sees" not in await _page(door, f"/incidents/{ID}")


async def test_an_incident_is_taken_from_its_page() -> None:
    """The form acts as the named person and comes back to the page; that name is remembered."""
    async with open_door() as door:
        await door.sign_in(by="")
        text = await _page(door, f"/incidents/{ID}")
        assert "channel_not_found" in text
        proof = re.search(r'name="proof" value="([0-9a-f]+)"', text)
        assert proof is not None
        form = {"proof": proof[1], "by": "omar", "note": "calling them"}
        async with door.people.post(f"{door.url}/incidents/{ID}/ack", data=form) as answer:
            assert (answer.status, answer.url.path) == (200, f"/incidents/{ID}")
            text = await answer.text()
        assert "calling them" in text
        assert 'name="by" value="omar"' in text
        assert door.backend.log == [("ack", ID, "omar", "page")]

        proof = re.search(r'name="proof" value="([0-9a-f]+)"', text)
        assert proof is not None
        async with door.people.post(f"{door.url}/incidents/{ID}/ack", data={**form, "proof": proof[1]}) as answer:
            assert answer.status == 409
            assert "You have it already." in await answer.text()


async def test_an_act_needs_a_name() -> None:
    """A form without one does nothing."""
    async with open_door() as door:
        await door.sign_in(by="")
        proof = re.search(r'name="proof" value="([0-9a-f]+)"', await _page(door, f"/incidents/{ID}"))
        assert proof is not None
        async with door.people.post(f"{door.url}/incidents/{ID}/ack", data={"proof": proof[1], "by": " "}) as answer:
            assert answer.status == 400
        assert door.backend.log == []


async def test_texts_of_strangers_do_nothing() -> None:
    """Markup, template syntax, direction marks and script links of a post stay text."""
    async with open_door() as door:
        (shown,) = door.backend.shown
        scripted = shown.mention.with_(id="2", handle=HOSTILE, url="javascript:alert(1)")
        door.backend.shown.append(shown.with_(mention=scripted, text=None, author_name=HOSTILE))
        door.backend.kept[ID] = incident(
            watch=HOSTILE, group=HOSTILE, rules=(HOSTILE,), notes=(HOSTILE,), by={"ack": HOSTILE}
        )
        door.backend.roster = Roster(people={HOSTILE: Person(name=HOSTILE)})
        await door.sign_in(by="")
        for path in (
            "/",
            f"/incidents/{ID}",
            "/inbox",
            "/report",
            "/rules",
            "/people",
            "/sources",
            "/search?watch=acme",
        ):
            text = await _page(door, path)
            assert "<script>" not in text, path
            assert "\u202e" not in text, path
            assert "javascript:" not in text, path
            assert "49" not in re.sub(r'value="[0-9a-f]+"|v=[0-9a-f]+|<svg.*?</svg>', "", text, flags=re.DOTALL), path
        async with door.stranger.get(door.link(person=HOSTILE)) as answer:
            assert "<script>" not in await answer.text()


async def test_the_inbox_says_what_waits() -> None:
    """Late mentions are marked, erased texts are said to be, and an empty inbox says so."""
    async with open_door() as door:
        await door.sign_in()
        text = await _page(door, "/inbox?watch=acme")
        assert "late</span>" in text
        assert "reaches 12,000" in text
        door.backend.shown = [door.backend.shown[0].with_(text=None)]
        assert "(the text was erased)" in await _page(door, "/inbox")
        door.backend.shown = []
        assert "Nothing waits." in await _page(door, "/inbox")


async def test_the_inbox_shows_what_was_asked_for() -> None:
    """Of a platform and a language; each filter keeps the others, and what has only one value is no choice."""
    async with open_door() as door:
        (first,) = door.backend.shown
        for id_, platform, language in (("2", "reddit", "tr"), ("3", "reddit", "en")):
            about = first.mention.with_(id=id_, platform=platform, language=language, handle=f"h{id_}")
            door.backend.shown.append(first.with_(mention=about, why=("waits too long",)))
        await door.sign_in()
        text = await _page(door, "/inbox?platform=reddit")
        assert text.count('<li class="post"') == 2
        assert "waits too long" in text
        assert 'href="/inbox?platform=reddit&amp;language=tr"' in text
        assert "watch=" not in text
        text = await _page(door, "/inbox?platform=reddit&language=tr")
        assert text.count('<li class="post"') == 1
        assert "@h2" in text


async def test_the_report_counts_who_still_waits_as_late() -> None:
    """One of two acknowledged in time is 50 %; who solved has acknowledged; who still has time is left out."""
    async with open_door() as door:
        opened = NOW - timedelta(hours=2)
        door.backend.kept = {
            "a": incident("a", opened_at=opened, solved_at=opened + timedelta(minutes=3), state=State.SOLVED),
            "b": incident("b", opened_at=opened),
            "c": incident("c", opened_at=NOW - timedelta(minutes=5)),
            "d": incident("d", opened_at=NOW - timedelta(days=90)),
        }
        await door.sign_in()
        text = await _page(door, "/report")
        cells = re.findall(r"<t[dh][^>]*>(?:<bdi>)?([^<]*)", text)
        at = cells.index("taken")
        assert [cell.strip() for cell in cells[at + 1 : at + 7]] == ["15 min", "50%", "3 min", "3 min", "1", "2"]
        at = cells.index("solved")
        assert [cell.strip() for cell in cells[at + 1 : at + 7]] == ["1 d", "100%", "3 min", "3 min", "1", "1"]
        cells = re.findall(r"<t[dh][^>]*>(?:<bdi>)?([^<]*)", await _page(door, "/report?since=100d"))
        at = cells.index("taken")
        assert [cell.strip() for cell in cells[at + 5 : at + 7]] == ["1", "3"]


async def test_no_page_needs_a_script_or_another_site() -> None:
    """Everything a page loads comes from us, with a type, and may be kept."""
    async with open_door() as door:
        await door.sign_in()
        for path in ("/", f"/incidents/{ID}", "/inbox", "/report", "/signin"):
            text = await _page(door, path)
            assert set(re.findall(r"<script[^>]*>", text)) <= {
                f'<script src="{at}" defer>' for at in SCRIPT.findall(text)
            }
            assert "style=" not in text
            for address in re.findall(r'<(?:link[^>]* href|script src)="([^"]+)"', text):
                async with door.stranger.get(door.url + address) as answer:
                    assert answer.status == 200
                    assert "immutable" in answer.headers["Cache-Control"]
        assert (await door.stranger.get(f"{door.url}/static/..%2fbase.html")).status in (401, 404)


async def test_signing_out_forgets_the_browser() -> None:
    """The next page asks again."""
    async with open_door() as door:
        await door.sign_in()
        proof = re.search(r'name="proof" value="([0-9a-f]+)"', await _page(door, "/"))
        assert proof is not None
        await door.people.post(f"{door.url}/signout", data={"proof": proof[1]})
        assert (await door.people.get(f"{door.url}/")).status == 401


async def test_a_wrong_sentiment_is_put_right_beside_the_post() -> None:
    """The page shows what its pages quote; one tap says what it is, and the page says so from then on."""
    async with open_door() as door:
        await door.sign_in()
        text = await _page(door, f"/incidents/{ID}")
        assert "negative 90%" in text
        assert "Wrong sentiment?" in text
        proof = re.search(r'name="proof" value="([0-9a-f]+)"', text)
        assert proof is not None
        form = {"proof": proof[1], "by": "ayse", "platform": "x", "post": "123", "label": "positive"}
        async with door.people.post(f"{door.url}/incidents/{ID}/label", data=form) as answer:
            assert (answer.status, answer.url.path) == (200, f"/incidents/{ID}")
            assert "said: <b>positive</b>" in await answer.text()
        assert door.backend.log == [("label", ID, "x", "123", "positive", "ayse")]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"label": "angry"}, 400),
        ({"label": ""}, 400),
        ({"by": "mallory"}, 400),
        ({"post": "999"}, 404),
        ({"proof": "0" * 64}, 403),
    ],
)
async def test_a_label_that_is_none_is_not_kept(changes: dict[str, str], status: int) -> None:
    """Another mood, nobody's word, a post that is not shown, a form of another site."""
    async with open_door() as door:
        await door.sign_in()
        proof = re.search(r'name="proof" value="([0-9a-f]+)"', await _page(door, f"/incidents/{ID}"))
        assert proof is not None
        form = {"proof": proof[1], "by": "ayse", "platform": "x", "post": "123", "label": "positive", **changes}
        async with door.people.post(f"{door.url}/incidents/{ID}/label", data=form) as answer:
            assert answer.status == status
        assert door.backend.log == []


async def test_an_erased_post_cannot_be_labelled() -> None:
    """There is nothing to learn from it; the page says that its text is gone."""
    async with open_door() as door:
        door.backend.telling = [door.backend.telling[0].with_(text=None)]
        await door.sign_in()
        text = await _page(door, f"/incidents/{ID}")
        assert "(the text was erased)" in text
        assert '/label"' not in text


async def test_a_post_is_found_by_its_words_and_by_the_bar_of_a_chart() -> None:
    """What was asked for is said with how much was found; nothing is looked for before anybody asks."""
    async with open_door() as door:
        await door.sign_in()
        assert "1 post" in await _page(door, "/search?q=alert&watch=acme")
        assert "Nothing was found." in await _page(door, "/search?q=giraffe")
        assert 'class="post' not in await _page(door, "/search")
        bar = "since=2026-11-21T02:15:00Z&until=2026-11-21T02:30:00Z"
        text = await _page(door, f"/search?watch=acme&{bar}")
        assert ">02:15</time> – <time" in text
        async with door.people.get(f"{door.url}/search?since=soon") as answer:
            assert answer.status == 400


async def test_the_rota_shows_who_stands_and_when_nobody_does() -> None:
    """Fourteen days by the reader's clock, each with who stands in it."""
    async with open_door() as door:
        people = door.backend.roster.people
        standing = Schedule(name="pr-primary", people=("ayse",), rotate="weekly")
        door.backend.roster = Roster(people=people, schedules={"pr-primary": standing})
        await door.sign_in()
        text = await _page(door, "/people")
        assert text.count('<li class="card') == 14
        assert "<b>ayse</b>" in text
        assert "Nobody stands" not in text


async def test_a_chosen_language_stays() -> None:
    """The reader picks one at the foot; it goes before what the people file says, and leads back to where they were."""
    async with open_door() as door:
        await door.sign_in()
        url = f"{door.url}/language?to=zh&next=/inbox"
        async with door.people.get(url) as answer:
            assert answer.url.path == "/inbox"
            assert "等待回复" in await answer.text()
        assert '<html lang="zh"' in await _page(door, "/")
        assert (await door.people.get(f"{door.url}/language?to=xx")).status == 404
        async with door.people.get(f"{door.url}/language?to=en&next=//evil.example", allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/"


async def test_the_path_of_the_public_address_is_everywhere() -> None:
    """Behind a proxy that gives us a folder of its host, every address and the cookie begin with it."""
    async with open_door(public_url="https://intranet.example.org/alertd") as door:
        async with door.stranger.get(door.link()) as answer:
            text = await answer.text()
        found = re.findall(r'(?:href|src|action|formaction|data-live)="(/[^"]*)"', text)
        assert len(found) > 5
        assert [address for address in found if not address.startswith("/alertd/")] == []
        async with door.stranger.get(f"{door.url}/signin?token={TOKEN}", allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/alertd/"
            assert "Path=/alertd/" in answer.headers["Set-Cookie"]


async def test_what_happens_between_a_page_and_its_stream_is_told_at_once() -> None:
    """The page knows up to when it was read; somebody took the incident while the browser was still on its way to the stream."""
    async with open_door() as door:
        async with door.stranger.get(door.link()) as answer:
            (address,) = re.findall(r'data-live="(/[^"]*)"', await answer.text())
        assert re.fullmatch(r"/a/[^/]+/live\?seen=\d+", address)
        await door.stranger.post(door.link())
        async with door.stranger.get(f"{door.url}{address}") as answer:
            await told(answer)
        async with door.stranger.get(f"{door.url}{address.partition('?')[0]}?seen=-1e9") as answer:
            assert await answer.content.readline() == b"retry: 3000\n"
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(told(answer), 1.5)


async def told(answer: ClientResponse) -> None:
    """Wait until a stream says that something changed."""
    while await answer.content.readline() != b"event: changed\n":
        pass


async def test_a_live_page_hears_of_an_act_within_a_second() -> None:
    """The stream says that something changed, and the page then looks itself; it is open to who may see the page."""
    async with open_door() as door:
        async with door.stranger.get(f"{door.url}/live") as answer:
            assert answer.status == 401
        async with door.stranger.get(f"{door.link()}/live") as answer:
            assert answer.headers["Content-Type"] == "text/event-stream"
            assert await answer.content.readline() == b"retry: 3000\n"
            await door.stranger.post(door.link())
            line = b"\n"
            while line == b"\n":
                line = await asyncio.wait_for(answer.content.readline(), 1)
            assert line == b"event: changed\n"
