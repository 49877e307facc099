"""What was said in public of an incident, and what may be: in the head of its page, and to be copied."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from alertd.model.mention import Reply
from alertd.model.rule import Playbook
from alertd.web.backend import ReplyShown
from alertd.web.words import WORDS
from tests.unit.web.fake_backend import NOW
from tests.unit.web.house import open_door
from tests.wire.test_web_incident_page import page, told_page

pytestmark = pytest.mark.asyncio


async def test_what_may_be_said_in_public_stands_apart_from_what_one_person_is_answered() -> None:
    """Each in its languages, the one of most posts first, with the brand filled in; a playbook without either shows no empty heading."""
    async with open_door() as door:
        said = {"en": "{brand} is looking into it.", "tr": "{brand} inceliyor."}
        book = Playbook(steps=("Say it in public",), replies={"tr": "Özür dileriz."}, statements=said)
        door.backend.newest_page = told_page(playbook=book)
        html = await page(door)
        t = WORDS["en"]
        head = '<div class="replies"><span class="soft">'
        replies, statements = html[html.index(head + t["saved_replies"]) :].split(head + t["statements"])
        assert 'lang="en" dir="auto" id="statement-en">acme is looking into it.</p>' in statements
        assert 'lang="tr" dir="auto" id="statement-tr">acme inceliyor.</p>' in statements
        assert 'id="reply-tr">Özür dileriz.</p>' in replies
        assert "statement-" not in replies.split("</section>")[0]

        door.backend.newest_page = told_page(playbook=book.with_(statements={}, replies={}))
        assert not {t["statements"], t["saved_replies"]} & set(re.findall('"soft">([^<]*)</span>', await page(door)))


async def test_what_we_said_in_public_stands_in_the_head_and_says_its_language() -> None:
    """Whoever reads Turkish is told that our words are English, and a screen reader reads them as that; of nothing said there is no line."""
    async with open_door() as door:
        post, at = door.backend.telling[0].mention, NOW - timedelta(minutes=9)
        assert "we-said" not in await page(door)
        ours = Reply(watch="acme", platform="x", id="r1", author="acme", posted_at=at, seen_at=at, in_reply_to=post.id)
        words = "We are sorry. Please unplug <your> kettle now, we answer everybody tonight."
        door.backend.answers = [
            ReplyShown(reply=ours, text=words),
            ReplyShown(reply=ours.with_(id="r0", posted_at=at - timedelta(minutes=4)), text="We look into it."),
        ]
        for code in ("en", "tr"):
            html = await page(door, Cookie=f"alertd_language={code}")
            line = html[html.index('<li class="we-said">') :].split("</li>")[0]
            assert '<q class="ours" dir="auto" lang="en">We are sorry. Please unplug &lt;your&gt; kettle now' in line
            assert "02:51" in line
            assert ("(İngilizce)" in line) is (code == "tr")
            assert WORDS[code].fill("we_said_more", n=1) in line
            assert html.count('lang="en">We are sorry.') == 2, "in the head and in what happened"
