"""The report: any period, against the one before, to take along."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from alertd.model.inbox import Counted
from alertd.model.incident import State
from alertd.model.people import Roster
from alertd.report.response_report import WHOLE
from alertd.report.typed import TypedCell, TypedTable
from alertd.web.ahead import ahead
from alertd.web.words import WORDS
from tests.unit.web.fake_backend import HOSTILE, NOW, incident
from tests.unit.web.house import Door, open_door
from tests.unit.web.test_ahead import tables
from tests.wire.test_web_incident_page import text_of
from tests.wire.test_web_rules import STORM

pytestmark = pytest.mark.asyncio

NAMES = ("response", "rules", "pages", "reach")


def rules(fired: int, name: str = "storm") -> tuple[TypedTable, ...]:
    """Return the report of one rule."""
    cells = (
        TypedCell(kind="text", text=name),
        TypedCell(kind="number", number=fired),
        TypedCell(kind="span", number=240.0),
        TypedCell(kind="share", number=0.5),
    )
    return (TypedTable(title="", columns=("rule", "fired", "median_ack_s", "kept"), rows=(cells,)),)


async def shown(door: Door, query: str = "", status: int = 200) -> str:
    """Return the report."""
    async with door.people.get(f"{door.url}/report{query}") as answer:
        assert answer.status == status, await answer.text()
        return await answer.text()


async def test_a_period_stands_beside_the_one_before() -> None:
    """As long, and just before; its numbers in brackets."""
    async with open_door() as door:
        await door.sign_in()
        door.backend.reports = {("rules", True): rules(4), ("rules", False): rules(7)}
        text = text_of(await shown(door, "?since=7d"))
        assert "storm 4 (7) 4 min 50%" in text
        spans = {(since, until) for name, since, until in door.backend.asked if name == "rules"}
        (first, begins), (again, ends) = sorted(spans)
        assert begins == again
        assert begins - first == ends - again >= timedelta(days=7)


async def test_who_looks_within_ten_minutes_asks_the_same() -> None:
    """Else each look at a large store would be read anew."""
    async with open_door() as door:
        await door.sign_in()
        door.clock.at = NOW + timedelta(minutes=1)
        await shown(door)
        door.clock.at = NOW + timedelta(minutes=9)
        await shown(door)
        assert len(set(door.backend.asked)) == len(door.backend.asked) / 2 == 2 * len(NAMES) + 1


async def test_what_is_still_worked_out_is_said_and_the_rest_is_there() -> None:
    """The page does not wait for the slowest; a script asks again by itself, and without one the browser does."""
    async with open_door() as door:
        await door.sign_in()
        html = await shown(door)
        assert "The numbers are being gathered" in html
        assert "data-soon" in html
        again = '<noscript><meta http-equiv="refresh" content="3"></noscript>'
        assert again in html
        assert "/static/live.js" in html
        assert "taken" in text_of(html).lower()
        door.backend.reports = {(name, True): rules(1) for name in NAMES}
        assert "being gathered" in await shown(door), "what is ahead is not there yet"
        door.backend.reports["expectation", True] = ()
        html = await shown(door)
        assert "being gathered" not in html
        assert again not in html, "what is whole stands still"


async def test_days_are_the_readers_and_the_last_one_counts_whole() -> None:
    """From the 1st until the 2nd are two days, from midnight to midnight by their clock."""
    async with open_door() as door:
        people = door.backend.roster.people
        people["ayse"] = people["ayse"].with_(timezone="Europe/Istanbul")
        await door.sign_in()
        await shown(door, "?since=2026-11-01&until=2026-11-02")
        _, since, until = door.backend.asked[0]
        assert since == datetime(2026, 10, 31, 21, tzinfo=UTC)
        assert until == datetime(2026, 11, 2, 21, tzinfo=UTC)


@pytest.mark.parametrize("query", ["", "?since=7d", "?since={first}&until={today}", "?since={first}&until={later}"])
async def test_no_range_ends_in_the_future(query: str) -> None:
    """A range up to now, today or next week ends now; the one before is as long as what has passed, not as long as was asked for."""
    async with open_door() as door:
        now = door.clock.at = NOW + timedelta(minutes=3)
        days = {"first": now - timedelta(days=3), "today": now, "later": now + timedelta(days=7)}
        await door.sign_in()
        html = await shown(door, query.format(**{name: f"{day:%Y-%m-%d}" for name, day in days.items()}))
        assert f'datetime="{now.isoformat()}">{now:%Y-%m-%d %H:%M}</time>' in html
        assert f'name="until" value="{now:%Y-%m-%d}"' in html
        spans = {(since, until) for name, since, until in door.backend.asked if name == "rules"}
        (first, begins), (again, ends) = sorted(spans)
        assert now <= ends <= now + timedelta(hours=1), "an hour shares one answer"
        assert begins == again
        assert begins - first == ends - again


async def test_a_range_that_has_not_begun_is_refused() -> None:
    """There is nothing to report of next week."""
    async with open_door() as door:
        await door.sign_in()
        days = [f"{NOW + timedelta(days=number):%Y-%m-%d}" for number in (7, 9)]
        assert "A period ends after it begins" in await shown(door, "?since={}&until={}".format(*days), status=400)


@pytest.mark.parametrize(
    "query",
    [
        "?since=yesterday",
        "?since=2026-11-05&until=2026-11-01",
        "?since=2020-01-01&until=2026-01-01",
        "?since=0001-01-01&until=9999-12-31",
        "?since=9999-12-31",
        "?since=2026-11-01T10:00:00&until=2026-11-02",
        "?since=500d",
        "?since=%00&until=%F0%9F%92%A9",
    ],
)
async def test_a_period_that_is_none_is_refused_in_words(query: str) -> None:
    """400 and a sentence, no fault of ours in the log."""
    async with open_door() as door:
        await door.sign_in()
        assert "failed on this request" not in await shown(door, query, status=400)


async def test_an_acknowledgement_stays_as_fast_as_it_was() -> None:
    """Four minutes, also after it expired; who still waits too long counts as missed."""
    async with open_door() as door:
        opened = NOW - timedelta(days=2)
        door.backend.kept = {
            "a": incident("a", opened_at=opened, first_acknowledged_at=opened + timedelta(minutes=4)),
            "b": incident("b", opened_at=opened),
            "c": incident("c", opened_at=NOW - timedelta(minutes=2)),
            "d": incident("d", opened_at=NOW - timedelta(days=40), state=State.CLOSED),
        }
        await door.sign_in()
        text = text_of(await shown(door))
        assert "Incidents: 3" in text
        assert "taken 15 min 50% (0%) 4 min 4 min 1 (0) 2 (1)" in text, text


@pytest.mark.parametrize(
    ("name", "status"), [("rules", 200), ("promises", 200), ("rules-2", 404), ("reach", 429), ("secrets", 404)]
)
async def test_each_table_can_be_taken_along(name: str, status: int) -> None:
    """As CSV with plain numbers, under a name of its own; one that is not ready says so."""
    async with open_door() as door:
        await door.sign_in()
        door.backend.reports = {("rules", True): rules(4, HOSTILE)}
        async with door.people.get(f"{door.url}/report/{name}.csv?since=28d") as answer:
            assert answer.status == status
            if status == 200:
                assert answer.content_type == "text/csv"
                assert f'filename="alertd-{name}-2026-10-24.csv"' in answer.headers["Content-Disposition"]
                rows = list(csv.reader(io.StringIO(await answer.text())))
                assert len(rows[0]) == len(rows[1])
                if name == "rules":
                    assert rows[1][1:] == ["4", "240", "0.5"]
        async with door.stranger.get(f"{door.url}/report/{name}.csv") as answer:
            assert answer.status == 401


async def test_who_left_the_inbox_unanswered_is_told_here_too() -> None:
    """How fast those were answered who were, says nothing of those whom nobody could answer."""
    async with open_door() as door:
        await door.sign_in()
        assert "without an answer:" not in text_of(await shown(door))
        door.backend.left = Counted(given_up=2_200, too_old=4)
        page = text_of(await shown(door))
        assert "2,200 because too many waited" in page
        assert "4 after seven days" in page


async def test_a_report_that_fails_hides_none_of_the_others() -> None:
    """What cannot be worked out is left out; the page is there."""
    async with open_door() as door:
        await door.sign_in()
        door.backend.reports = {("rules", True): rules(4)}
        door.backend.failing = ("reach",)
        html = await shown(door)
        assert "storm" in html
        async with door.people.get(f"{door.url}/report/reach.csv") as answer:
            assert answer.status == 429


async def test_programs_read_a_report_as_json() -> None:
    """Spans in seconds, shares from 0 to 1; 202 while it is worked out, 404 for one that is none, 401 without the token."""
    async with open_door() as door:
        door.backend.reports = {("expectation", True): rules(4)}
        async with door.program.get(f"{door.url}/api/v1/reports/expectation?since=7d") as answer:
            assert answer.status == 200
            body = await answer.json()
            assert body["tables"][0]["rows"] == [["storm", 4, 240.0, 0.5]]
            assert body["tables"][0]["columns"] == ["rule", "fired", "median_ack_s", "kept"]
        async with door.program.get(f"{door.url}/api/v1/reports/response") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (202, "5")
        for path, status in (("reports/nothing", 404), ("reports/expectation?since=never", 400)):
            async with door.program.get(f"{door.url}/api/v1/{path}") as answer:
                assert answer.status == status
        async with door.stranger.get(f"{door.url}/api/v1/reports/expectation") as answer:
            assert answer.status == 401


async def test_whether_promises_were_kept_is_said_first() -> None:
    """In a sentence a step, before any table; last week is a week of the calendar, one tap away."""
    async with open_door() as door:
        began = NOW - timedelta(days=2)
        door.backend.kept = {
            "a": incident("a", opened_at=began, acknowledged_at=began + timedelta(minutes=4)),
            "b": incident("b", opened_at=began, acknowledged_at=began + timedelta(minutes=40)),
        }
        await door.sign_in()
        async with door.people.get(f"{door.url}/report?since=7d") as answer:
            html = await answer.text()
        assert html.index("✗ 1 of 2 in time") < html.index("<table")
        week = re.findall(r'href="/report\?(since=[\d-]+&amp;until=[\d-]+)"', html)
        assert week == ["since=2026-11-09&amp;until=2026-11-15"]
        async with door.people.get(f"{door.url}/report?{week[0].replace('&amp;', '&')}") as answer:
            html = await answer.text()
        assert 'aria-current="true">last week<' in html
        assert "in time" not in html


async def test_what_customers_waited_for_stands_beside_the_promises_of_incidents() -> None:
    """A week without an incident and with forty-five unanswered questions was no good week, and the first screen says so."""
    async with open_door() as door:
        await door.sign_in()
        cells = (TypedCell(kind="text", text="all"), TypedCell(kind="text", text=WHOLE["needing_answer"]))
        for answered, told in ((0, "✗ 0 of 45 answered"), (45, "✓ 45 of 45 answered")):
            row = (*cells, TypedCell(kind="number", number=45), TypedCell(kind="number", number=answered))
            table = TypedTable(title="", columns=("by", "name", "conversations", "answered"), rows=(row,))
            door.backend.kept = {}
            door.backend.reports = {("response", True): (table,)}
            html = await shown(door, "?since=7d")
            assert f"Customers with a question or complaint {told}" in text_of(html)
            assert html.index(told) < html.index("<table")


async def test_what_is_ahead_stands_on_the_report() -> None:
    """Tomorrow in a sentence, its hours with who is there and who is missing, the week as a picture and as a table."""
    async with open_door() as door:
        door.backend.reports = {("expectation", True): tables(evenings=False)}
        await door.sign_in()
        html = await shown(door, "?since=7d")
        text = text_of(html)
        tomorrow = ahead(tables(evenings=False), Roster())
        assert tomorrow is not None
        day, low, high = tomorrow.day.date().isoformat(), tomorrow.low, tomorrow.high
        assert re.search(rf"Tomorrow, {day}: about \d+ questions, from {low} to {high} on four days of five", text)
        assert html.count('class="heat-') == 168
        assert html.count('<th scope="row">') >= 24
        assert "missing" in text
        assert "Europe/Istanbul" in text
        async with door.people.get(f"{door.url}/report/expectation-7.csv?since=28d") as answer:
            rows = list(csv.reader(io.StringIO(await answer.text())))
            assert rows[0] == ["day", "hour", "questions_an_hour"]
            assert len(rows) == 169


@pytest.mark.parametrize("code", ["tr", "zh"])
async def test_what_is_ahead_is_told_in_the_readers_language(code: str) -> None:
    """Days, heads and sentences, with no word of English left."""
    async with open_door() as door:
        door.backend.reports = {("expectation", True): tables()}
        await door.sign_in()
        await shown(door, "")
        async with door.people.get(f"{door.url}/language?to={code}&next=/report") as answer:
            html = await answer.text()
        t = WORDS[code]
        assert all(t[name] in html for name in ("e_ahead", "e_when", "e_questions", "e_needed", "e_usual"))
        assert all(f">{day}</th>" in html for day in t["weekdays"].split())
        assert "Monday" not in html
        assert "questions" not in text_of(html)


async def test_a_page_of_the_past_foretells_nothing() -> None:
    """Last week's report is about last week; and where too little is known that is said instead of a picture."""
    async with open_door() as door:
        door.backend.reports = {("expectation", True): tables()}
        await door.sign_in()
        assert "What to expect" not in await shown(door, "?since=2026-11-01&until=2026-11-07")
        assert "expectation" not in {name for name, _, _ in door.backend.asked}
        door.backend.reports = {("expectation", True): rules(1)}
        html = await shown(door)
        assert "After two weeks of questions" in html
        assert 'class="heat"' not in html


async def test_rows_are_read_in_the_readers_language() -> None:
    """A rule by its name there, and not by what programs call it."""
    async with open_door() as door:
        door.backend.rules = (STORM.with_(names={"tr": "Fırtına"}),)
        door.backend.reports = {("rules", True): rules(4, STORM.id)}
        await door.sign_in()
        async with door.people.get(f"{door.url}/language?to=tr&next=/report") as answer:
            assert "Fırtına" in await answer.text()


async def test_a_week_without_incidents_says_so_and_from_which_day_to_which() -> None:
    """Not three dashes; its last day is the Sunday, in the words and in the form that asks again."""
    async with open_door() as door:
        await door.sign_in()
        html = await shown(door, "?since=2026-11-02&until=2026-11-08")
        assert "No incidents in this time, so there was no promise to keep." in html
        assert 'class="verdict"' not in html
        assert "2026-11-02 – 2026-11-08" in text_of(html)
        assert 'name="until" value="2026-11-08"' in html
        assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d – \d{4}-\d\d-\d\d \d\d:\d\d", text_of(await shown(door)))


@pytest.mark.parametrize("code", WORDS)
async def test_a_week_before_the_log_begins_is_not_called_quiet(code: str) -> None:
    """Nobody watched then: that is no good news, in no language; a week in which the log begins is one that was watched."""
    async with open_door() as door:
        await door.sign_in()
        door.backend.kept.clear()
        door.backend.began = datetime(2026, 11, 9, tzinfo=UTC)
        door.people.cookie_jar.update_cookies({"alertd_language": code})
        unwatched = WORDS[code].fill("unwatched_then", at="2026-11-09 00:00")
        before = await shown(door, "?since=2026-11-02&until=2026-11-08")
        assert f'<p class="banner warning" role="status">{unwatched}' in before
        assert "banner good" not in before
        after = await shown(door, "?since=2026-11-02&until=2026-11-09")
        assert f'<p class="banner good" role="status">{WORDS[code]["no_incidents_in"]}' in after
        assert "banner warning" not in after


async def test_of_last_week_the_line_above_says_whether_anybody_watched() -> None:
    """Not in green what nobody saw; not "nothing watched" where the log is older, nor where nobody knows how old it is."""
    async with open_door() as door:
        await door.sign_in()
        door.backend.kept.clear()
        door.backend.began = NOW
        line = re.compile(r'<p class="week">.*?</p>')
        (told,) = line.findall(await shown(door))
        assert "Of incidents nothing is known at this time: alertd’s log begins" in told
        assert "fine" not in told
        for began in (None, NOW - timedelta(days=90)):
            door.backend.began = began
            (told,) = line.findall(await shown(door))
            assert '<span class="fine">No incidents in this time' in told


async def test_a_promise_whose_time_is_not_over_is_neither_kept_nor_a_dash() -> None:
    """An incident of seven minutes ago: it says that nothing is due yet."""
    async with open_door() as door:
        await door.sign_in()
        text = text_of(await shown(door, "?since=7d"))
        assert "taken · promise 15 min not due yet" in text
