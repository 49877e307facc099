"""The head of an incident's page: how bad it is now, where it goes, and what happens if its reader does nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import pytest

from alertd.core.incidents.next_step import NextStep
from alertd.core.incidents.promises import Promise
from alertd.model.incident import State
from alertd.model.page import Outcome, PageKind
from alertd.model.reason import Reason
from alertd.model.rule import Severity
from alertd.web.backend import DecisionSeen, MentionShown, PageSeen
from alertd.web.incident_head import by_one_clock, each_by_its_page, paged_again
from alertd.web.words import WORDS
from tests.unit.core.wording.pages import STORM, facts
from tests.unit.report.test_pulse import seen
from tests.unit.web.fake_backend import NOW, incident, mention
from tests.unit.web.house import Door, open_door
from tests.wire.test_web_incident_page import ID, page, text_of, told_page

pytestmark = pytest.mark.asyncio

PAGE = NextStep(incident=ID, kind="page", at=NOW + timedelta(minutes=6), policy="pr", step=2, to=("omar",))


def head(html: str) -> str:
    """Return what stands above the columns, as it is read."""
    return text_of(html[html.index("<main") : html.index('class="columns"')])


def told(to: str, outcome: Outcome | None = Outcome.ACCEPTED, kind: PageKind = PageKind.PAGE) -> PageSeen:
    """Return a page to somebody, and what became of it."""
    return PageSeen(page_id=f"p-{to}-{kind}", to=to, channel="sms", at=NOW, outcome=outcome, kind=kind)


async def signed_in(door: Door, path: str) -> str:
    """Return a page for who is signed in."""
    await door.sign_in()
    async with door.people.get(door.url + path) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


async def test_who_does_nothing_reads_who_is_paged_next_and_when() -> None:
    """At the top, with a clock that runs."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(pages=2)
        door.backend.steps = [PAGE]
        html = await page(door)

        assert "If nobody takes it: omar paged next 6 min" in head(html)
        assert WORDS["en"]["nobody_more"] not in html


async def test_after_the_last_step_it_says_in_red_that_nobody_is_paged_any_more_and_who_was() -> None:
    """An update is no call, a page that was called back reached nobody, and each is named once."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(pages=4)
        door.backend.sent = [
            told("ayse"), told("omar", Outcome.DEAD), told("ayse"), told("lea", None), told("maria", Outcome.CANCELLED),
            told("noah", kind=PageKind.UPDATE),
        ]  # fmt: skip
        html = await page(door)

        assert "Nobody will be paged any more. Paged so far: ayse, lea Page everybody again" in head(html)
        assert 'class="banner danger" role="alert"' in html


async def test_the_button_beside_it_pages_again() -> None:
    """With nothing but the link, as the person whose link it is."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(pages=1)
        address = f"{door.link()}/escalate"
        async with door.stranger.post(address, data={"by": "ayse"}) as answer:
            assert answer.status == 200
        assert door.backend.log == [("escalate", ID, "ayse", "link")]


@pytest.mark.parametrize(("ago", "is_offered"), [(0, False), (59, False), (60, True), (900, True)])
async def test_who_pages_again_reads_at_the_top_that_it_was_done(ago: int, is_offered: bool) -> None:
    """The button rests for the minute in which it would be refused; "nobody will be paged" is not said of people whose phones ring."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(pages=2)
        door.backend.further = [asked(ago)]
        shown = head(await page(door))

        assert "Paged once more at" in shown
        assert "nobody has taken it yet" in shown
        assert (WORDS["en"]["page_again"] in shown) is is_offered
        assert (WORDS["en"]["nobody_more"] in shown) is is_offered


def asked(ago: int) -> DecisionSeen:
    """Return that somebody asked for more people so many seconds ago."""
    return DecisionSeen(at=NOW - timedelta(seconds=ago), reason=Reason.ESCALATED, text="by ayse", person="ayse")


@pytest.mark.parametrize("reason", [Reason.ACKNOWLEDGED, Reason.ACK_EXPIRED, Reason.REOPENED, Reason.NEXT_ROUND_QUIET])
async def test_a_call_for_people_is_old_news_once_somebody_has_had_it(reason: Reason) -> None:
    """That nobody has taken it yet would be false of an earlier round; what came before the call changes nothing."""
    turn = DecisionSeen(at=NOW - timedelta(seconds=10), reason=reason, text="")

    assert paged_again([asked(30), turn], NOW) is None
    assert paged_again([asked(5), turn], NOW) == (NOW - timedelta(seconds=5), True)
    assert paged_again([], NOW) is None


@pytest.mark.parametrize("state", [State.ACKNOWLEDGED, State.PLANNED, State.SOLVED, State.CLOSED])
async def test_what_somebody_has_or_is_over_alarms_nobody(state: State) -> None:
    """Nobody else is paged then, and nobody should be."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(pages=3, state=state)

        assert WORDS["en"]["nobody_more"] not in await signed_in(door, f"/incidents/{ID}")
        assert WORDS["en"]["nobody_more"] not in await signed_in(door, "/")


async def test_an_engine_without_time_to_say_what_comes_is_no_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown is not nothing: a false "nobody comes" is worse than none."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(pages=3)

        async def no_time() -> None:
            """Answer as an engine that is busy."""

        monkeypatch.setattr(door.backend, "next_steps", no_time)
        for path in (f"/incidents/{ID}", "/", "/wall"):
            assert WORDS["en"]["nobody_more"] not in await signed_in(door, path)


@pytest.mark.parametrize("path", ["/", "/wall", f"/incidents/{ID}"])
async def test_who_was_told_a_moment_ago_is_not_next(path: str) -> None:
    """At the hand-over: what came due is gone, who follows is next; who follows is not known yet, and nobody is left alone."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(pages=2)
        due = PAGE.with_(at=NOW, to=("maria",))
        door.backend.steps = [due, PAGE]
        said = text_of(await signed_in(door, path))
        assert "omar paged next 6 min" in said
        assert "maria paged next" not in said

        door.backend.steps = [due]
        said = text_of(await signed_in(door, path))
        assert "paged next" not in said
        assert WORDS["en"]["nobody_more"] not in said


@pytest.mark.parametrize("path", ["/", "/wall", f"/incidents/{ID}"])
async def test_once_somebody_has_it_nobody_is_next(path: str) -> None:
    """Even if what comes next was worked out before it was taken; that the clock of who has it runs out is said."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(state=State.ACKNOWLEDGED, acknowledged_at=NOW, by={"ack": "ayse"})
        door.backend.steps = [PAGE, PAGE.with_(kind="expires", at=NOW + timedelta(hours=1))]
        said = text_of(await signed_in(door, path))
        assert "paged next" not in said
        assert f"{WORDS['en']['n_expires']} 53 min" in said


@pytest.mark.parametrize("path", ["/", "/wall", f"/incidents/{ID}"])
@pytest.mark.parametrize(("expires", "nearer", "farther"), [(40, "40 min", "53 min"), (70, "53 min", "1 h 10 min")])
async def test_for_one_plan_there_is_one_clock_and_it_is_the_nearer(
    path: str, expires: int, nearer: str, farther: str
) -> None:
    """The promise ends in 53 minutes, whoever took it is asked in 40, or in 70: never two numbers for the same plan."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(
            state=State.ACKNOWLEDGED, acknowledged_at=NOW, by={"ack": "ayse"}, severity=Severity.CRISIS
        )
        door.backend.steps = [PAGE.with_(kind="expires", at=NOW + timedelta(minutes=expires))]
        html = await signed_in(door, path)

        said, t = text_of(html), WORDS["en"]
        assert f"{t['n_expires']} {nearer}" in said
        assert t["n_expires_else"] in said
        assert 'class="clock' not in html
        assert farther not in said.replace("23 h 53 min", "")  # in which it is to be solved


class Plan(NamedTuple):
    """A promise and what comes by itself, and by when a page then says that there has to be a plan. Minutes from now."""

    promise: str
    due: int
    is_kept: bool | None
    step: str
    at: int
    by: int | None


PLANS = (
    Plan("plan", 30, None, "expires", 50, 30),
    Plan("plan", 50, None, "expires", 30, 30),
    Plan("plan", 30, None, "expires", 30, 30),
    Plan("plan", -5, is_kept=False, step="expires", at=30, by=None),
    Plan("solve", 30, None, "expires", 50, None),
    Plan("acknowledge", 30, None, "page", 50, None),
    Plan("plan", 30, None, "closes", 50, None),
)


@pytest.mark.parametrize("plan", PLANS)
async def test_a_plan_has_one_deadline_that_is_to_come(plan: Plan) -> None:
    """Where both wait for a plan the nearer is told alone; a broken promise is past, and what waits for something else stays."""
    promise = Promise(
        name=plan.promise,
        promised=timedelta(hours=1),
        begins_at=NOW - timedelta(minutes=30),
        due_at=NOW + timedelta(minutes=plan.due),
        spent=1800.0,
        is_kept=plan.is_kept,
    )
    step = PAGE.with_(kind=plan.step, at=NOW + timedelta(minutes=plan.at))

    clock, steps = by_one_clock(promise, [step])

    if plan.by is None:
        assert (clock, steps) == (promise, (step,))
    else:
        assert (clock, [one.at for one in steps]) == (None, [NOW + timedelta(minutes=plan.by)])
    assert by_one_clock(promise, []) == (promise, ())
    assert by_one_clock(None, [step]) == (None, (step,))


async def test_news_stand_under_the_rule_of_the_page_that_their_reader_had() -> None:
    """Maria was paged for danger; what she hears after the other rule fired is news of that page. Who was never paged keeps its own."""
    paged, news = told("maria").with_(rule="danger"), told("maria", kind=PageKind.UPDATE).with_(rule="storm")
    omar, zoe = told("omar").with_(rule="storm"), told("zoe", kind=PageKind.RESOLVED).with_(rule="storm")

    rows = each_by_its_page([paged, omar, news, zoe, told("maria").with_(rule="storm"), news])

    assert [(one.to, one.rule) for one in rows] == [
        ("maria", "danger"), ("omar", "storm"), ("maria", "danger"), ("zoe", "storm"), ("maria", "storm"), ("maria", "storm"),
    ]  # fmt: skip


async def test_now_and_the_wall_say_it_too() -> None:
    """And only of the one that is left alone; on the wall nothing can be pressed."""
    async with open_door() as door:
        door.backend.kept = {ID: incident(pages=3), "other": incident("other", watch="globex", pages=1)}
        door.backend.steps = [PAGE.with_(incident="other")]
        html = await signed_in(door, "/")
        assert html.count(WORDS["en"]["nobody_more"]) == 1
        assert f'action="/incidents/{ID}/escalate"' in html
        wall = await signed_in(door, "/wall")
        assert wall.count(WORDS["en"]["nobody_more"]) == 1
        assert "escalate" not in wall


async def test_the_headline_says_how_bad_it_is_now_and_how_bad_it_was_when_it_paged() -> None:
    """It grew from what the page told to three posts a minute; both stand there, now first."""
    async with open_door() as door:
        door.backend.newest_page = told_page(facts=facts(), signals=STORM.signals, at=NOW - timedelta(minutes=40))
        door.backend.pulse.add(seen(NOW - timedelta(seconds=20 * n), negative=900 if n % 2 else 0) for n in range(120))
        said = text_of(await page(door))

        assert "Now 03:00:00 120 posts in 1 h" in said
        assert "50% negative" in said
        assert said.index("120 posts") < said.index("At 02:20, when it paged:")


async def test_what_is_usual_stands_beside_what_is_now() -> None:
    """Of the same hour on the days before, once three of them are known."""
    async with open_door() as door:
        for days in (1, 2, 3, 4):
            before = NOW - timedelta(days=days, minutes=90)
            door.backend.pulse.add(seen(before + timedelta(minutes=n)) for n in range(120))
        door.backend.pulse.add([seen(NOW)])

        assert "Now 03:00:00 1 post in 1 h usually 60" in head(await page(door))


async def test_in_all_counts_posts_and_people_since_it_began() -> None:
    """Beside who carries it; of what is over, where "now" says nothing any more, in the head: one head has one set of numbers."""
    async with open_door() as door:
        door.backend.shown = [
            MentionShown(mention=mention(id=str(n), author=f"u{n % 3}"), text="bad") for n in range(7)
        ]
        html = await page(door)
        assert "in all 7 posts by 3 authors, 100% negative (01:53–03:00:00)" in text_of(html)
        assert "in all" not in head(html)
        door.backend.kept[ID] = incident(state=State.SOLVED, solved_at=NOW)
        over = head(await page(door))
        assert "in all 7 posts by 3 authors" in over
        assert "Now" not in over


async def test_a_sum_that_is_older_than_the_hour_is_not_told() -> None:
    """Whoever reads "120 in an hour" and "7 in all" believes neither."""
    async with open_door() as door:
        door.backend.shown = [MentionShown(mention=mention(id=str(n), author=f"u{n}"), text="bad") for n in range(7)]
        door.backend.pulse.add(seen(NOW - timedelta(seconds=20 * n)) for n in range(120))
        said = head(await page(door))

        assert "120 posts in 1 h" in said
        assert "in all" not in said


async def test_each_number_names_the_instant_of_which_it_is() -> None:
    """A picture of who speaks is shown for a while: what was written since is in "now", and not in "in all"."""
    async with open_door() as door:
        door.backend.shown = [MentionShown(mention=mention(id=str(n), author=f"u{n}"), text="bad") for n in range(7)]
        door.backend.drawn_at = NOW - timedelta(seconds=19)
        html = await page(door)
        said = text_of(html)

        assert "in all 7 posts by 7 authors, 100% negative (01:53–02:59:41)" in said
        door.backend.kept[ID] = incident(state=State.SOLVED, solved_at=NOW - timedelta(hours=4))
        assert "Of all 7 posts from 01:53 to 02:00" in text_of(await page(door)), "what is over ends to the minute"


async def test_while_nothing_is_known_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is still being read: no zero, no word of a direction."""
    async with open_door() as door:

        async def not_yet(*_: object) -> None:
            """Answer as a store that is being read."""

        monkeypatch.setattr(door.backend, "curve", not_yet)
        monkeypatch.setattr(door.backend, "burst", not_yet)
        html = await page(door)

        assert 'class="numbers now"' not in html
        assert WORDS["en"]["steady"] not in html


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (8, "Promised: somebody has it within 15 min · time left 7 min"),
        (37, "somebody has it within 15 min · 22 min over"),
    ],
)
async def test_the_list_of_what_is_open_shows_the_promise_that_waits(minutes: int, said: str) -> None:
    """How long is left; a broken one is told, and marked, before anybody opens its page."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(pages=1, opened_at=NOW - timedelta(minutes=minutes))
        html = await signed_in(door, "/")

        assert said in text_of(html)
        assert ("is-broken" in html) is (minutes > 15)


@pytest.mark.parametrize("state", [State.SOLVED, State.CLOSED])
async def test_what_is_over_has_no_promise_in_the_list(state: State) -> None:
    """Nobody waits for it any more."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(pages=1, state=state, opened_at=NOW - timedelta(hours=2))

        assert 'class="clock' not in await signed_in(door, "/")
