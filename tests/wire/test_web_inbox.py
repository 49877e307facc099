"""The inbox as people work in it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from yarl import URL

from alertd.model.inbox import Attended, Counted, InboxAct, Standing
from alertd.model.rule import Every, Playbook, Rule
from alertd.web.backend import MentionShown
from alertd.web.inbox_page import OFFERS
from alertd.web.words import WORDS
from tests.unit.web.fake_backend import HOSTILE, NOW, mention
from tests.unit.web.house import Door, open_door
from tests.wire.test_web_incident_page import text_of

pytestmark = pytest.mark.asyncio

FIRST = {"watch": "acme", "platform": "x", "id": "1"}


def waiting(number: int, **more: object) -> MentionShown:
    """Return a post that waits."""
    fields = {
        "text": f"post number {number}",
        "due_at": NOW + timedelta(minutes=number),
        "priority": 10 * number,
        **more,
    }
    return MentionShown(mention=mention(id=str(number), handle=f"h{number}"), **fields)  # type: ignore[arg-type]


async def shown(door: Door, query: str = "") -> str:
    """Return the inbox for who is signed in."""
    async with door.people.get(f"{door.url}/inbox{query}") as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


def proof_of(html: str) -> str:
    """Return the hidden value of our forms."""
    return str(re.findall(r'name="proof" value="(\w+)"', html)[0])


async def press(door: Door, act: str, status: int = 200, **fields: str) -> str:
    """Press a button of the first post, and return what is shown then."""
    data = {"proof": proof_of(await shown(door)), **FIRST, **fields}
    async with door.people.post(f"{door.url}/inbox/{act}", data=data) as answer:
        assert answer.status == status, await answer.text()
        return await answer.text()


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("claim", "being answered by ayse until 04:00"),
        ("snooze", "put off by ayse until 04:00"),
        ("answered", ""),
        ("needs-none", ""),
    ],
)
async def test_a_post_is_taken_from_the_list(act: str, said: str) -> None:
    """By who is signed in; the list says who has it and for how long."""
    async with open_door() as door:
        door.backend.shown = [waiting(1)]
        await door.sign_in()
        html = await press(door, act)
        assert [one[:3] for one in door.backend.done] == [(InboxAct(act), "1", "ayse")]
        door.backend.shown = [door.backend.in_hand(door.backend.shown[0])]
        assert said in text_of(await shown(door))
        assert "Inbox" in html


async def test_who_comes_second_reads_who_was_first() -> None:
    """Two people never answer the same customer without knowing; the list is there, and nothing is lost."""
    async with open_door() as door:
        door.backend.shown = [waiting(1), waiting(2)]
        door.backend.taken["1"] = Attended(standing=Standing.CLAIMED, by="omar", until=NOW)
        await door.sign_in()
        html = await press(door, "claim", status=409)
        assert "omar is answering it already." in text_of(html)
        assert html.count('<li class="post') == 2


async def test_whoever_reads_turkish_is_refused_in_turkish() -> None:
    """The reason is for the reader; the API keeps its name for programs."""
    async with open_door() as door:
        door.backend.shown = [waiting(1)]
        door.backend.taken["1"] = Attended(standing=Standing.CLAIMED, by="omar", until=NOW)
        await door.sign_in()
        door.people.cookie_jar.update_cookies({"alertd_language": "tr"}, URL(door.url))

        assert "Zaten yanıtlayan var: omar." in text_of(await press(door, "claim", status=409))


async def test_what_a_colleague_has_can_only_be_taken_over() -> None:
    """Openly, to oneself; the one who has it may give it back."""
    async with open_door() as door:
        door.backend.shown = [waiting(1).with_(attended=Attended(standing=Standing.CLAIMED, by="omar", until=NOW))]
        door.backend.taken["1"] = Attended(standing=Standing.CLAIMED, by="omar", until=NOW)
        await door.sign_in()
        text = text_of(await shown(door))
        assert "Take it over" in text
        assert "Give it back" not in text
        await press(door, "hand-over")
        assert door.backend.done[0][0] == InboxAct.HAND_OVER
        assert door.backend.done[0][5] == "ayse"


async def test_every_button_is_an_act_that_the_table_takes() -> None:
    """No button is shown that the engine would refuse to whoever sees it."""
    from alertd.core.inbox.lifecycle import after
    from alertd.model.reason import Reason

    for (standing, is_own), acts in OFFERS.items():
        at = Attended(standing=standing, by="ayse" if is_own else "omar")
        for one in acts:
            assert not isinstance(after(at, one, "ayse"), Reason), (standing, is_own, one)


async def test_the_list_is_narrowed_and_every_choice_keeps_the_others() -> None:
    """High priority, mine, nobody's; a button brings one back to the same choice and place."""
    claimed = Attended(standing=Standing.CLAIMED, by="ayse", until=NOW)
    async with open_door() as door:
        door.backend.shown = [waiting(1), waiting(4), waiting(9)]
        door.backend.taken["9"] = claimed
        await door.sign_in()
        seen = {
            query: re.findall(r"@h(\d)", await shown(door, query))
            for query in ("?priority=high", "?whose=mine", "?whose=nobodys")
        }
        assert seen == {"?priority=high": ["4", "9"], "?whose=mine": ["9"], "?whose=nobodys": ["1", "4"]}
        html = await shown(door, "?priority=high")
        assert 'href="/inbox?priority=high&amp;whose=mine"' in html
        data = {"proof": proof_of(html), **FIRST, "f_priority": "high", "f_next": "//evil.example"}
        async with door.people.post(f"{door.url}/inbox/claim", data=data, allow_redirects=False) as answer:
            assert re.fullmatch(r"/inbox\?priority=high#post-[0-9a-f]{8}", answer.headers["Location"])


async def test_a_saved_reply_stands_below_a_post_in_its_language() -> None:
    """Of any rule, once; a copy button for who has a script."""
    book = Playbook(replies={"en": "We are sorry & on it.", "tr": "Özür dileriz."})
    rule = Rule(id="a", name="Storm", when=Every(), playbook=book)
    async with open_door() as door:
        door.backend.rules = (rule, rule.with_(id="b", name="Other"))
        door.backend.shown = [waiting(1)]
        await door.sign_in()
        html = await shown(door)
        assert html.count("We are sorry &amp; on it.") == 1
        assert "Özür" not in html
        assert 'data-copy="post-' in html


@pytest.mark.parametrize(("known", "further"), [(3, ""), (4, "1 more reply"), (9, "6 more replies")])
async def test_the_three_replies_that_fit_best_are_open_to_choose_from(known: int, further: str) -> None:
    """All others stand behind a fold of their own; each has its own place to be copied from."""
    async with open_door() as door:
        door.backend.rules = tuple(
            Rule(id=f"r{n}", name=f"Rule {n}", when=Every(), playbook=Playbook(replies={"en": f"Text {n}."}))
            for n in range(known)
        )
        door.backend.shown = [waiting(1)]
        await door.sign_in()
        html = await shown(door)
        first, _, rest = html.partition('class="fold further"')
        assert first.count("<summary>Rule ") == 3
        assert rest.count("<summary>Rule ") == known - 3
        assert further in rest
        assert bool(rest) is bool(further)
        places = re.findall(r'data-copy="(post-[^"]+)"', html)
        assert len(set(places)) == known
        assert all(f'id="{place}"' in html for place in places)


@pytest.mark.parametrize(
    ("act", "fields", "status"),
    [
        ("explode", {}, 404),
        ("claim", {"id": ""}, 400),
        ("claim", {"id": "gone"}, 404),
        ("claim", {"by": "mallory"}, 400),
        ("claim", {"proof": "x"}, 403),
    ],
)
async def test_what_makes_no_sense_does_nothing(act: str, fields: dict[str, str], status: int) -> None:
    """A made-up act, a post that is not there, a person whom nobody knows, a form that is not ours."""
    async with open_door() as door:
        door.backend.shown = [waiting(1)]
        await door.sign_in()
        await press(door, act, status=status, **fields)
        assert door.backend.done == []


async def test_hostile_posts_do_nothing_here_either() -> None:
    """In every place that shows a stranger's words or names."""
    async with open_door() as door:
        about = mention(handle=HOSTILE, id=HOSTILE, language="x-'\"<b>")
        door.backend.shown = [
            MentionShown(mention=about, text=HOSTILE, author_name=HOSTILE, due_at=NOW, why=(HOSTILE,))
        ]
        await door.sign_in()
        html = await shown(door)
        assert "<script>" not in html
        assert "\u202e" not in html
        assert '"<b>' not in html


async def test_filters_are_in_the_words_of_people() -> None:
    """A language that nobody could place is called that, a platform as people call it."""
    async with open_door() as door:
        door.backend.shown = [
            MentionShown(mention=mention(id=str(n), language=tag, platform=platform), text="hm", due_at=NOW)
            for n, (tag, platform) in enumerate((("und", "x"), ("tr", "reddit")))
        ]
        await door.sign_in()
        text = text_of(await shown(door))
        assert "Turkish unknown language" in text
        assert "Reddit X" in text
        assert " und " not in text


async def test_who_left_without_an_answer_is_told_in_words_and_in_numbers() -> None:
    """Below the list, with the bounds; nothing where nobody left. Programs read the same."""
    async with open_door() as door:
        await door.sign_in()
        assert "without an answer:" not in text_of(await shown(door))
        door.backend.left = Counted(given_up=2_200, too_old=4)

        page = text_of(await shown(door))
        assert "2,200 because too many waited (2,000 of a brand, 20 threads of one person), 4 after seven days" in page

        async with door.program.get(f"{door.url}/api/v1/inbox?watch=acme") as answer:
            assert await answer.json() == {
                "acme": {"waiting": len(door.backend.shown), "given_up": 2_200, "too_old": 4}
            }
        async with door.program.get(f"{door.url}/api/v1/inbox?watch=nobody") as answer:
            assert answer.status == 404


async def test_twenty_are_shown_and_one_tap_brings_twenty_more() -> None:
    """How many wait stands in the heading; after an act the list is as long as it was."""
    async with open_door() as door:
        door.backend.shown = [waiting(n, priority=50) for n in range(1, 46)]
        await door.sign_in()
        html = await shown(door)
        assert html.count('class="post"') == 20
        assert "Waiting for an answer 45" in text_of(html)
        assert 'href="/inbox?many=40"' in html
        assert "Show 20 more" in text_of(html)
        html = await shown(door, "?many=40")
        assert html.count('class="post"') == 40
        assert 'name="f_many" value="40"' in html
        assert "Show 5 more" in text_of(html)


async def test_high_priority_is_said_where_it_tells_one_from_another() -> None:
    """Where every post is high, the word is read on none of them."""
    async with open_door() as door:
        await door.sign_in()
        tag = '<span class="tag urgent">high priority</span>'
        for priorities, told in (((50, 60), 0), ((10, 60), 1), ((10, 20), 0)):
            door.backend.shown = [waiting(n, priority=one) for n, one in enumerate(priorities, 1)]
            assert (await shown(door)).count(tag) == told


async def test_who_has_none_of_those_that_wait_reads_so() -> None:
    """To read that nothing waits beside three hundred that do would be false."""
    async with open_door() as door:
        door.backend.shown = [waiting(n) for n in (1, 2)]
        await door.sign_in()
        assert "You have none; 2 wait in all." in text_of(await shown(door, "?whose=mine"))
        assert "None of these; 2 wait in all." in text_of(await shown(door, "?platform=reddit"))
        door.backend.shown = []
        assert WORDS["en"]["nothing_waits"] in text_of(await shown(door, "?whose=mine"))


@pytest.mark.parametrize(
    ("code", "ahead", "says"),
    [
        ("en", 58, "due in 58 min"),
        ("en", -5, "due 5 min ago"),
        ("tr", 58, "58 dk içinde yanıtlanmalı "),
        ("tr", -5, "5 dk önce yanıtlanmalıydı"),
    ],
)
async def test_until_when_an_answer_is_owed_is_a_sentence_of_its_language(code: str, ahead: int, says: str) -> None:
    """Turkish has the time before the verb, and another verb once it has passed."""
    async with open_door() as door:
        door.backend.shown = [waiting(1, due_at=NOW + timedelta(minutes=ahead))]
        await door.sign_in()
        door.people.cookie_jar.update_cookies({"alertd_language": code}, URL(door.url))
        assert says in text_of(await shown(door))
