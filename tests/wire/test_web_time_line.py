"""What happened, as an incident's page tells it: who was told, what people did, and what the brand answered in public."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from alertd.model.incident import State
from alertd.model.mention import Mention, Reply
from alertd.model.page import Outcome, PageKind
from alertd.web import time_line
from alertd.web.backend import DecisionSeen, MentionShown, PageSeen, PostShown, ReplyShown
from alertd.web.words import WORDS
from tests.unit.web.fake_backend import HOSTILE, NOW, incident, mention
from tests.unit.web.house import Door, open_door
from tests.wire.test_web_incident_page import ID, page, text_of

pytestmark = pytest.mark.asyncio

ASKED = NOW - timedelta(minutes=20)


def telling(ident: str = "1", *, author: str = "ann", **changes: object) -> PostShown:
    """Return a telling post of twenty minutes ago."""
    return PostShown(
        mention=mention(id=ident, author=author, handle=author, posted_at=ASKED, **changes), text="it smokes"
    )


def reply(
    minutes: int, *, to: str | None = "1", text: str | None = "Please unplug it.", **changes: object
) -> ReplyShown:
    """Return what we wrote so many minutes after the question."""
    made = Reply(
        watch="acme", platform="x", id=f"r{minutes}{to}", author="acme_help", posted_at=ASKED + timedelta(minutes=minutes),
        seen_at=NOW, in_reply_to=to,
    )  # fmt: skip
    return ReplyShown(reply=made.with_(**changes), text=text)


async def lines(door: Door) -> list[str]:
    """Return the time line as it is read, the newest first."""
    html = await page(door)
    return [text_of(one).strip() for one in re.findall(r'<li class="is-\w+">(.*?)</li>', html, re.DOTALL)]


async def test_to_whom_it_was_given_stands_in_the_time_line_with_their_whole_name() -> None:
    """Names in a people file may have spaces; what an older release decided does not say to whom."""
    async with open_door() as door:
        door.backend.further = [
            DecisionSeen(
                at=NOW, reason="assigned", text="to Maria Silva by Ann Lee through web: now", person="Ann Lee"
            ),
            DecisionSeen(at=NOW - timedelta(minutes=1), reason="assigned", text="by omar through web", person="omar"),
        ]
        told = " ".join(await lines(door))

        assert "given to Maria Silva · Ann Lee now" in told
        assert told.count("given to") == 1


async def test_what_we_answered_stands_in_the_time_line_with_whom_and_what() -> None:
    """By the name of who asked; an automatic answer is in it too, and is no answer of a person."""
    async with open_door() as door:
        door.backend.telling = [telling(), telling("2", author="bob")]
        door.backend.answers = [reply(12), reply(1, to="2", text="We have received it.", is_automatic=True)]
        told = await lines(door)

        assert [one for one in told if "answered" in one] == [
            f"{ASKED + timedelta(minutes=12):%H:%M} we answered @ann Please unplug it.",
            f"{ASKED + timedelta(minutes=1):%H:%M} we answered @bob We have received it.",
        ]


async def test_what_somebody_opened_by_hand_says_who_did() -> None:
    """In one line; what a rule opened names nobody."""
    for by, told in (({"open": "lea"}, "opened · lea"), ({}, "opened")):
        async with open_door() as door:
            made = door.backend.kept[ID] = incident(by=by)
            assert [one for one in await lines(door) if "opened" in one] == [f"{made.opened_at:%H:%M} {told}"]


async def test_each_telling_post_says_whether_it_is_answered_and_how_fast() -> None:
    """Only a person's answer counts."""
    async with open_door() as door:
        door.backend.telling = [telling(), telling("2", author="bob"), telling("3", author="cem")]
        door.backend.answers = [reply(12), reply(15), reply(1, to="2", is_automatic=True)]
        said = text_of(await page(door))

        assert said.count("✓ answered after 12 min") == 1
        assert said.count("not answered yet") == 2


async def test_of_a_thousand_answers_the_newest_are_told_and_the_first_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread in which we answer all day makes no page of a thousand lines; how fast the post was answered stays true."""
    monkeypatch.setattr(time_line, "MOST_ANSWERS", 3)
    async with open_door() as door:
        door.backend.telling = [telling()]
        door.backend.answers = [reply(minutes) for minutes in range(5, 15)]
        html = await page(door)

        assert [one[:5] for one in await lines(door) if "we answered" in one] == [
            f"{ASKED + timedelta(minutes=minutes):%H:%M}" for minutes in (14, 13, 12)
        ]
        assert "✓ answered after 5 min" in text_of(html)


async def test_while_the_answers_are_read_no_post_is_called_unanswered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown is not "no"."""
    async with open_door() as door:
        door.backend.telling = [telling()]

        async def not_yet(_mentions: Sequence[Mention]) -> None:
            """Answer as a store that is still being read."""

        monkeypatch.setattr(door.backend, "answers_in", not_yet)
        html = await page(door)

        assert "not answered yet" not in html
        assert "answered after" not in html


async def test_who_was_told_is_one_line_a_step_and_what_was_called_back_is_none() -> None:
    """Whatever channels told them."""
    async with open_door() as door:
        door.backend.sent = [
            PageSeen(page_id="1", to="ayse", channel="sms", at=NOW - timedelta(minutes=6)),
            PageSeen(page_id="2", to="ayse", channel="slack", at=NOW - timedelta(minutes=6)),
            PageSeen(page_id="3", to="omar", channel="sms", at=NOW - timedelta(minutes=6)),
            PageSeen(page_id="4", to="lea", channel="sms", at=NOW, outcome=Outcome.CANCELLED),
            PageSeen(page_id="5", to="lea", channel="sms", at=NOW, kind=PageKind.UPDATE),
        ]
        told = await lines(door)

        assert [one for one in told if "page sent" in one] == ["02:54 page sent · ayse, omar"]


async def test_what_people_did_is_told_with_their_name_and_their_note() -> None:
    """And what the engine decided for itself is not: that stands under "why"."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(state=State.SOLVED, solved_at=NOW)
        door.backend.sent = []
        did = [
            ("acknowledged", "by ayse through link", 5), ("noted", "by ayse through page: the press desk knows", 4),
            ("acknowledgement-expired", "ayse acknowledged and no plan followed", 3), ("solved", "by omar through api", 1),
            ("step-decided", "step 1 of pr", 2), ("a-reason-of-a-later-release", "who knows", 1),
        ]  # fmt: skip
        door.backend.further = [
            DecisionSeen(
                at=NOW - timedelta(minutes=ago), reason=reason, text=text,
                person=text.split()[1] if text.startswith("by ") else None,
            )
            for reason, text, ago in did
        ]  # fmt: skip
        told = await lines(door)

        assert told[:4] == [
            f"{NOW - timedelta(minutes=1):%H:%M} solved · omar",
            f"{NOW - timedelta(minutes=3):%H:%M} no plan followed: everybody is paged again",
            f"{NOW - timedelta(minutes=4):%H:%M} note · ayse the press desk knows",
            f"{NOW - timedelta(minutes=5):%H:%M} taken · ayse",
        ]


async def test_onset_second_waves_and_our_answers_are_marked_in_the_chart() -> None:
    """With a word in the legend for each."""
    async with open_door() as door:
        first = NOW - timedelta(minutes=25)
        door.backend.shown = [MentionShown(mention=mention(id="1", handle="ann", posted_at=first), text="it smokes")]
        door.backend.telling = [telling()]
        door.backend.answers = [reply(12)]
        door.backend.decided("next-round-at-twice-the-value", "412 against 200")
        html = await page(door)

        for kind, label in (("began", "ann told of it first"), ("round", "new wave"), ("answered", "we answered @ann")):
            assert re.search(rf'class="mark {kind}"><title>\d\d:\d\d {label}<', html), kind
            assert f'class="key mark {kind}">{WORDS["en"]["mark_" + kind]}<' in html


@pytest.mark.parametrize("code", sorted(WORDS))
async def test_hostile_texts_are_only_text_in_every_language(code: str) -> None:
    """A reply's text, a stranger's name, a colleague's note."""
    async with open_door() as door:
        door.backend.telling = [telling(author=HOSTILE)]
        door.backend.answers = [reply(3, text=HOSTILE)]
        door.backend.further = [
            DecisionSeen(at=NOW, reason="noted", text=f"by omar through api: {HOSTILE}", person="omar")
        ]
        html = await page(door, Cookie=f"alertd_language={code}")

        assert "<script>alert" not in html
        assert "\u202e" not in html
        assert WORDS[code]["happened"] in html


async def test_a_long_life_is_folded() -> None:
    """Five lines and a fold: nobody scrolls past three days."""
    async with open_door() as door:
        door.backend.sent = []
        for n in range(30):
            door.backend.decided("noted", f"note {n}")
        html = await page(door)

        assert (
            len(re.findall(r'<li class="is-noted">', html.split(WORDS["en"]["happened"])[1].split("<details")[0])) == 5
        )
        assert "27 moments before" in html
