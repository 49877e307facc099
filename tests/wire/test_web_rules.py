"""Rules: what they did, and what they would have done."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from yarl import URL

from alertd.model.reason import Reason
from alertd.model.rule import Every, Floor, Influencer, Rule, Severity, Spike
from alertd.report.forecast import Alarm, Expected, Forecast
from alertd.report.typed import TypedCell, TypedTable
from alertd.web.words import WORDS
from tests.unit.web.fake_backend import HOSTILE, NOW, incident
from tests.unit.web.house import Door, open_door
from tests.wire.test_web_incident_page import ID, text_of

pytestmark = pytest.mark.asyncio

STORM = Rule(
    id="storm",
    name="Storm",
    severity=Severity.CRISIS,
    when=Spike(of="negative", rarer_than=timedelta(days=30), at_least=Floor(mentions=15, authors=10)),
)


def told(alarms: int) -> Forecast:
    """Return a forecast of so many alarms, the first of them at night."""
    expected = Expected(
        rule="storm", severity="crisis", fired=alarms, alarms=alarms, pages=2 * alarms, all_pages=9, notices=0,
        to={"ayse": alarms}, in_quiet_hours=0, woken=0, at_night=1,
    )  # fmt: skip
    each = Alarm(
        at=NOW,
        rule="storm",
        watch="acme",
        incident="i",
        to="ayse",
        in_quiet_hours=False,
        is_woken=False,
        is_night=False,
    )
    rows = tuple(each.with_(at=NOW - timedelta(days=n), is_night=n == 0) for n in range(alarms))
    return Forecast(begins_at=NOW - timedelta(days=28), ends_at=NOW, mentions=9, rules=(expected,), alarms=rows)


async def shown(door: Door, path: str, status: int = 200) -> str:
    """Return a page for who is signed in."""
    async with door.people.get(door.url + path) as answer:
        assert answer.status == status, await answer.text()
        return await answer.text()


async def test_a_threshold_is_moved_and_the_past_is_asked() -> None:
    """Both as it stands and as it would be; the changed key is there to copy, and nothing was changed."""
    async with open_door() as door:
        door.backend.rules = (STORM,)
        door.backend.forecasts = told(3)
        await door.sign_in()
        assert door.backend.tried == []
        html = await shown(door, "/rules/storm?key=0.rarer_than&by=6")
        text = text_of(html)
        assert "spike: {rarer_than: 60d}" in text
        assert "# storm: was rarer_than: 30d" in text
        assert text.count("3 alarms · 1 at night · 6 messages") == 2
        assert [one.when.rarer_than for one in door.backend.tried] == [timedelta(days=30), timedelta(days=60)]  # type: ignore[union-attr]
        assert door.backend.rules == (STORM,)
        assert 'href="/search?watch=acme&amp;since=' in html


@pytest.mark.parametrize(
    ("code", "now_is", "then"),
    [
        ("en", "once in 30 days", "once in 60 days"),
        ("tr", "30 günde bir", "60 günde bir"),
        ("ru", "раз в 30 дней", "раз в 60 дней"),
        ("zh", "约 30 天一次", "约 60 天一次"),
    ],
)
async def test_what_is_moved_is_said_in_words_and_the_key_is_left_for_who_edits_the_file(
    code: str, now_is: str, then: str
) -> None:
    """A PR director reads no YAML; who writes the rules finds the line to copy below."""
    async with open_door() as door:
        door.backend.rules = (STORM,)
        door.backend.forecasts = told(3)
        await door.sign_in()
        door.people.cookie_jar.update_cookies({"alertd_language": code}, URL(door.url))
        html = await shown(door, "/rules/storm?key=0.rarer_than&by=6")
        above, below = html.split('id="h-yaml"')
        assert f'<span class="now-is">{now_is}</span> → <b>{then}</b>' in above
        assert "rarer_than:" not in text_of(above)
        assert "at_least" not in text_of(above)
        assert "spike: {rarer_than: 60d}" in below
        choices = re.findall(r"<option[^>]*>(.*?)</option>", above)
        assert len(set(choices)) == len(choices) == 3, "each says its own number first"
        assert choices[0].startswith(now_is)


async def test_looking_at_a_rule_works_nothing_out() -> None:
    """Only who asks for it makes the machine read four weeks."""
    async with open_door() as door:
        door.backend.rules = (STORM,)
        await door.sign_in()
        html = await shown(door, "/rules/storm")
        assert door.backend.tried == []
        assert html.count("<option") == 3


async def test_while_it_is_worked_out_the_page_says_so() -> None:
    """And asks again by itself, where there is a script."""
    async with open_door() as door:
        door.backend.rules = (STORM,)
        await door.sign_in()
        assert "data-soon" in await shown(door, "/rules/storm?key=0.rarer_than&by=0")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/rules/nothing", 404),
        ("/rules/storm?key=0.window&by=4", 400),
        ("/rules/storm?key=0.rarer_than&by=9", 400),
        ("/rules/storm?key=0.rarer_than&by=-1", 400),
        ("/rules/storm?key=0.rarer_than&by=%D9%A3", 400),
        ("/rules/storm?key=%3Cscript%3E&by=1", 400),
    ],
)
async def test_an_address_that_asks_for_nonsense_is_refused(path: str, status: int) -> None:
    """In a sentence."""
    async with open_door() as door:
        door.backend.rules = (STORM,)
        await door.sign_in()
        assert "<script>" not in await shown(door, path, status)


async def test_a_rule_without_thresholds_says_so() -> None:
    """There is nothing to move in "each post"."""
    async with open_door() as door:
        door.backend.rules = (Rule(id="all", name=HOSTILE, when=Every()),)
        await door.sign_in()
        html = await shown(door, "/rules/all")
        assert "nothing to move" in html
        assert "<script>" not in html


async def test_the_list_says_what_pages_were_worth() -> None:
    """As people judged them, once anybody has."""
    cells = (
        TypedCell(kind="text", text="storm"),
        TypedCell(kind="number", number=5),
        TypedCell(kind="number", number=2),
    )
    async with open_door() as door:
        door.backend.rules = (STORM,)
        await door.sign_in()
        assert "useful" not in await shown(door, "/rules")
        door.backend.reports["rules", True] = (
            TypedTable(title="", columns=("rule", "useful", "noise"), rows=(cells,)),
        )
        assert "useful: 5 · noise: 2" in text_of(await shown(door, "/rules"))


async def test_four_weeks_are_the_same_for_everybody_on_a_day() -> None:
    """So that the machine works them out once."""
    async with open_door() as door:
        door.backend.rules = (STORM,)
        await door.sign_in()
        spans = []
        for minutes in (0, 90, 500):
            door.clock.at = NOW + timedelta(minutes=minutes)
            html = await shown(door, "/rules/storm?key=0.rarer_than&by=3")
            spans.append(re.findall(r'h-would">[^<]*<span[^>]*>([^<]*)', html)[0][:10])
        assert len(set(spans)) == 1


@pytest.mark.parametrize(
    ("language", "says"), [("en", "is paged at once"), ("tr", "Olumsuz fırtına"), ("zh", "负面"), ("ru", "негатив")]
)
async def test_a_rule_is_told_in_the_readers_language(language: str, says: str) -> None:
    """Its name too, where it has one there; in the list and on its own page."""
    async with open_door() as door:
        door.backend.rules = (STORM.with_(names={"tr": "Olumsuz fırtına"}, page="pr"),)
        await door.sign_in()
        await shown(door, f"/language?to={language}&next=/rules")
        for path in ("/rules", "/rules/storm"):
            assert says in text_of(await shown(door, path)), path


@pytest.mark.parametrize(("before", "ends"), [(timedelta(hours=2), "03:00"), (timedelta(minutes=4), "03:06")])
async def test_four_weeks_end_now_and_hold_what_fires_tonight(before: timedelta, ends: str) -> None:
    """No end lies ahead, where what was worked out at noon would stand for the whole night; what the rule has just opened is in."""
    now = NOW + timedelta(minutes=9)
    async with open_door() as door:
        door.backend.rules = (STORM,)
        door.backend.forecasts = told(1)
        door.clock.at = now
        door.backend.kept[ID] = incident(rules=("storm",), opened_at=now - before)
        await door.sign_in()
        html = await shown(door, "/rules/storm?key=0.rarer_than&by=6")
        assert f"since {(now - timedelta(days=28)).date()} {ends} · as of {ends}" in text_of(html)
        assert "1 alarm · 1 at night · 2 messages" in text_of(html)


async def test_four_weeks_hold_what_joined_an_incident_that_another_rule_had_opened() -> None:
    """It fired five minutes ago; the incident is an hour old. Who asks now is not told that it never fired."""
    async with open_door() as door:
        door.backend.rules = (STORM,)
        door.backend.forecasts = told(1)
        door.backend.kept[ID] = incident(rules=("safety", "storm"), opened_at=NOW - timedelta(hours=1))
        door.clock.at = NOW + timedelta(minutes=9)
        await door.sign_in()
        for reason, ends in (("still-firing", "03:00"), (Reason.RULE_JOINED, "03:01")):
            door.backend.decided(reason, "storm", rule="storm")
            assert f"as of {ends}" in text_of(await shown(door, "/rules/storm?key=0.rarer_than&by=6"))


async def test_it_says_which_way_there_are_more_alarms() -> None:
    """A burst that is rarer comes less often; an audience among the top of more authors comes more often."""
    loud = Rule(id="loud", name="Loud", when=Influencer(top=0.01))
    async with open_door() as door:
        door.backend.rules = (STORM, loud)
        await door.sign_in()
        assert WORDS["en"]["wi_move"] in text_of(await shown(door, "/rules/storm"))
        assert WORDS["en"]["wi_move_eased"] in text_of(await shown(door, "/rules/loud"))
