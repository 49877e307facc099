"""Authors and sources: what is looked at by day."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from yarl import URL

from alertd.model.incident import State
from alertd.model.mention import Reach, Reply
from alertd.model.people import Override, Person, Roster, Schedule
from alertd.model.source_state import SourceState
from alertd.report.typed import TypedCell, TypedTable
from alertd.web.author_page import accounts, during
from alertd.web.backend import MentionShown, Readiness, ReplyShown, SourceStanding
from alertd.web.words import WORDS
from tests.unit.web.fake_backend import HOSTILE, NOW, incident, mention
from tests.unit.web.house import open_door
from tests.wire.test_web_incident_page import text_of
from tests.wire.test_web_rules import shown

pytestmark = pytest.mark.asyncio

HOUR = timedelta(hours=1)


def said(hours: float, **more: object) -> MentionShown:
    """Return a post of so many hours ago."""
    return MentionShown(mention=mention(posted_at=NOW - hours * HOUR, id=str(hours), **more), text="@angry: it smokes")


async def test_an_author_is_shown_across_watches_and_channels() -> None:
    """Reach, moods, places, and the incidents in which they spoke."""
    async with open_door() as door:
        door.backend.shown = [
            said(1),
            said(2, platform="reddit", watch="globex"),
            said(90, reach=Reach(amplification=0.001)),
        ]
        door.backend.kept = {
            "a": incident("a", opened_at=NOW - 1.2 * HOUR),
            "b": incident("b", watch="globex", opened_at=NOW - 9 * HOUR, state=State.CLOSED, closed_at=NOW - 8 * HOUR),
        }
        await door.sign_in()
        html = await shown(door, "/author?name=@angry")
        text = text_of(html)
        assert "@angry" in text
        assert "reaches 12,000" in text
        assert "among the most passed on 0.1%" in text
        assert "X 2 · Reddit 1" in text
        assert "acme 2 · globex 1" in text
        assert 'href="/incidents/a"' in html
        assert 'href="/incidents/b"' not in html


def replied(ident: str, hours: float, to: str, text: str | None, **more: object) -> ReplyShown:
    """Return what we answered so many hours ago."""
    at = NOW - timedelta(hours=hours)
    fields = {"watch": "acme", "platform": "x", "author": "acme_help", "in_reply_to": to, **more}
    return ReplyShown(reply=Reply(id=ident, posted_at=at, seen_at=at, **fields), text=text)  # type: ignore[arg-type]


async def test_what_we_answered_stands_on_the_authors_page() -> None:
    """The newest first, the bot's marked, with what became of a text that is not there; who was answered no longer waits."""
    async with open_door() as door:
        door.backend.shown = [said(1), said(4)]
        door.backend.answers = [
            replied("r1", 3.5, "4", "We have your number", is_automatic=True),
            replied("r2", 3, "4", "Sorry! <b>Ours</b>"),
            replied("r3", 2, "4", None, is_told=True),
            replied("r4", 2.5, "4", None),
            replied("r5", 0.5, "9", "to another customer"),
        ]
        await door.sign_in()
        html = await shown(door, "/author?name=@angry")
        text = text_of(html)
        assert "Our answers 3" in text
        order = [
            text.index(one)
            for one in ("in the inbox tool", "was erased", "Sorry! &lt;b&gt;Ours&lt;/b&gt;", "automatic")
        ]
        assert order == sorted(order)
        assert "to another customer" not in text
        assert "<b>Ours</b>" not in html
        assert "waiting for an answer 1" in text


async def test_who_was_never_answered_has_no_such_list() -> None:
    """And all that asked for an answer waits."""
    async with open_door() as door:
        door.backend.shown = [said(1), said(4)]
        await door.sign_in()
        text = text_of(await shown(door, "/author?name=@angry"))
        assert "Our answers" not in text
        assert "waiting for an answer 2" in text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            ("not thirty days old", "more than fifty posts a day", "hardly any of them follow it", "never a verdict"),
        ),
        ("tr", ("otuz günden yeni", "günde elliden fazla", "neredeyse hiçbiri", "hüküm değil")),
        ("zh", ("不足三十天", "超过五十条", "几乎没有人回关", "并非定论")),
    ],
)
async def test_doubts_are_told_in_words(language: str, told: tuple[str, ...]) -> None:
    """Each with its reason and the day the account was made, in the reader's language."""
    async with open_door() as door:
        door.backend.shown = [said(1, doubts=("young", "busy", "unfollowed"), account_day=20_770)]
        await door.sign_in()
        await shown(door, f"/language?to={language}&next=/")
        html = await shown(door, "/author?name=@angry")
        assert all(words in html for words in told)
        assert "2026-11-13" in html


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("neither a picture nor", "few texts, each of them many times", "by the clock")),
        ("ru", ("ни картинки", "мало разных текстов", "по часам")),
        ("fr", ("ni image ni mot", "peu de textes", "à heure fixe")),
    ],
)
async def test_what_an_account_wrote_is_a_reason_too(language: str, told: tuple[str, ...]) -> None:
    """The same words every hour, from an account that shows nothing of itself; a copy that two watches saw is one post."""
    async with open_door() as door:
        door.backend.shown = [said(float(n), voice=7, doubts=("bare",)) for n in range(1, 11)]
        await door.sign_in()
        await shown(door, f"/language?to={language}&next=/")
        text = text_of(await shown(door, "/author?name=@angry"))
        assert all(words in text for words in told)

        door.backend.shown = [said(float(n), voice=7, watch=watch) for n in range(1, 6) for watch in ("acme", "globex")]
        assert told[1] not in text_of(await shown(door, "/author?name=@angry"))


@pytest.mark.parametrize(
    ("known", "says"),
    [({"account_day": 18_000, "verified": True}, "speaks against a person"), ({}, "tells too little of this account")],
)
async def test_no_doubt_is_not_the_same_as_nothing_known(known: dict[str, object], says: str) -> None:
    """Where the platform tells nothing, the page does not say that all is well."""
    async with open_door() as door:
        door.backend.shown = [said(1, **known)]
        await door.sign_in()
        text = text_of(await shown(door, "/author?name=@angry"))
        assert says in text
        assert ("verified by the platform" in text) is bool(known)


async def test_who_is_verified_is_not_called_unknown() -> None:
    """The platform tells no age of the account, and tells that it is whose it says: both in one line contradicted each other."""
    async with open_door() as door:
        door.backend.shown = [said(1, verified=True)]
        await door.sign_in()
        text = text_of(await shown(door, "/author?name=@angry"))
        assert "verified by the platform" in text
        assert "tells too little" not in text


async def test_each_account_is_told_by_its_newest_post() -> None:
    """One line an account: what was young a year ago is not any more."""
    mentions = [
        said(1, account_day=20_000).mention,
        said(9000, account_day=20_000, doubts=("young",)).mention,
        said(2, platform="reddit", doubts=("busy",)).mention,
    ]
    assert [(one.platform, one.made, one.doubts) for one in accounts(mentions)] == [
        ("x", date(2024, 10, 4), ()),
        ("reddit", None, ("busy",)),
    ]


async def test_a_persons_page_shows_both_accounts() -> None:
    """By the person's name, each account with its handle; where a stranger of the same handle is among the posts, by the handle."""
    hers = [
        said(1, handle="jane", author="7", person="Jane Doe"),
        said(2, platform="bluesky", handle="jane.example", author="did:7", person="Jane Doe"),
    ]
    async with open_door() as door:
        door.backend.shown = hers
        await door.sign_in()
        text = text_of(await shown(door, "/author?name=jane"))
        assert all(told in text for told in ("Jane Doe", "@jane", "@jane.example", "Bluesky"))

        door.backend.shown = [*hers, said(3, platform="reddit", handle="jane", author="t2_9")]
        assert "Jane Doe" not in text_of(await shown(door, "/author?name=jane"))


@pytest.mark.parametrize(("name", "status"), [("", 400), ("two%20words", 400), ("nobody", 200), ("%3Cscript%3E", 200)])
async def test_an_author_who_is_none(name: str, status: int) -> None:
    """No name is a mistake; a name of which nothing is kept is said to be one."""
    async with open_door() as door:
        door.backend.shown = []
        await door.sign_in()
        html = await shown(door, f"/author?name={name}", status)
        assert "<script>" not in html
        if status == 200:
            assert "Nothing was found." in html


async def test_hostile_posts_of_an_author_do_nothing() -> None:
    """Names, words and texts of strangers are words."""
    async with open_door() as door:
        door.backend.shown = [said(1, handle=HOSTILE, platform=HOSTILE, watch=HOSTILE)]
        await door.sign_in()
        html = await shown(door, "/author?name=angry")
        assert "<script>" not in html
        assert "\u202e" not in html


async def test_an_incident_counts_the_posts_written_while_it_was_open() -> None:
    """From an hour before it opened, as far back as its page looks, until it ended; the newest incident first."""
    open_, over = incident("o", opened_at=NOW - HOUR), incident("p", opened_at=NOW - 9 * HOUR, solved_at=NOW - 8 * HOUR)
    posts = [said(0.1), said(1.9), said(2.1), said(8.5), said(7)]
    assert [(one.id, n) for one, n in during(posts, [over, open_])] == [("o", 2), ("p", 1)]


async def test_a_source_shows_its_day_hour_by_hour() -> None:
    """As colours, and in words for who sees none; what is not known yet is no blindness."""
    shares = [None, 1.0, 0.5, 0.0]
    rows = tuple(
        (
            TypedCell(kind="text", text="x"),
            TypedCell(kind="at", text=f"2026-11-21T0{n}:00:00.000Z"),
            TypedCell(kind="none") if share is None else TypedCell(kind="share", number=share),
        )
        for n, share in enumerate(shares)
    )
    async with open_door() as door:
        await door.sign_in()
        assert "being gathered" in await shown(door, "/sources")
        door.backend.reports["coverage", True] = (TypedTable(title="", columns=("source", "at", "saw"), rows=rows),)
        brought = (
            TypedCell(kind="text", text="x"),
            TypedCell(kind="number", number=1234),
            TypedCell(kind="text", text="budget: 3.20 USD used today"),
        )
        door.backend.reports["sources", True] = (
            TypedTable(title="", columns=("source", "mentions", "said"), rows=(brought,)),
        )
        html = await shown(door, "/sources")
        assert re.findall(r'<li class="level-(\w+)"', html) == ["none", "4", "2", "0"]
        text = text_of(html)
        assert "x: 50.0% of the 3 hours that are known were read" in text
        assert "brought 1,234" in text
        assert "budget: 3.20 USD used today" in text
        assert "being gathered" not in text


@pytest.mark.parametrize("code", sorted(WORDS))
async def test_what_a_source_that_sees_badly_means_is_said_in_the_readers_language(code: str) -> None:
    """What the platform answered is English and for whoever looks after alertd; what is missing now is for everybody."""
    lacking = (SourceState.DEGRADED, SourceState.BLIND, SourceState.OUT_OF_BUDGET, SourceState.STOPPED)
    async with open_door() as door:
        sources = {str(state): SourceStanding(state=state, note=f"{state}, 503") for state in lacking}
        well = {"fine": SourceStanding(state=SourceState.OK), "soon": SourceStanding(state=SourceState.CATCHING_UP)}
        door.backend.ready = Readiness(is_ready=True, sources=sources | well)
        await door.sign_in()
        door.people.cookie_jar.update_cookies({"alertd_language": code}, URL(door.url))
        html = await shown(door, "/sources")

        for state in lacking:
            assert html.count(f"<p>{WORDS[code][f'sx_{state}']}</p>") == 1
            assert f'<p class="quote soft" lang="en" dir="ltr">{state}, 503</p>' in html
        assert len({WORDS[code][f"sx_{state}"] for state in lacking}) == len(lacking)
        # Of those that see well nothing is said; of the others also whose fault it is, in words of ours above the platform's own.
        assert html.count(f"<p>{WORDS[code]['sf_theirs']}</p>") == len(lacking)
        assert len(re.findall(r"<p>[^<]", html.split("</h1>")[1])) == 2 * len(lacking)


async def test_the_rota_says_who_stands_in() -> None:
    """Whoever looks why it is not their turn sees it."""
    day = timedelta(days=1)
    schedule = Schedule(
        name="pr",
        people=("ayse",),
        overrides=(Override(begins_at=NOW + 2 * day, ends_at=NOW + 3 * day, who="omar"),),
    )
    async with open_door() as door:
        people = {name: Person(name=name) for name in ("ayse", "omar")}
        door.backend.roster = Roster(people=people, schedules={"pr": schedule})
        await door.sign_in()
        html = await shown(door, "/people")
        cells = [text_of(one) for one in re.findall(r'<li class="card.*?</li>', html, re.DOTALL)]
        assert len(cells) == 14
        assert sum("omar" in one and "stands in" in one for one in cells) == 2
        assert sum("stands in" in one for one in cells) == 2


async def test_a_source_says_what_part_of_its_money_is_spent() -> None:
    """In the reader's numbers, loud when little is left; one that costs nothing says nothing. Programs read it too."""
    async with open_door() as door:
        seen = door.backend.ready.sources
        seen["x"] = seen["x"].with_(spent=0.85)
        await door.sign_in()
        for path in ("/sources", "/"):
            async with door.people.get(f"{door.url}{path}") as answer:
                html = await answer.text()
            assert html.count("85% of today’s money spent") == 1, path
            assert '<span class="bad">85%' in html
        async with door.program.get(f"{door.url}/readyz") as answer:
            told = (await answer.json())["sources"]
        assert {name: one["spent_share"] for name, one in told.items()} == {"x": 0.85, "zap": None}
