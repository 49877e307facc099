"""Acknowledge links against a real server."""

from __future__ import annotations

import html
import logging
import re
from datetime import timedelta

import pytest

from alertd.model.incident import State
from alertd.model.page import Curve, Listed, PageKind
from alertd.model.rule import Severity
from alertd.runtime import ack_links
from alertd.runtime.ack_links import REPLAY_KEY, Keys
from alertd.web.words import WORDS
from tests.unit.web.fake_backend import NOW
from tests.unit.web.house import KEY, TOKEN, open_door

pytestmark = pytest.mark.asyncio


async def test_a_link_that_is_only_looked_at_acknowledges_nothing() -> None:
    """A hundred fetches by scanners show the button and change nothing."""
    async with open_door() as door:
        for method in ("GET", "HEAD") * 50:
            async with door.stranger.request(method, door.link()) as answer:
                assert answer.status == 200
                if method == "GET":
                    assert "<button" in await answer.text()

        assert door.backend.log == []
        assert door.backend.kept["9f2c4e5a1b3d7f60"].state is State.OPEN


async def test_one_tap_acknowledges_as_the_named_person() -> None:
    """POST needs no sign-in; the second tap learns who was first."""
    async with open_door() as door:
        async with door.stranger.post(door.link()) as first:
            assert first.status == 200
            assert "Taken. Nobody else is paged for now." in await first.text()
        async with door.stranger.post(door.link(person="omar")) as second:
            assert second.status == 409
            assert "ayse has it already." in await second.text()

        assert door.backend.log == [("ack", "9f2c4e5a1b3d7f60", "ayse", "link")]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_bad_links_are_refused(method: str) -> None:
    """Every changed character, a foreign key, the replay key, an expired link and another round do nothing."""
    async with open_door() as door:
        good = door.link()
        head, _, token = good.rpartition("/")
        changed = [f"{head}/{token[:n]}{'A' if token[n] != 'A' else 'B'}{token[n + 1 :]}" for n in range(len(token))]
        foreign = [door.link(key=b"the key of another daemon"), door.link(key=REPLAY_KEY), good[:-1], good + "A"]
        old = [door.link(expires_at=NOW), door.link(round=2), door.link(incident="00")]
        for url in changed + foreign + old:
            async with door.stranger.request(method, url) as answer:
                assert answer.status in (403, 410), url

        assert door.backend.log == []


async def test_a_link_dies_when_its_time_comes() -> None:
    """The same link is good before its expiry and refused from then on."""
    async with open_door() as door:
        link = door.link(expires_at=NOW + timedelta(hours=1))
        door.clock.at = NOW + timedelta(minutes=59)
        assert (await door.stranger.get(link)).status == 200
        door.clock.at = NOW + timedelta(hours=1)
        assert (await door.stranger.post(link)).status == 410


@pytest.mark.parametrize("state", [State.SOLVED, State.CLOSED])
async def test_a_link_only_shows_after_the_incident_is_solved(state: State) -> None:
    """What is over can be read, in whatever round; no button is offered but what it was worth, and none that was kept does anything."""
    async with open_door() as door:
        kept = door.backend.kept["9f2c4e5a1b3d7f60"]
        door.backend.kept[kept.id] = kept.with_(state=state, rounds=2)
        async with door.stranger.get(door.link()) as answer:
            assert answer.status == 200
            text = await answer.text()
            assert "This link only shows now" in text
            offered = set(re.findall(r'(?:form)?action="[^"]*/(\w+)"', text))
            assert offered == {"useful", "noise", "language", "theme"}
        for path in ("", "/plan", "/note", "/snooze", "/assign", "/label"):
            assert (await door.stranger.post(door.link() + path, data={"note": "x"})).status == 410
        assert door.backend.log == []


async def test_a_link_does_all_that_its_person_may() -> None:
    """Plan, note, assign, snooze, solve and a wrong sentiment, with nothing but the link; each leads back to its page."""
    async with open_door() as door:
        link = door.link()
        for path, form in (
            ("/note", {"note": "called the plant"}),
            ("/snooze", {}),
            ("/assign", {"assignee": "omar"}),
            ("/plan", {"note": "statement at nine"}),
            ("/label", {"platform": "x", "post": "123", "label": "positive"}),
            ("/solve", {}),
        ):
            async with door.stranger.post(link + path, data=form, allow_redirects=False) as answer:
                assert answer.status == 303, path
                assert answer.headers["Location"].startswith("/a/")
        assert [entry[0] for entry in door.backend.log] == ["note", "snooze", "assign", "plan", "label", "solve"]
        assert {entry[2] for entry in door.backend.log if entry[0] != "label"} == {"ayse"}
        assert door.backend.kept["9f2c4e5a1b3d7f60"].assignee == "omar"


async def test_an_incident_is_given_to_nobody_by_not_looking() -> None:
    """Whoever reads the page stands in the list of people as everybody does: no name is chosen until somebody chooses one."""
    async with open_door() as door:
        page = await (await door.stranger.get(door.link())).text()
        offered = page.partition('<select name="assignee">')[2].partition("</select>")[0]
        assert offered.startswith('<option value="">')
        assert ">ayse<" in offered
        assert "selected" not in offered
        await door.stranger.post(door.link() + "/assign", data={"assignee": "omar"})
        page = await (await door.stranger.get(door.link())).text()
        offered = page.partition('<select name="assignee">')[2].partition("</select>")[0]
        assert offered.startswith('<option value="">'), "whoever has it is no choice that somebody made"
        assert "selected" not in offered


async def test_a_link_acts_as_nobody_else() -> None:
    """Neither another name in the form nor an act that is none; an empty note is none."""
    async with open_door() as door:
        link = door.link()
        for path, form, status in (
            ("/plan", {"by": "omar"}, 403),
            ("/erase", {}, 404),
            ("/note", {"note": " "}, 400),
            ("/assign", {"assignee": "mallory"}, 400),
            ("/assign", {"assignee": ""}, 400),
        ):
            assert (await door.stranger.post(link + path, data=form)).status == status
        assert door.backend.log == []


async def test_an_acknowledged_incident_offers_no_button() -> None:
    """Who comes second sees who has it."""
    async with open_door() as door:
        await door.stranger.post(door.link())
        async with door.stranger.get(door.link(person="omar")) as answer:
            text = await answer.text()
            assert answer.status == 200
            assert 'class="big"' not in text
            assert "<bdi><b>ayse</b></bdi> has it" in text


async def test_who_is_woken_reads_their_own_language_and_clock() -> None:
    """The page speaks the person's language and shows the time of their zone."""
    async with open_door() as door:
        people = door.backend.roster.people
        people["ayse"] = people["ayse"].with_(language="tr", timezone="Europe/Istanbul")
        async with door.stranger.get(door.link()) as answer:
            text = await answer.text()
        assert '<html lang="tr" ' in text
        assert "Üstleniyorum" in text
        assert ">05:53</time>" in text
        assert "Europe/Istanbul" in text


async def test_links_and_tokens_stay_out_of_the_log(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither good, bad nor failing requests write a secret anywhere, even at DEBUG."""
    with caplog.at_level(logging.DEBUG):
        async with open_door() as door:
            link = door.link()
            await door.stranger.post(link)
            await door.stranger.get(link[:-1])
            door.backend.fault = RuntimeError("broken on purpose")
            async with door.stranger.post(link) as answer:
                assert answer.status == 500
                assert "broken on purpose" not in await answer.text()
            await door.stranger.get(f"{door.url}/signin?token={TOKEN}")
    written = caplog.text + "".join(capfd.readouterr())

    assert "broken on purpose" in written
    assert link.rpartition("/")[2][:-1] not in written
    assert TOKEN not in written


async def test_a_short_link_is_22_letters_and_acknowledges() -> None:
    """It says nothing by itself: the outbox knows its page, and with it the person, the incident and the round."""
    async with open_door() as door:
        link = door.short_link()
        assert len(link.rpartition("/a/")[2]) == 22
        assert (await door.stranger.get(link)).status == 200
        assert door.backend.log == []
        async with door.stranger.post(link) as answer:
            assert answer.status == 200
        assert door.backend.log == [("ack", "9f2c4e5a1b3d7f60", "ayse", "link")]


async def test_a_short_link_that_is_none_does_nothing() -> None:
    """A guess, a changed letter, a page that somebody else's key names, one too old: refused, nothing done."""
    async with open_door() as door:
        good = door.short_link()
        head, _, token = good.rpartition("/")
        foreign = ack_links.short(b"the key of another daemon", "00112233aabbccdd")
        door.backend.linked[foreign] = door.backend.linked[token]
        for bad in ("A" * 22, token[:-1] + ("A" if token[-1] != "A" else "B"), foreign):
            async with door.stranger.post(f"{head}/{bad}") as answer:
                assert answer.status in (403, 410), bad
        door.clock.at = NOW + timedelta(hours=72)
        assert (await door.stranger.post(good)).status == 410
        assert door.backend.log == []


@pytest.mark.parametrize("is_short", [True, False])
async def test_a_rotated_key_ends_its_links_when_it_is_told_to(is_short: bool) -> None:
    """With time to live the old links go on, without they end at once; short and long ones alike."""
    keys = Keys.only(KEY)
    async with open_door(link_keys=keys) as door:
        link = door.short_link() if is_short else door.link()
        keys.rotate(b"n" * 32, NOW, keep=timedelta(hours=1))
        assert (await door.stranger.get(link)).status == 200
        keys.rotate(b"m" * 32, NOW, keep=timedelta(0))
        assert (await door.stranger.post(link)).status in (403, 410)
        assert door.backend.log == []


async def test_the_link_of_somebody_who_has_left_does_nothing() -> None:
    """Who is no longer in the people file acknowledges nothing, whatever links they still have."""
    async with open_door() as door:
        links = (door.link(), door.short_link())
        del door.backend.roster.people["ayse"]
        for link in links:
            assert (await door.stranger.post(link)).status == 410
            assert (await door.stranger.get(link)).status == 410
        assert door.backend.log == []


async def test_the_link_of_a_list_shows_each_incident_behind_its_own_link_and_acts_on_none() -> None:
    """Whoever opens it sees how each stands now; neither a tap nor a form takes them all."""
    async with open_door() as door:
        one = door.short_link()
        line = Listed(
            page_id="00112233aabbccdd",
            incident="9f2c4e5a1b3d7f60",
            kind=PageKind.PAGE,
            at=NOW,
            watch="acme",
            severity=Severity.CRISIS,
            rule_name="Negative <storm>",
            link=one,
        )
        gone = line.with_(page_id="11", incident="00", watch="globex", link=f"{door.url}/a/{'B' * 22}")
        link = door.short_link(page_id="aabb", kind=PageKind.LIST, incident=None, listed=(line, gone))
        async with door.stranger.get(link) as answer:
            text = await answer.text()
            assert answer.status == 200
        assert f'href="/a/{one.rpartition("/")[2]}"' in text
        assert f'href="/a/{"B" * 22}"' in text
        assert "Negative &lt;storm&gt;" in text
        assert 'method="post"' not in text.lower().split("<main")[1]

        for path in ("", "/ack", "/plan", "/close"):
            assert (await door.stranger.post(link + path)).status == 403
        assert door.backend.log == []
        door.clock.at = NOW + timedelta(hours=72)
        assert (await door.stranger.get(link)).status == 410


async def test_a_list_of_somebody_who_left_shows_nothing() -> None:
    """Their phone still has the link."""
    async with open_door() as door:
        link = door.short_link(page_id="aabb", kind=PageKind.LIST, incident=None, to="mallory")
        assert (await door.stranger.get(link)).status == 410


@pytest.mark.parametrize("state", [State.OPEN, State.SOLVED, State.CLOSED])
async def test_a_link_in_a_letter_asks_what_a_page_was_worth(state: State) -> None:
    """A scanner that follows it says nothing; one tap does, also when it is over, and the last word counts."""
    async with open_door() as door:
        kept = door.backend.kept["9f2c4e5a1b3d7f60"]
        door.backend.kept[kept.id] = kept.with_(state=state)
        link = door.short_link()
        async with door.stranger.get(f"{link}/noise") as answer:
            text = await answer.text()
            assert answer.status == 200
        assert text.count('method="post"') == 2
        assert f'action="/a/{link.rpartition("/")[2]}/noise"' in text
        assert door.backend.log == []

        for word in ("noise", "useful"):
            async with door.stranger.post(f"{link}/{word}", allow_redirects=False) as answer:
                assert answer.status == 303
        assert door.backend.kept[kept.id].judgements == {"ayse": "useful"}
        assert door.backend.kept[kept.id].state is state
        assert (await door.stranger.get(f"{link}/plan")).status == 404


@pytest.mark.parametrize("code", sorted(WORDS))
async def test_a_link_that_is_over_says_so_in_the_language_of_its_person(code: str) -> None:
    """Too old, begun anew, or solved: whoever is woken reads in their own words why nothing happened, and what to do."""
    async with open_door() as door:
        roster = door.backend.roster
        ayse = roster.people["ayse"].with_(language=code)
        door.backend.roster = roster.with_(people={**roster.people, "ayse": ayse})
        kept = door.backend.kept["9f2c4e5a1b3d7f60"]

        async def said(link: str) -> str:
            async with door.stranger.post(link) as answer:
                assert answer.status == 410
                text = await answer.text()
                assert f'<html lang="{code}"' in text
                return html.unescape(text)

        good = door.short_link()
        door.backend.kept[kept.id] = kept.with_(rounds=2)
        assert WORDS[code]["gone_anew"] in await said(door.link())
        door.backend.kept[kept.id] = kept.with_(state=State.SOLVED)
        assert WORDS[code]["gone_over"] in await said(door.link())
        door.clock.at = NOW + timedelta(hours=72)
        assert WORDS[code]["gone_expired"] in await said(good)


async def test_the_words_of_a_dead_link_are_whole_in_every_language() -> None:
    """Each language has a sentence of its own for each reason, with the name where one is named."""
    reasons = [key for key in WORDS["en"] if key.startswith("gone_")]
    assert len(reasons) == 7
    for key in reasons:
        said = [WORDS[code][key] for code in WORDS]
        assert len(set(said)) == len(WORDS), key
        assert all("{name}" in one for one in said) is (key == "gone_left")


async def test_the_last_day_of_a_page_is_a_picture_for_whoever_has_its_link() -> None:
    """Chats fetch it without a sign-in; it changes nothing, and dies with the link."""
    async with open_door() as door:
        link = door.short_link()
        token = link.rpartition("/")[2]
        assert (await door.stranger.get(f"{link}/day.png")).status == 404
        curve = Curve(step=300, total=(0, 1, 40), negative=(0, 0, 30))
        door.backend.linked[token] = door.backend.linked[token].with_(curve=curve)
        async with door.stranger.get(f"{link}/day.png") as answer:
            assert (answer.status, answer.content_type) == (200, "image/png")
            assert (await answer.read()).startswith(b"\x89PNG")
        assert (await door.stranger.get(f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}/day.png")).status == 403
        assert (await door.stranger.get(f"{door.link()}/day.png")).status == 404
        door.clock.at = NOW + timedelta(hours=72)
        assert (await door.stranger.get(f"{link}/day.png")).status == 410
        assert door.backend.log == []


@pytest.mark.parametrize(
    ("by", "minutes", "status"), [("ayse", 9, 303), ("ayse", 11, 410), ("omar", 1, 410)], ids=["slip", "late", "theirs"]
)
async def test_whoever_solved_it_by_a_slip_takes_it_back_for_ten_minutes(by: str, minutes: int, status: int) -> None:
    """The button stands beside "Snooze", and after it nobody is paged any more: the one who said so may open it again by the same link."""
    async with open_door() as door:
        kept = door.backend.kept["9f2c4e5a1b3d7f60"]
        solved = kept.with_(state=State.SOLVED, solved_at=NOW, by={"solve": by})
        door.backend.kept[kept.id] = solved
        door.clock.at = NOW + timedelta(minutes=minutes)
        async with door.stranger.get(door.link()) as answer:
            assert ("/reopen" in await answer.text()) is (status == 303)
        async with door.stranger.post(door.link() + "/reopen", data={}, allow_redirects=False) as answer:
            assert answer.status == status
        assert [entry[0] for entry in door.backend.log] == (["reopen"] if status == 303 else [])
