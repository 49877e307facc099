"""Now, and the same on a wall."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from yarl import URL

from alertd.core.incidents.next_step import NextStep
from alertd.model.console import with_console
from alertd.model.house import House
from alertd.model.incident import Stale, State
from alertd.model.page import Page, PageKind
from alertd.model.people import Policy, Step
from alertd.model.rule import Every, Rule, Severity
from alertd.model.value import rfc3339
from alertd.model.watch import Campaign, Watch
from alertd.report.pulse import Curve
from alertd.report.typed import TypedCell, TypedTable
from alertd.web.refusals import NotFound
from alertd.web.words import WORDS
from tests.unit.report.test_pulse import seen
from tests.unit.web.fake_backend import HOSTILE, NOW, FakeBackend, incident
from tests.unit.web.house import Door, open_door
from tests.wire.test_web_incident_page import ID, text_of

pytestmark = pytest.mark.asyncio


async def shown(door: Door, path: str = "/") -> str:
    """Return a page for who is signed in."""
    async with door.people.get(door.url + path) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


async def test_an_open_incident_says_what_it_is_about_and_what_comes_next() -> None:
    """The soonest step, with a clock; that it will close by itself is no news."""
    async with open_door() as door:
        door.backend.newest_page = Page(
            page_id="p", kind=PageKind.PAGE, at=NOW, watch="acme", severity=Severity.CRISIS, to="ayse", channel="sms",
            to_address="+1", facts={"terms": "kettles smoke"},
        )  # fmt: skip
        door.backend.steps = [
            NextStep(incident=ID, kind="closes", at=NOW + timedelta(minutes=1)),
            NextStep(incident=ID, kind="page", at=NOW + timedelta(minutes=6), policy="pr", step=2, to=()),
            NextStep(incident=ID, kind="page", at=NOW + timedelta(minutes=9), policy="pr", step=3, to=("maria",)),
        ]
        await door.sign_in()
        text = text_of(await shown(door))
        assert "kettles smoke" in text
        assert "nobody paged next 6 min" in text
        assert "maria" not in text


async def test_what_incidents_are_about_asks_the_engine_s_thread_for_none_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of two hundred who look during a storm each would ask it a dozen times; and an incident that is gone by now takes nobody's page along."""

    async def gone(_: FakeBackend, incident: str) -> None:
        """Refuse it, as what reads what people said of each post does."""
        raise NotFound(f"there is no incident {incident!r}")

    monkeypatch.setattr(FakeBackend, "posts", gone)
    async with open_door() as door:
        door.backend.newest_page = Page(
            page_id="p", kind=PageKind.PAGE, at=NOW, watch="acme", severity=Severity.CRISIS, to="ayse", channel="sms",
            to_address="+1", facts={"terms": "kettles smoke"},
        )  # fmt: skip
        await door.sign_in()
        assert "kettles smoke" in text_of(await shown(door))


async def test_a_refused_reload_is_said_and_what_waits_for_a_restart() -> None:
    """Whoever edited the rules sees on the page that they are not in force."""
    async with open_door() as door:
        door.backend.ready = door.backend.ready.with_(
            reload_fault="rules/a.yml:3:5: error[unknown-key] <b>", needs_restart=("listen",)
        )
        await door.sign_in()
        html = await shown(door)
        assert "refused" in html
        assert "rules/a.yml:3:5: error[unknown-key] &lt;b&gt;" in html
        assert "<code>listen</code>" in html


async def test_campaigns_that_run_are_shown() -> None:
    """And none that is over, or begins tomorrow."""
    day = timedelta(days=1)
    spans = {"runs": (-day, day), "is over": (-2 * day, -day), "comes": (day, 2 * day)}
    campaigns = tuple(
        Campaign(name=name, begins_at=NOW + begins, ends_at=NOW + ends, expect=5.0)
        for name, (begins, ends) in spans.items()
    )
    async with open_door() as door:
        door.backend.watches = (Watch(name="acme", campaigns=campaigns),)
        await door.sign_in()
        text = text_of(await shown(door))
        assert "acme runs · 5 times the usual expected" in text
        assert "is over" not in text
        assert "comes ·" not in text


async def test_a_wall_shows_nothing_that_a_visitor_should_not_read() -> None:
    """No author, no note, no group that strangers' words made, no form that acts, no way into the rest."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(notes=("secret plan",), group=HOSTILE, code="K7Q2")
        await door.sign_in()
        html = await shown(door, "/wall")
        assert "acme" in html
        assert "Nobody has it yet" in html
        for hidden in ("secret plan", "alert(1)", "angry", "K7Q2", "<form", "<a href", "/incidents/"):
            assert hidden not in html, hidden
        async with door.stranger.get(f"{door.url}/wall") as answer:
            assert answer.status == 401


def burning(door: Door) -> None:
    """Let a post a second come in for five minutes, after nothing at all, and an incident that has paged."""
    door.backend.pulse.add(seen(NOW - timedelta(seconds=n), negative=900) for n in range(300))
    door.backend.pulse.add(seen(NOW - timedelta(days=day), negative=0) for day in range(1, 8))
    door.backend.newest_page = Page(
        page_id="p", kind=PageKind.PAGE, at=NOW, watch="acme", severity=Severity.CRISIS, to="ayse", channel="sms",
        to_address="+1", facts={"said": "The kettle burned my hand & <kitchen>"},
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/wall"])
async def test_how_bad_it_is_and_where_it_goes_stands_beside_each_incident_and_each_watch(path: str) -> None:
    """Whoever looks up must not have to open it: what it is about, the last hour against the usual, and whether it rises."""
    async with open_door() as door:
        burning(door)
        door.backend.watches = (Watch(name="acme"), Watch(name="quiet"))
        await door.sign_in()
        html = await shown(door, path)
        incident_told, watches_told = html.split('id="h-watches"')
        assert "The kettle burned my hand &amp; " in incident_told
        for part in (incident_told, watches_told):
            assert "300 posts in 1 h" in text_of(part)
            assert "100% negative" in text_of(part)
            assert f">{WORDS['en']['rising']}</span>" in part
        assert "quiet 1 d: 0 posts" in text_of(watches_told)
        for code, t in WORDS.items():
            door.people.cookie_jar.update_cookies({"alertd_language": code}, URL(door.url))
            assert (await shown(door, path)).count(f">{t['rising']}</span>") == 2, code


@pytest.mark.parametrize(("open_", "drawn"), [(1, 1), (2, 2), (3, 0)])
async def test_a_wall_draws_the_last_hours_where_there_is_room(open_: int, drawn: int) -> None:
    """One or two incidents would leave the screen empty; of more only the numbers are read from across a room."""
    async with open_door() as door:
        burning(door)
        door.backend.kept = {f"n{n}": incident(f"n{n}") for n in range(open_)}
        await door.sign_in()
        html = await shown(door, "/wall")
        assert html.count('<svg class="chart wide"') == drawn
        assert html.count(f"05:00 {WORDS['en']['mark_opened']}") == 0, "the clock is the reader's"
        assert html.count(f"02:53 {WORDS['en']['mark_opened']}</title>") == 2 * drawn
        assert "<a href" not in html


async def test_where_a_source_fails_a_silence_is_not_told_as_the_end() -> None:
    """What stopped because nobody brings it any more has not stopped."""
    async with open_door() as door:
        door.backend.pulse.add(seen(NOW - timedelta(seconds=400 + n), negative=900) for n in range(300))
        await door.sign_in()
        for stale, is_told in ((None, True), (Stale(since=NOW, sources=("x",), rules=("negative-storm",)), False)):
            door.backend.kept[ID] = incident(stale=stale)
            html = await shown(door, "/wall")
            card = html[html.index("of-incidents") : html.index('id="h-watches"')]
            assert ("trend-stopped" in card) is is_told


@pytest.mark.parametrize(("posts", "is_told"), [(7, False), (8, True)])
async def test_of_a_handful_of_posts_an_hour_no_direction_is_told(posts: int, is_told: bool) -> None:
    """Beside fifty quiet watches "steady" is read for nothing; how many there were is still said."""
    async with open_door() as door:
        door.backend.kept = {}
        door.backend.pulse.add(seen(NOW - timedelta(minutes=n)) for n in range(posts))
        await door.sign_in()
        html = await shown(door)
        assert f"{posts} posts in 1 h" in text_of(html)
        assert ("tag trend" in html) is is_told


async def test_while_a_watch_rises_no_page_says_that_all_is_calm() -> None:
    """Seconds after "solved" the posts still come: nobody needs to act, and it is said what rises."""
    async with open_door() as door:
        door.backend.kept = {"x": incident("x", state=State.SOLVED)}
        door.backend.pulse.add(seen(NOW - timedelta(minutes=n), negative=900) for n in range(14))
        await door.sign_in()
        for path in ("/", "/wall"):
            html = await shown(door, path)
            assert "trend-rising" in html
            assert "All is calm" not in html
            assert "Nobody needs to act Still rising: acme" in text_of(html)


async def test_a_crisis_that_somebody_has_is_still_read_before_what_is_less() -> None:
    """It is the one that the room talks about; of six who are seen it is never the seventh."""
    async with open_door() as door:
        await door.sign_in()
        door.backend.kept = {f"n{n}": incident(f"n{n}", watch=f"brand{n}", severity=Severity.URGENT) for n in range(8)}
        door.backend.kept["held"] = incident("held", watch="grave", state=State.ACKNOWLEDGED, by={"ack": "omar"})
        text = text_of(await shown(door, "/wall"))
        assert text.index("grave") < text.index("brand0")
        assert "+ 3" in text


async def test_a_calm_wall_is_calm_and_a_full_one_can_be_read() -> None:
    """Six incidents at most, the worst first, and how many more there are."""
    async with open_door() as door:
        await door.sign_in()
        door.backend.kept = {"x": incident("x", state=State.SOLVED)}
        assert "All is calm" in await shown(door, "/wall")
        door.backend.kept = {
            f"n{n}": incident(f"n{n}", watch=f"brand{n}", severity=Severity.CRISIS if n == 8 else Severity.URGENT)
            for n in range(9)
        }
        text = text_of(await shown(door, "/wall"))
        assert text.index("brand8") < text.index("brand0")
        assert "+ 3" in text
        assert "brand7" not in text


@pytest.mark.parametrize("path", ["/", "/wall", "/people"])
async def test_without_a_schedule_it_says_whom_the_policies_page(path: str) -> None:
    """A bare "on call: none" beside people who are paged would be read as "nobody comes"."""
    async with open_door() as door:
        door.backend.schedules_seen, roster = [], door.backend.roster
        door.backend.roster = roster.with_(
            schedules={},
            policies={
                "pr": Policy(
                    name="pr", steps=(Step(notify=("ayse", "gone"), by=("sms",)), Step(notify=("omar",), by=()))
                ),
                "law": Policy(name="law", steps=(Step(notify=("gone",), by=("sms",)),)),
            },
        )
        await door.sign_in()
        text = text_of(await shown(door, path))
        assert "nobody has a turn on call" in text
        assert "pr: paged first ayse" in text
        assert "law: paged first nobody" in text


@pytest.mark.parametrize("path", ["/", "/wall", "/people", f"/incidents/{ID}"])
async def test_the_console_that_nobody_wrote_is_not_among_people(path: str) -> None:
    """The engine knows one, for demos: beside a people file it is nobody to be paged, shown or given anything."""
    async with open_door() as door:
        door.backend.schedules_seen, roster = [], door.backend.roster
        policy = Policy(name="pr", steps=(Step(notify=("ayse",), by=("sms",)),))
        written = roster.with_(schedules={}, policies={"pr": policy})
        door.backend.roster = with_console(House(roster=written)).roster
        door.backend.kept[ID] = incident()
        await door.sign_in()
        html = await shown(door, path)
        assert "ayse" in html
        assert "console" not in html.lower()


async def test_an_incident_is_called_as_its_page_was() -> None:
    """By its gravest rule, whichever fired first; the others stand behind it."""
    async with open_door() as door:
        loud = Rule(id="loud", name="A loud voice", severity=Severity.URGENT, when=Every())
        door.backend.rules = (loud, loud.with_(id="storm", name="Negative storm", severity=Severity.CRISIS))
        door.backend.kept[ID] = incident(rules=("loud", "gone", "storm"))
        await door.sign_in()
        assert "acme Negative storm, A loud voice 1 more rule gone" in text_of(await shown(door))


@pytest.mark.parametrize("path", ["/", f"/incidents/{ID}"])
async def test_of_an_incident_of_many_rules_each_can_be_read_without_a_script(path: str) -> None:
    """Behind a fold, which stands beside the heading and not in it; two need none."""
    async with open_door() as door:
        door.backend.rules = tuple(Rule(id=f"r{n}", name=f"Rule <{n}>", when=Every()) for n in range(59))
        door.backend.kept[ID] = incident(rules=tuple(rule.id for rule in door.backend.rules))
        await door.sign_in()
        html = await shown(door, path)
        fold = re.search(
            r'<details class="fold other-rules"[^>]*><summary>57 more rules</summary>(.*?)</details>', html, re.DOTALL
        )
        assert fold is not None
        assert text_of(fold[1]).split("Rule")[1:] == [f" &lt;{n}&gt; " for n in range(2, 59)]
        assert all("<details" not in heading for heading in re.findall(r"<h[12]\b.*?</h[12]>", html, re.DOTALL))
        door.backend.kept[ID] = incident(rules=("r0", "r1"))
        assert "other-rules" not in await shown(door, path)


async def test_who_has_it_themselves_is_addressed() -> None:
    """Their own name with "has it" behind it reads as a stranger's; whoever was given it has it, whoever took it first."""
    async with open_door() as door:
        await door.sign_in()
        for code, t in sorted(WORDS.items()):
            door.people.cookie_jar.update_cookies({"alertd_language": code}, URL(door.url))
            for by, to, is_hers in (("omar", "ayse", True), ("ayse", "omar", False)):
                door.backend.kept[ID] = incident(state=State.ACKNOWLEDGED, by={"ack": by}, assignee=to)
                html = await shown(door, f"/incidents/{ID}")
                assert (f"<b>{t['you_have_it']}</b>" in html) is is_hers, (code, by)
                assert (f"omar {t['has_it']}" in text_of(html)) is not is_hers, (code, by)
        door.backend.kept[ID] = incident(state=State.ACKNOWLEDGED, by={"ack": "ayse"})
        assert f"<b>{t['you_have_it']}</b>" in await shown(door)


async def test_how_much_a_source_saw_is_written_as_the_reader_writes_it() -> None:
    """To a tenth: a source that was blind for five minutes of a day did not see all of it."""
    shares = (("at", rfc3339(NOW), 1.0), ("at", rfc3339(NOW - timedelta(hours=1)), 0.992))
    rows = tuple(
        (TypedCell(kind="text", text="x"), TypedCell(kind=kind, text=at), TypedCell(kind="share", number=share))
        for kind, at, share in shares
    )
    async with open_door() as door:
        await door.sign_in()
        door.backend.reports["coverage", True] = (TypedTable(title="", columns=("source", "at", "share"), rows=rows),)
        for code, saw, hour in (("en", "99.6%", "99%"), ("fr", "99,6\u00a0%", "99\u00a0%"), ("tr", "%99,6", "%99")):
            door.people.cookie_jar.update_cookies({"alertd_language": code}, URL(door.url))
            html = await shown(door, "/sources")
            assert saw in html
            assert f"{hour}</span>" in html


@pytest.mark.parametrize("path", ["/", "/wall"])
async def test_what_is_not_counted_yet_is_no_zero(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside an open crisis "0 posts" would say that all is calm; a watch of which nothing was written has none indeed."""
    async with open_door() as door:
        await door.sign_in()
        assert f"0 {WORDS['en']['posts']}" in text_of(await shown(door, path))

        async def not_yet(_watch: str, _until: datetime) -> None:
            """Answer as a store that is still being read."""

        monkeypatch.setattr(door.backend, "curve", not_yet)
        text = text_of(await shown(door, path))
        assert WORDS["en"]["being_counted"] in text
        assert f"0 {WORDS['en']['posts']}" not in text


@pytest.mark.parametrize("path", ["/", "/wall"])
async def test_one_post_of_a_day_is_one_post(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall counts as the page does."""
    async with open_door() as door:
        door.backend.watches = (Watch(name="acme", terms=("acme",)),)
        await door.sign_in()

        async def quiet(_watch: str, until: datetime) -> Curve:
            """Answer with a day of a single post."""
            one, none = (*[0] * 287, 1), (None,) * 288
            return Curve(begins_at=until, step=300, total=one, negative=one, usual=none, counted=(False,) * 288)

        monkeypatch.setattr(door.backend, "curve", quiet)
        text = text_of(await shown(door, path))
        assert "1 post " in text
        assert "1 posts" not in text


async def test_a_watch_is_called_as_people_call_it_on_every_page() -> None:
    """The name of the settings stands in addresses and forms alone, and what somebody wrote as a title is text."""
    async with open_door() as door:
        title = f"Acme Kettles {HOSTILE}"
        door.backend.watches = (
            Watch(name="acme", terms=("acme",), title=title),
            Watch(name="globex", terms=("globex",)),
        )
        door.backend.kept[ID] = incident()
        await door.sign_in()
        for path in ("/", f"/incidents/{ID}", "/inbox", "/report", "/search?watch=acme", "/wall", "/author?name=angry"):
            html = await shown(door, path)
            assert "Acme Kettles &lt;script&gt;" in html, path
            assert not re.search(r">\s*acme\s*<", html), path
        assert "globex" in text_of(await shown(door, "/search"))
