"""Who waits: conversations as the platforms tell them, from their own JSON to the inbox and the report of answers.

Each story goes the whole way: what X and Reddit send, what a source makes of it, intake, the engine, the store, the report.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alertd.intake.records import parse_line
from alertd.model.house import House
from alertd.model.post import Deletion, Post, Record
from alertd.model.value import rfc3339
from alertd.model.watch import Watch
from alertd.report.gather import from_store
from alertd.report.response import Response, response
from alertd.sources.reddit.parse import things, tree
from alertd.sources.x.parse import read_line
from tests.unit.report.stores import BEGAN, NOW, Life, house

NINE = BEGAN + timedelta(hours=9)
ASKS = "@acme_help my acme order never came, where is my refund?"
SAME = "same here, acme owes me a refund too, who can help me?"


def at(minutes: float) -> datetime:
    """Return an instant of that morning."""
    return NINE + timedelta(minutes=minutes)


def tweet(ident: str, minutes: float, text: str, by: str, **references: str) -> Post:
    """Return a post as X streams it. references: replied_to, quoted; conversation."""
    data: dict[str, Any] = {
        "id": ident,
        "text": text,
        "author_id": f"id of {by}",
        "created_at": rfc3339(at(minutes)),
        "conversation_id": references.pop("conversation", ident),
        "referenced_tweets": [{"type": kind, "id": to} for kind, to in references.items()],
        "lang": "en",
    }
    users = [{"id": f"id of {by}", "username": by, "name": by}]
    (post,) = read_line(json.dumps({"data": data, "includes": {"users": users}}).encode()).posts
    return post


def entry(kind: str, name: str, minutes: float, by: str, **body: Any) -> dict[str, Any]:
    """Return an entry of a listing as Reddit writes it."""
    data = {
        "id": name,
        "name": f"{kind}_{name}",
        "author": by,
        "author_fullname": f"t2_{by}",
        "created_utc": at(minutes).timestamp(),
        "permalink": f"/r/tech/comments/zz/x/{name}/",
        "edited": False,
        **body,
    }
    return {"kind": kind, "data": data}


def comment(name: str, minutes: float, text: str, by: str, below: str, *answers: Any, **more: Any) -> dict[str, Any]:
    """Return a comment with those that stand below it."""
    replies = {"kind": "Listing", "data": {"children": list(answers)}} if answers else ""
    return entry("t1", name, minutes, by, body=text, parent_id=below, link_id="t3_zz", replies=replies, **more)


def posted(*comments: dict[str, Any]) -> list[Record]:
    """Return what a source makes of a post that asks, and of the tree of comments below it."""
    first = entry("t3", "zz", 0, "dora", title="acme never sent my refund, where is it?", selftext="")
    listed, _ = things({"data": {"children": [first], "after": None}})
    below = tree([{}, {"data": {"children": list(comments)}}])
    return [thing.record for thing in (*listed, *below)]


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """Return the life of a brand that answers on X and on Reddit."""
    found = house()
    (watch,) = found.watches
    handles = {"x": ("acme_help",), "reddit": ("acme_official",)}
    return Life(tmp_path, found.with_(watches=(watch.with_(handles=handles),)))


def told(life: Life) -> Response:
    """Return the report of all that was written."""
    return response(from_store(life.store), now=NOW)


def people(life: Life) -> list[str]:
    """Return who waits, by their names."""
    return [name.removeprefix("id of ").removeprefix("t2_") for name in life.waiting()]


def test_of_a_reddit_post_and_its_comments_each_customer_waits_by_themselves(life: Life) -> None:
    """The brand answers one commenter: the others, and whoever wrote the post, wait on."""
    answer = comment("c3", 20, "We have sent it again today.", "acme_official", "t1_c1")
    life.hear(posted(comment("c1", 5, ASKS, "omar", "t3_zz", answer), comment("c2", 6, SAME, "lea", "t3_zz")))

    assert people(life) == ["dora", "lea"]
    assert (told(life).waits.conversations, told(life).waits.answered) == (3, 1)
    assert told(life).waits.median_s == 15 * 60


def test_an_answer_deep_in_the_tree_is_for_whoever_asked_above_it(life: Life) -> None:
    """A bystander remarks below the question, the brand answers below the remark."""
    answer = comment("c3", 30, "It leaves tomorrow.", "acme_official", "t1_c2")
    remark = comment("c2", 9, "they are like that", "bob", "t1_c1", answer)
    life.hear(posted(comment("c1", 5, ASKS, "omar", "t3_zz", remark)))

    assert people(life) == ["dora"]
    assert told(life).waits.answered == 1


def test_looking_again_changes_nothing_and_an_edit_is_no_second_question(life: Life) -> None:
    """The same tree comes with each look; one comment was edited in between."""
    answer = comment("c2", 20, "Done.", "acme_official", "t1_c1")
    life.hear(posted(comment("c1", 5, ASKS, "omar", "t3_zz", answer)))
    for _ in range(3):
        life.hear(posted(comment("c1", 5, f"{ASKS} EDIT: thanks", "omar", "t3_zz", answer, edited=1_790_000_000.0)))

    assert people(life) == ["dora"]
    assert (told(life).waits.conversations, told(life).waits.answered) == (2, 1)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::7])
def test_in_whatever_order_a_thread_comes_in_the_same_people_wait(life: Life, order: tuple[int, ...]) -> None:
    """Two sources bring it, one of them late: questions and answers of four posts, each customer asking once."""
    records = posted(
        comment("c1", 5, ASKS, "omar", "t3_zz", comment("c3", 20, "On its way.", "acme_official", "t1_c1")),
        comment("c2", 6, SAME, "lea", "t3_zz"),
    )
    life.hear([records[place] for place in order])

    assert sorted(people(life)) == ["dora", "lea"]
    assert told(life).waits.answered == 1


def test_a_brand_that_quotes_a_customer_has_answered_them(life: Life) -> None:
    """On X that is how a brand speaks to one and all; the others of the thread wait on."""
    life.hear([tweet("1", 0, ASKS, "dora"), tweet("2", 1, SAME, "omar", replied_to="1", conversation="1")])
    life.hear([tweet("3", 12, "Sorry Dora, it is fixed now.", "acme_help", quoted="1")])

    assert people(life) == ["omar"]
    assert told(life).waits.median_s == 12 * 60


def test_thanks_end_a_conversation_and_renewed_anger_begins_it_again(life: Life) -> None:
    """Round by round: asked, answered, thanked, and angry again after an hour."""
    life.hear([tweet("1", 0, ASKS, "dora")])
    life.hear([tweet("2", 10, "It is on its way now.", "acme_help", replied_to="1", conversation="1")])
    life.hear([tweet("3", 12, "thank you, that was quick", "dora", replied_to="2", conversation="1")])
    assert people(life) == []

    angry = "acme it still is not here and nobody answers the phone, I want my money back"
    life.hear([tweet("4", 70, angry, "dora", replied_to="2", conversation="1")])
    assert people(life) == ["dora"]

    life.hear([tweet("5", 90, "We refunded you just now.", "acme_help", replied_to="4", conversation="1")])
    assert people(life) == []
    assert told(life).next_replies.median_s == 20 * 60


def test_a_machine_that_answers_from_the_account_of_people_ends_nothing(life: Life) -> None:
    """It is taken for automatic by its words, and the report says that this is a guess."""
    life.hear([tweet("1", 0, ASKS, "dora")])
    machine = "Thanks for contacting Acme. We will get back to you within 24 hours."
    life.hear([tweet("2", 1, machine, "acme_help", replied_to="1", conversation="1")])
    assert people(life) == ["dora"]

    life.hear([tweet("3", 40, "Found it: you get it tomorrow.", "acme_help", replied_to="1", conversation="1")])
    found = told(life)

    assert people(life) == []
    assert (found.automatic.median_s, found.waits.median_s, found.guessed) == (60, 40 * 60, 1)


@pytest.mark.parametrize(("is_auto", "wait"), [(False, []), (True, ["dora"])])
def test_an_inbox_tool_tells_what_was_answered_in_private(life: Life, wait: list[str], *, is_auto: bool) -> None:
    """By the line that its webhook sends; an automatic one acknowledges and ends nothing."""
    life.hear([tweet("1", 0, ASKS, "dora")])
    line = {
        "type": "reply",
        "platform": "x",
        "id": "dm-7",
        "in_reply_to": "1",
        "created_at": rfc3339(at(9)),
        "by": "Ayse",
        "auto": is_auto,
    }
    life.hear([parse_line(json.dumps(line).encode())])

    assert people(life) == wait
    assert ("Ayse" in told(life).by["person"]) is not is_auto


def test_a_reply_that_comes_in_before_its_question_is_known_when_that_comes(life: Life) -> None:
    """The brand's own timeline is read more often than the search."""
    life.hear([tweet("2", 10, "It is on its way.", "acme_help", replied_to="1", conversation="1")])
    life.hear([tweet("1", 0, ASKS, "dora")])

    assert people(life) == []
    assert told(life).waits.median_s == 600


def test_a_reply_to_a_post_that_was_deleted_is_no_fault(life: Life) -> None:
    """The customer took it back; that the brand had answered stays true."""
    life.hear([tweet("1", 0, ASKS, "dora")])
    life.hear([Deletion(platform="x", id="1")])
    life.hear([tweet("2", 10, "It is on its way.", "acme_help", replied_to="1", conversation="1")])

    assert people(life) == []
    assert told(life).all.answered == 1


def test_a_brand_that_answers_itself_answers_nobody(life: Life) -> None:
    """A thread of its own: news, and more news below it; no customer is in it."""
    life.hear([tweet("1", 0, "acme opens a shop in Leeds", "acme_help")])
    life.hear([tweet("2", 1, "and one in York", "acme_help", replied_to="1", conversation="1")])

    assert people(life) == []
    assert told(life).all.conversations == 0


def test_whom_a_machine_greets_by_name_waits_on(life: Life) -> None:
    """A template signed by "Emma" reaches each customer after two seconds: it is known by its third sending, and the report says that it guessed."""
    lost = ("parcel", "refund", "kettle", "lid", "cable", "filter", "invoice", "voucher")
    for number, what in enumerate(lost):
        asked = 0.2 + 7.3 * number
        hello = f"Hi {chr(65 + number)}nna, thanks for writing to us. A colleague looks into your order today, please bear with us. Warm wishes, Emma"
        life.hear(
            [tweet(f"{number}", asked, f"@acme_help where is my acme {what}? it never came", f"customer{number}")]
        )
        life.hear(
            [tweet(f"9{number}", asked + 1 / 30, hello, "acme_help", replied_to=f"{number}", conversation=f"{number}")]
        )
    life.hear(
        [
            tweet(
                "99", 90, "It was lost in Leeds. A new one leaves today.", "acme_help", replied_to="7", conversation="7"
            )
        ]
    )

    assert people(life) == [f"customer{number}" for number in range(2, 7)]
    assert (told(life).automatic.answered, told(life).guessed) == (6, 6)
    assert (told(life).waits.answered, told(life).waits.conversations) == (3, 8)


def test_two_brands_in_one_thread_each_have_their_own_clock(tmp_path: Path) -> None:
    """What one of them answers is not the answer of the other."""
    two: House = house().with_(
        watches=(
            Watch(name="acme", terms=("acme",), handles={"x": ("acme_help",)}),
            Watch(name="globex", terms=("globex",), handles={"x": ("globex_care",)}),
        )
    )
    life = Life(tmp_path, two)
    life.hear([tweet("1", 0, "acme and globex both lost my parcel, where is it? I want a refund", "dora")])
    life.hear([tweet("2", 7, "Globex has found it.", "globex_care", replied_to="1", conversation="1")])

    assert (life.waiting("acme"), life.waiting("globex")) == (["id of dora"], [])
    by = told(life).by["watch"]
    assert (by["acme"].answered, by["globex"].answered) == (0, 1)


def test_an_answer_whose_clock_runs_behind_was_given_at_once(life: Life) -> None:
    """It names the post that it answers, so it is not of before it: a wait of nothing, never a negative one."""
    life.hear([tweet("1", 10, ASKS, "dora")])
    life.hear([tweet("2", 8, "It is on its way.", "acme_help", replied_to="1", conversation="1")])

    assert people(life) == []
    assert told(life).waits.median_s == 0


def test_everybody_who_asked_by_then_is_answered_by_a_word_to_all(life: Life) -> None:
    """A comment of the brand below the post itself, which a customer wrote, is for that customer; one that names nobody is for all."""

    def both(records: Iterable[Record]) -> list[str]:
        life.hear(records)
        return people(life)

    assert both([tweet("1", 0, ASKS, "dora"), tweet("2", 2, SAME, "omar", replied_to="1", conversation="1")]) == [
        "dora",
        "omar",
    ]
    assert both([tweet("3", 20, "Refunds went out to all of you.", "acme_help", conversation="1")]) == []
    assert both(
        [tweet("4", 30, "why does the acme app crash when I pay? help please", "lea", replied_to="1", conversation="1")]
    ) == ["lea"]
