"""The page of an incident, as a browser without scripts gets it."""

from __future__ import annotations

import re
from datetime import timedelta

import aiohttp
import pytest

from alertd.core.incidents.next_step import NextStep
from alertd.model.commands import Decided
from alertd.model.incident import State
from alertd.model.mention import Reach
from alertd.model.page import Outcome, Page, PageKind, SignalShown
from alertd.model.rule import Count, Every, Playbook, Rule, Severity, Terms
from alertd.report.burst import Burst
from alertd.report.topics import Topic
from alertd.web.backend import MentionShown, PageSeen, PostShown
from alertd.web.words import WORDS
from tests.unit.core.wording.pages import STORM, facts
from tests.unit.report.test_pulse import seen
from tests.unit.report.test_sketch import drawn, two_camps
from tests.unit.web.fake_backend import HOSTILE, NOW, incident, mention
from tests.unit.web.house import Door, open_door

pytestmark = pytest.mark.asyncio

ID = "9f2c4e5a1b3d7f60"


def told_page(**more: object) -> Page:
    """Return a page as Ayse was told it."""
    made = Page(
        page_id="p1",
        kind=PageKind.PAGE,
        at=NOW,
        watch="acme",
        severity=Severity.CRISIS,
        to="ayse",
        channel="sms",
        to_address="+905550000001",
    )
    return made.with_(**more)


async def page(door: Door, address: str = "", **headers: str) -> str:
    """Return the incident as its link shows it."""
    async with door.stranger.get(address or door.link(), headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


def text_of(html: str) -> str:
    """Return what is read, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


async def test_who_started_and_who_carries_it_is_said_drawn_and_in_a_table() -> None:
    """In a sentence, as a picture with a name for a screen reader, and as rows."""
    async with open_door() as door:
        door.backend.shown = [MentionShown(mention=one, text="bad") for one in two_camps()]
        html = await page(door)
        assert "ann carries it: passed on by 31 people" in text_of(html)
        assert html.count('class="chart graph') == 2
        table = html[html.index("Who passes on whom ·") :]
        rows = re.findall(r'<th scope="row">.*?<bdi>(\w+)</bdi>.*?<td>(\d+)</td>', table)
        assert rows[0] == ("ann", "31")
        assert "/author?name=" not in html, "a link opens this incident and nothing else"


async def test_what_they_talk_about_says_in_words_how_many_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many posts, of how many in which language behind it; what the reader can read stands first, whichever is more."""
    told = (("filtre yandı", "tr", 7, 37), ("filtre değişti", "tr", 9, 37), ("boiled dry", "en", 1, 1))
    found = tuple(Topic(phrase=a, language=b, texts=c, among=d) for a, b, c, d in told)

    async def burst(*_: object) -> Burst:
        """Return what two languages say."""
        return drawn().with_(topics=found)

    async with open_door() as door:
        monkeypatch.setattr(door.backend, "burst", burst)
        html = await page(door)
        assert "boiled dry 1 post (Turkish) filtre değişti 9 posts (Turkish) filtre yandı 7 posts" in text_of(html)
        assert 'title="9 of 37 posts (Turkish)"' in html
        assert 'title="1 of 1 post (English)"' in html
        turkish = await page(door, Cookie="alertd_language=tr")
        assert "filtre yandı 7 gönderi (İngilizce) boiled dry 1 gönderi" in text_of(turkish)


async def test_a_rule_of_many_words_can_be_read_whole() -> None:
    """The line names a few; all stand behind a fold, where there are more."""
    async with open_door() as door:
        words = tuple(f"<word{n}>" for n in range(65))
        many = Rule(id="negative-storm", name="Danger", when=Terms(any=words))
        door.backend.rules = (many,)
        html = await page(door)
        line = html.index("and 57 more")
        fold = html[line:].partition("<details")[2].partition("</details>")[0]
        assert fold.startswith(' class="fold" data-fold="words negative-storm"><summary>With all its words</summary>')
        assert all(f"&lt;word{n}&gt;" in fold for n in range(65))
        door.backend.rules = (many.with_(when=Terms(any=words[:3])),)
        assert "With all its words" not in await page(door)


async def test_nobody_is_named_where_nobody_is_passed_on() -> None:
    """A star with the most followers carries nothing by being one, and whoever wrote first did not start it by that."""
    lone = [one for one in two_camps() if one.repost_of is None]
    async with open_door() as door:
        door.backend.shown = [MentionShown(mention=one, text="bad") for one in lone]
        glance = text_of((html := await page(door))[html.index('class="glance"') :].partition("</ul>")[0])
        assert re.search(r"First to tell of it, at \d\d:\d\d ann", glance)
        assert WORDS["en"]["w_carries"] not in glance  # nobody does: that is no news
        assert "star" not in glance
        assert "started it" not in html


async def test_signed_in_a_name_leads_to_its_author() -> None:
    """From the table of the graph."""
    async with open_door() as door:
        door.backend.shown = [MentionShown(mention=one, text="bad") for one in two_camps()]
        await door.sign_in()
        async with door.people.get(f"{door.url}/incidents/{ID}") as answer:
            assert re.search(r'href="/author\?name=x(:|%3A)\w+"><bdi>ann</bdi>', await answer.text())


async def test_what_comes_next_counts_down() -> None:
    """Whom the next step pages and when; with a script the clock runs, without one it says how long it was."""
    async with open_door() as door:
        door.backend.steps = [
            NextStep(incident=ID, kind="page", at=NOW + timedelta(minutes=6), policy="pr", step=2, to=("omar",)),
            NextStep(incident="another", kind="page", at=NOW, policy="pr", step=1, to=("maria",)),
        ]
        html = await page(door)
        assert "If nobody takes it: omar paged next 6 min" in text_of(html[: html.index('class="columns"')])
        assert "maria" not in html
        assert f'datetime="{(NOW + timedelta(minutes=6)).isoformat()}" data-countdown' in html


async def test_each_value_stands_against_its_limit() -> None:
    """As it was decided, not as it would be now: the decision that fired is shown clause by clause."""
    async with open_door() as door:
        door.backend.decided(
            "alert-firing", "spike holds: 40 against rarer than 30 d; mood does not hold: 1 against 3", rule="storm"
        )
        html = await page(door)
        shown = re.findall(r'<ul class="limits">.*?</ul>', html, re.DOTALL)
        assert "spike holds: 40 against rarer than 30 d" in shown[0]
        assert shown[0].count("<li") == 2


async def test_values_against_limits_are_told_in_the_readers_language_as_they_were_decided() -> None:
    """Not the program's English, and not as the rule stands now: a rule that was changed since still says what fired."""
    async with open_door() as door:
        shown = SignalShown(name="volume", value=40.0, usual=4.0, unit="mentions", window=600.0, rarity=41.0)
        decided = (
            Decided(condition=Count(over=30, window=timedelta(minutes=10)), holds=True, shown=shown),
            Decided(condition=Every(sentiment="negative"), holds=False),
        )
        door.backend.decided("alert-firing", "count holds: 40 against 30; every does not hold", rule="storm")
        door.backend.further[-1] = door.backend.further[-1].with_(conditions=decided)
        html = await page(door, Cookie="alertd_language=tr")
        lines = re.findall(r'<li lang="tr" dir="auto">(.*?)</li>', html)
        assert len(lines) == 2
        assert "40 gönderi" in lines[0]
        assert "normalde 4" in lines[0]
        assert "holds" not in html[html.index("h-rule") : html.index("fold why")]


async def test_a_post_is_sent_nowhere_unless_the_operator_named_a_service() -> None:
    """Then the reader of another language gets a link, and only the link holds the text."""
    told = PostShown(mention=mention(language="tr"), text="Çok kötü & pahalı", why="first")
    async with open_door() as door:
        door.backend.telling = [told]
        assert "Translate" not in text_of(await page(door))
    async with open_door(translate_url="https://translate.example/?to={to}&text={text}") as door:
        door.backend.telling = [told]
        html = await page(door)
        assert 'href="https://translate.example/?to=en&amp;text=%C3%87ok%20k%C3%B6t%C3%BC%20%26%20pahal%C4%B1"' in html
        door.backend.telling = [told.with_(mention=mention(language="en"))]
        assert "translate.example" not in await page(door)


async def test_a_telling_post_says_how_often_its_words_came_again() -> None:
    """Copies and reposts since it began; a post that nobody passed on says nothing of it."""
    async with open_door() as door:
        door.backend.shown = [
            MentionShown(mention=mention(id=str(n), author=f"u{n}", voice=7 if n < 5 else 8), text="bad")
            for n in range(6)
        ]
        door.backend.telling = [
            PostShown(mention=mention(id="0", voice=7), text="bad", why="first"),
            PostShown(mention=mention(id="5", voice=8), text="worse", why="typical"),
        ]
        text = text_of(await page(door))
        assert text.count("more times") == 1
        assert "the same words 4 more times" in text


async def test_the_theme_that_was_picked_stays() -> None:
    """A cookie of the page, on every page of ours, and nothing but the three that there are."""
    async with open_door() as door, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as reader:
        async with reader.get(door.link()) as answer:
            assert 'data-theme="auto"' in await answer.text()
        async with reader.get(f"{door.url}/theme?to=dark&next={door.link().removeprefix(door.url)}") as answer:
            assert answer.url.path.startswith("/a/")
            assert 'data-theme="dark"' in await answer.text()
        async with reader.get(f"{door.url}/theme?to=pink") as answer:
            assert answer.status == 404
        async with reader.get(f"{door.url}/theme?to=light&next=//evil.example/", allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("code", sorted(WORDS))
async def test_the_whole_page_speaks_the_readers_language(code: str) -> None:
    """No word of English in its own headings, with hostile names in every place that shows one."""
    async with open_door() as door:
        posts = [one.with_(handle=HOSTILE if one.author == "ann" else one.handle) for one in two_camps()]
        door.backend.shown = [MentionShown(mention=one, text=HOSTILE) for one in posts]
        door.backend.telling = [
            PostShown(mention=mention(handle=HOSTILE, reach=Reach(audience=5)), text=HOSTILE, why="first")
        ]
        door.backend.kept[ID] = incident(notes=(HOSTILE,))
        html = await page(door, Cookie=f"alertd_language={code}")
        assert f'<html lang="{code}"' in html
        assert "<script>alert" not in html
        assert "\u202e" not in html
        headings = {re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)}
        for key in ("voices", "telling_posts", "promises", "who_was_told"):
            assert WORDS[code][key] in headings


async def test_what_a_page_was_worth_is_said_with_one_tap() -> None:
    """By the person of the link, also when all is over; what people said stands there."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(state=State.SOLVED, solved_at=NOW, judgements={"omar": "noise"})
        html = await page(door)
        assert "omar : Noise" in text_of(html)
        address = re.findall(r'formaction="(/a/[^"]+/useful)"', html)[0]
        async with door.stranger.post(door.url + address, data={"by": "ayse"}) as answer:
            assert answer.status == 200
        assert door.backend.log == [("useful", ID, "ayse", "link")]


async def test_rules_are_called_as_the_reader_calls_them() -> None:
    """In the language that they picked, where the rule has a name in it."""
    async with open_door() as door:
        door.backend.rules = (Rule(id="negative-storm", name="Storm", names={"tr": "Fırtına"}, when=Every()),)
        assert "Fırtına" in await page(door, Cookie="alertd_language=tr")
        assert "Storm" in await page(door, Cookie="alertd_language=fr")


@pytest.mark.parametrize("code", sorted(WORDS))
async def test_how_few_posts_were_read_is_said(code: str) -> None:
    """Whoever looks at the numbers must know that they are the platform's own; where all was read nothing is said."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(sampled={"x": 8})
        assert WORDS[code].fill("sampled_text", n=8, source="x") in await page(door, Cookie=f"alertd_language={code}")
        assert 'class="soft sampled"' in await page(door)
        door.backend.kept[ID] = incident()
        assert 'class="soft sampled"' not in await page(door)


async def test_the_numbers_of_the_page_say_when_they_were_true() -> None:
    """The page's numbers stay as they were sent; beside what is seen now they must not look like now."""
    async with open_door() as door:
        sent = told_page(facts=facts(), signals=STORM.signals)
        door.backend.newest_page = sent
        html = await page(door)
        told = html.index(
            f'datetime="{sent.at.isoformat()}">At {sent.at:%H:%M}, when it paged:',
            html.index('class="numbers as-paged"'),
        )
        assert told < html.index('class="first"', told)


async def test_what_a_stranger_asks_is_answered_before_the_first_picture() -> None:
    """Is it getting worse, who started it, who carries it, what do I write in Turkish: in the order of the page, without a script."""
    async with open_door() as door:
        door.backend.shown = [MentionShown(mention=one, text="bad") for one in two_camps()]
        door.backend.pulse.add(seen(NOW - timedelta(minutes=n), negative=900) for n in range(14))
        door.backend.newest_page = told_page(playbook=Playbook(steps=("Read it",), replies={"tr": "Özür dileriz."}))
        html = await page(door)
        picture = html.index("<figure")
        for said in (
            WORDS["en"]["rising"],
            "First to tell of it, at",
            WORDS["en"]["w_carries"],
            "Turkish",
            "Özür dileriz.",
        ):
            assert html.index(said) < picture, said


async def test_how_the_rule_stands_is_said_in_the_readers_language() -> None:
    """The rule told whole, then each of its conditions as it stands now; of what is over only the rule."""
    async with open_door() as door:
        door.backend.rules = (Rule(id="storm", name="Storm", names={"tr": "Fırtına"}, when=Every(), page="pr"),)
        door.backend.kept[ID] = incident(rules=("storm", "gone"))
        door.backend.newest_page = told_page(rule="storm")
        door.backend.standing_of["acme", "storm", "tr"] = ("bir koşul: tutuyor (412)",)
        html = await page(door, Cookie="alertd_language=tr")
        assert "Fırtına: " in html
        assert "bir koşul: tutuyor (412)" in html


async def test_decisions_are_told_in_the_readers_language_and_the_logs_own_words_say_that_they_are_english() -> None:
    """A browser and a screen reader know it too; the code that a text message takes says what it is for."""
    async with open_door() as door:
        door.backend.decided("step-decided", "step 1 of pr-oncall, pass 1: ayse", rule="negative-storm")
        html = await page(door, Cookie="alertd_language=tr")
        fold = html[html.index('data-fold="why"') :].partition("</details>")[0]
        assert "<b>Sıradakiler çağrıldı</b>" in fold
        assert '<span class="soft" lang="en" dir="ltr">step 1 of pr-oncall, pass 1: ayse</span>' in fold
        assert WORDS["tr"]["log_english"] in fold
        assert f"{WORDS['tr']['short_code']} K7Q2" in text_of(html)
        assert WORDS["en"]["log_english"] not in await page(door)


def lead_of(html: str) -> str:
    """Return what stands above the button to acknowledge."""
    return text_of(html[: html.index("<h1>")])


async def test_the_promise_that_runs_stands_at_the_head_with_its_clock() -> None:
    """Fifteen minutes are promised and seven are over: whoever opens the page sees how long there is."""
    async with open_door() as door:
        html = await page(door)
        assert "Promised: somebody has it within 15 min · time left 8 min" in lead_of(html)
        assert f'datetime="{(NOW + timedelta(minutes=8)).isoformat()}" data-countdown' in html[: html.index("<h1>")]


async def test_a_broken_promise_is_said_first() -> None:
    """By how much it is broken."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(opened_at=NOW - timedelta(minutes=37))
        assert "Promise broken: somebody has it within 15 min · 22 min over" in lead_of(await page(door))


async def test_the_next_promise_follows_the_one_that_was_kept() -> None:
    """Acknowledged in time: now the plan's clock runs; when it is solved none does."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(state=State.ACKNOWLEDGED, acknowledged_at=NOW - timedelta(minutes=1))
        assert "there is a plan within 1 h · time left 53 min" in lead_of(await page(door))
        door.backend.kept[ID] = incident(
            state=State.SOLVED, acknowledged_at=NOW, solved_at=NOW, opened_at=NOW - timedelta(minutes=22)
        )
        html = await page(door)
        assert 'class="clock' not in html
        assert "Taken done late · 7 min over" in text_of(html)


async def test_a_line_of_who_was_told_says_by_which_rule_and_that_no_person_has_confirmed() -> None:
    """A bare "accepted" was read as "somebody took it"; the other rule's page must be told from this one's."""
    async with open_door() as door:
        door.backend.rules = (Rule(id="storm", name="Negative storm", when=Every()),)
        door.backend.sent = [
            PageSeen(page_id="p1", to="ayse", channel="console", at=NOW, outcome=Outcome.ACCEPTED, rule="storm")
        ]
        text = text_of(await page(door))
        assert "ayse · console Negative storm sent; no person has confirmed it" in text


async def test_what_to_do_is_said_in_the_readers_language_as_long_as_the_rule_says_the_same() -> None:
    """The page went out in English; who reads Turkish reads the same steps. Steps that were changed since stay as they were sent."""
    steps: dict[str, tuple[str, ...]] = {"en": ("Read it", "Answer"), "tr": ("Okuyun", "Yanıtlayın")}
    async with open_door() as door:
        rule = Rule(id="storm", name="Storm", when=Every(), playbook=Playbook(steps=steps["en"], steps_in=steps))
        door.backend.rules = (rule,)
        door.backend.newest_page = told_page(rule="storm", playbook=Playbook(steps=steps["en"]))
        assert "Yanıtlayın" in await page(door, Cookie="alertd_language=tr")
        changed = Playbook(steps=("Call",), steps_in={"en": ("Call",), "tr": ("Arayın",)})
        door.backend.rules = (rule.with_(playbook=changed),)
        html = await page(door, Cookie="alertd_language=tr")
        assert "Arayın" not in html
        assert "Answer" in html


@pytest.mark.parametrize("state", [State.OPEN, State.ACKNOWLEDGED, State.PLANNED, State.SOLVED])
async def test_closing_is_for_good_and_asks_first(state: State) -> None:
    """One tap opens what closing does, a second closes; it stands apart from the note, and needs no script."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(state=state)
        await door.sign_in()
        for code in WORDS:
            headers = {"Cookie": f"alertd_language={code}"}
            async with door.people.get(f"{door.url}/incidents/{ID}", headers=headers) as answer:
                html = await answer.text()
            asked = re.findall(r'<details class="fold for-good"[^>]*>(.*?)</details>', html, re.DOTALL)
            assert html.count('/close"') == len(asked) == 1, "no button closes by one tap"
            assert f"<p>{WORDS[code]['m_close']}</p>" in asked[0]
            assert f'/close">{WORDS[code]["close_sure"]}</button>' in asked[0]
            assert WORDS[code]["save_note"] not in asked[0]
        form = {"proof": re.findall(r'name="proof" value="([^"]+)"', html)[0], "by": "ayse", "note": ""}
        async with door.people.post(f"{door.url}/incidents/{ID}/close", data=form, allow_redirects=False) as answer:
            assert answer.status == 303
        assert door.backend.log[-1][0] == "close"
