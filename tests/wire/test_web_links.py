"""Acknowledge links against a real server."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from alertd.model.incident import State
from alertd.runtime.ack_links import REPLAY_KEY
from tests.unit.web.fake_backend import NOW
from tests.unit.web.house import TOKEN, open_door

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
            assert "Acknowledged. Nobody else is paged for now." in await first.text()
        async with door.stranger.post(door.link(person="omar")) as second:
            assert second.status == 409
            assert "<bdi>ayse</bdi>" in await second.text()

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
async def test_a_link_is_useless_after_the_incident_is_solved(state: State) -> None:
    """Neither looking nor tapping does anything then."""
    async with open_door() as door:
        kept = door.backend.kept["9f2c4e5a1b3d7f60"]
        door.backend.kept[kept.id] = kept.with_(state=state)
        assert (await door.stranger.get(door.link())).status == 410
        assert (await door.stranger.post(door.link())).status == 410
        assert door.backend.log == []


async def test_an_acknowledged_incident_offers_no_button() -> None:
    """Who comes second sees who has it."""
    async with open_door() as door:
        await door.stranger.post(door.link())
        async with door.stranger.get(door.link(person="omar")) as answer:
            text = await answer.text()
            assert answer.status == 200
            assert "<button" not in text
            assert "<bdi>ayse</bdi>" in text


async def test_who_is_woken_reads_their_own_language_and_clock() -> None:
    """The page speaks the person's language and shows the time of their zone."""
    async with open_door() as door:
        people = door.backend.roster.people
        people["ayse"] = people["ayse"].with_(language="tr", timezone="Europe/Istanbul")
        async with door.stranger.get(door.link()) as answer:
            text = await answer.text()
        assert '<html lang="tr">' in text
        assert "Üstleniyorum" in text
        assert "21 Nov 2026 05:53 Europe/Istanbul" in text


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
