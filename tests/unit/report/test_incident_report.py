"""The report of one incident, out of a store in which one has happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alertd.core.signals.hard_count import is_negative
from alertd.core.signals.mood import Mood
from alertd.core.times import epoch
from alertd.model.events import ActTaken, PageReported
from alertd.model.house import House
from alertd.model.incident import Act, Incident, State
from alertd.model.mention import Mention, Reach
from alertd.model.rule import Severity
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.report.incident_facts import facts_of, summed
from alertd.report.incident_report import Step, steps, told
from alertd.report.render import Report, rendered
from alertd.report.time_line import Heard, time_line
from alertd.runtime.fold import quotes_of
from tests.unit.report.stores import NOW, STORM, Life, quiet_days, storm

OPENED = STORM
MINUTE = timedelta(minutes=1)


def of(**more: object) -> Incident:
    """Return an incident."""
    fields = {"state": State.OPEN, "severity": Severity.CRISIS, **more}
    return Incident(id="i", watch="acme", opened_at=OPENED, **fields)  # type: ignore[arg-type]


def taken(incident: Incident, now: datetime) -> dict[str, tuple[float | None, bool | None]]:
    """Return each promise's time and whether it was kept."""
    return {one.name: (one.seconds, one.is_kept) for one in steps(incident, House(), now)}


def test_promises_have_time_until_they_are_due() -> None:
    """After 20 minutes without a word the acknowledgement is missed, plan and solution are not."""
    assert taken(of(), OPENED + 20 * MINUTE) == {
        "acknowledge": (None, False),
        "plan": (None, None),
        "solve": (None, None),
    }


def test_who_solves_has_acknowledged_and_planned() -> None:
    """The later act keeps the earlier promises, at its own time."""
    solved = of(state=State.SOLVED, solved_at=OPENED + 10 * MINUTE)

    assert taken(solved, NOW) == dict.fromkeys(("acknowledge", "plan", "solve"), (600.0, True))


def test_an_acknowledgement_that_expired_was_one_all_the_same() -> None:
    """Somebody was there after four minutes, and again after seventy."""
    again = of(
        state=State.ACKNOWLEDGED,
        first_acknowledged_at=OPENED + 4 * MINUTE,
        acknowledged_at=OPENED + 70 * MINUTE,
    )
    expired = of(first_acknowledged_at=OPENED + 4 * MINUTE)

    assert taken(again, NOW)["acknowledge"] == taken(expired, NOW)["acknowledge"] == (240.0, True)


def test_what_closed_without_an_act_was_missed() -> None:
    """Nobody can keep it any more."""
    closed = of(state=State.CLOSED, closed_at=OPENED + 5 * MINUTE)

    assert steps(closed, House(), OPENED + 6 * MINUTE)[2] == Step(
        "solve", timedelta(hours=24), None, is_kept=False, due_at=OPENED + timedelta(hours=24)
    )


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Tell the incident of the storm: a page was taken after two seconds, and acknowledged after seven minutes."""
    life = Life(tmp_path)
    life.write([*quiet_days(), *storm()])
    (opened,) = life.store.read_model.incidents()
    life.deliver(opened.opened_at + timedelta(seconds=2))
    life.happen(
        ActTaken(at=opened.opened_at + 7 * MINUTE, incident=opened.id, act=Act.ACK, by="ayse", note="looking |<b>")
    )
    store = life.over()
    incident = store.read_model.incident(opened.id)
    assert incident is not None
    found = told(
        incident,
        store.read_model.decisions_around("acme", incident.id),
        [(queued.page, state) for queued, state, _ in store.pages.of_incident(incident.id)],
        [event.receipt for event in store.history.events(PageReported, incident.opened_at)],
        house=House(),
        now=NOW,
        facts=facts_of(store, incident, NOW),
        quotes={
            key: text
            for queued, _, _ in store.pages.of_incident(incident.id)
            for key, text in quotes_of(queued).items()
        },
        zone=ZoneInfo("Europe/Istanbul"),
    )
    store.close()
    return found


def test_the_time_line_tells_it_in_order(report: Report) -> None:
    """From the alert over the page to the acknowledgement."""
    what = [row["what"] for row in report.body["timeline"]]
    order = ("alert-firing", "incident-opened", "step-decided", "page-accepted", "acknowledged")

    assert [what.index(name) for name in order] == sorted(what.index(name) for name in order)
    assert [row["at"] for row in report.body["timeline"]] == sorted(row["at"] for row in report.body["timeline"])


def test_how_fast_people_were(report: Report) -> None:
    """Acknowledged in time; the plan never came."""
    assert report.body["promises"]["acknowledge"] == {
        "promised_s": 900.0,
        "took_s": 420.0,
        "kept": True,
        "due_at": "2026-11-05T02:18:10.000Z",
    }
    assert report.body["promises"]["plan"] == {
        "promised_s": 3600.0,
        "took_s": None,
        "kept": False,
        "due_at": "2026-11-05T03:03:10.000Z",
    }


def test_who_was_told(report: Report) -> None:
    """Each page with the instant at which a provider took it."""
    page = report.body["pages"][0]

    assert (page["to"], page["channel"], page["state"], page["kind"]) == ("ayse", "console", "accepted", "page")
    assert page["accepted_at"] > page["at"]


def test_three_sentences_say_it_to_somebody_who_was_not_there(report: Report) -> None:
    """What it was against the day before, what people did, what customers heard; by the reader's clock."""
    what, who, heard = report.body["summary"]

    assert what.startswith("From 5 November 2026, 05:0")
    assert "% of them negative; on the day before it was 6 an hour." in what
    assert who == "It took 7 min until ayse had it; promises kept: acknowledge; missed: plan; with time left: solve."
    assert heard == "Of 60 customers who needed an answer none has been seen to get one in public."


def test_the_page_tells_no_decision_of_the_engine(report: Report) -> None:
    """Only what people did and saw; each person is told of once; a note stands in quotes, and is no markup."""
    for form in ("md", "html", "table"):
        text = rendered(report, form)
        assert "step-decided" not in text
        assert "alert-firing" not in text
        assert "+00:00" not in text
    rows = [row[1:] for row in report.tables[0].rows]
    assert rows == [
        ("", "alertd saw it and opened it as crisis"),
        ("ayse", "was told by console"),
        ("ayse", "took it: “looking |<b>”"),
        ("", "it was calm again"),
        ("", "the promised time to plan was over"),
    ]
    assert "<b>" not in rendered(report, "html")


def test_who_began_it_and_what_they_wrote(report: Report) -> None:
    """The first negative post, who carried it, and the posts that pages quoted with their words."""
    carried = next(one for one in report.tables if one.title == "Who wrote first, and who is seen by most")
    posts = next(one for one in report.tables if one.title == "Posts that mattered")

    assert carried.rows[0][:3] == ("first of the posts since 5 November 2026, 04:03", "author of s0", "x")
    assert all("acme lost parcel" in row[4] for row in posts.rows)
    assert rendered(report, "html").count("<svg") == 1


def test_an_incident_without_a_post_divides_by_nothing() -> None:
    """Opened by hand, before anybody wrote."""
    facts = summed(of(), [], [], OPENED + 10 * MINUTE)
    found = told(of(), [], [], [], house=House(), now=NOW, facts=facts)

    assert found.lines[1].endswith(": 0 posts by 0 people about acme.")
    assert rendered(found, "html").count("<svg") == 0


def test_a_promise_that_still_has_time_is_neither_kept_nor_missed() -> None:
    """Asked for a minute after it opened: "kept: none" above a table of "still time" would read as if all were lost."""
    now = OPENED + MINUTE
    found = told(of(), [], [], [], house=House(), now=now, facts=summed(of(), [], [], now))
    table = next(one for one in found.tables if one.title == "Promises")
    assert {row[3] for row in table.rows} == {"still time"}
    names = ", ".join(str(row[0]) for row in table.rows)
    assert found.lines[2] == f"It was taken by nobody; promises with time left: {names}."


def told_of(incident: Incident, *, now: datetime = NOW, of_house: House | None = None) -> Report:
    """Report an incident of which nothing else is known."""
    facts = summed(incident, [], [], now)
    return told(incident, [], [], [], house=of_house or House(), now=now, facts=facts)


@pytest.mark.parametrize(
    ("incident", "said"),
    [
        (of(is_firing=True), "As of 5 November 2026, 06:00: open, nobody has it, its rules still hold."),
        (of(is_firing=False), "As of 5 November 2026, 06:00: open, nobody has it, it is calm, and open."),
        (
            of(state=State.ACKNOWLEDGED, assignee="omar", is_firing=True),
            "As of 5 November 2026, 06:00: acknowledged, omar has it, its rules still hold.",
        ),
        (
            of(state=State.SOLVED, solved_at=OPENED + 10 * MINUTE, by={"solve": "ayse"}),
            "Solved on 5 November 2026, 02:10 by ayse; told as it ended.",
        ),
        (
            of(state=State.CLOSED, closed_at=OPENED + 20 * MINUTE),
            "Closed on 5 November 2026, 02:20 by alertd; told as it ended.",
        ),
    ],
)
def test_the_head_says_of_when_it_is(incident: Incident, said: str) -> None:
    """Whoever prints it reads at the top whether it goes on, and as of when."""
    assert told_of(incident, now=datetime(2026, 11, 5, 6, tzinfo=OPENED.tzinfo)).lines[0] == said


def test_the_title_names_the_brand_as_people_do() -> None:
    """Not by the name of its watch, where the settings say another."""
    named = House(watches=(Watch(name="acme-air", title="Acme Air"), Watch(name="acme", title="Acme & Sons")))

    assert told_of(of(), of_house=named).title.startswith("Acme & Sons: what happened on ")
    assert told_of(of()).title.startswith("acme: what happened on ")


def test_every_message_stands_in_the_time_line() -> None:
    """Two channels in one minute are one line, two messages by one channel say so; news are told as news; a page after an hour is another."""
    at = OPENED + MINUTE
    heard = [
        Heard(at, "ayse", "slack", is_page=True),
        Heard(at + timedelta(seconds=3), "ayse", "sms", is_page=True),
        Heard(at + 20 * MINUTE, "ayse", "slack", is_page=False),
        Heard(at + 20 * MINUTE, "omar", "email", is_page=False),
        Heard(at + 60 * MINUTE, "ayse", "slack", is_page=True),
        Heard(at + 90 * MINUTE, "omar", "email", is_page=True),
        Heard(at + 90 * MINUTE + timedelta(seconds=5), "omar", "email", is_page=True),
        Heard(at + 90 * MINUTE + timedelta(seconds=6), "omar", "email", is_page=False),
    ]

    assert [(one.who, one.what) for one in time_line(of(), [], heard, None)][1:] == [
        ("ayse", "was told by slack and sms"),
        ("ayse", "had news by slack"),
        ("omar", "had news by email"),
        ("ayse", "was told again by slack"),
        ("omar", "was told again by email 2 times"),
        ("omar", "had news by email"),
    ]


def test_one_is_counted_as_one() -> None:
    """One post by one person, one customer."""
    empty = summed(of(), [], [], NOW)
    facts = empty.with_(
        total=1, known=1, voices=empty.voices.with_(people=1), answered=empty.answered.with_(conversations=1)
    )
    found = told(of(), [], [], [], house=House(), now=NOW, facts=facts)

    assert found.lines[1].endswith(": 1 post by 1 person about acme, 0 % of them negative.")
    assert found.lines[3].startswith("Of 1 customer who needed an answer ")


def test_the_share_is_counted_as_a_page_counts_it() -> None:
    """The page's cut of the language, and only posts whose mood is known: 2 of 3, where a cut of one half would say 1 of 4."""
    at = OPENED + MINUTE
    asked = {"sure": 900, "page counts it": 410, "fine": 100, "unknown": None}
    mentions = [
        Mention(
            watch="acme",
            platform="x",
            id=name,
            author=name,
            posted_at=at,
            seen_at=at,
            language="en",
            score=Score.unknown("t/1")
            if negative is None
            else Score(negative=negative, neutral=1000 - negative, positive=0, quality=Quality.TRAINED, scorer="t/1"),
            voice=place,
            reach=Reach(),
        )
        for place, (name, negative) in enumerate(asked.items())
    ]
    facts = summed(of(), mentions, [], OPENED + 10 * MINUTE)
    mood = Mood()
    for one in mentions:
        mood.observe(epoch(at), negative=1000 * is_negative(one) if one.score.is_known else None)
    _, known, negative = mood.over(epoch(at), 3600.0)

    assert (facts.negative, facts.known) == (negative, known) == (2, 3)
    found = told(of(), [], [], [], house=House(), now=NOW, facts=facts)
    assert "4 posts by 4 people about acme, 67 % of them negative" in found.lines[1]
