"""What an answer answers, where it stands below a remark that named no brand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alertd.intake import remarks as module
from alertd.intake.build import enricher_for
from alertd.intake.remarks import Remarks
from alertd.model.house import House
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.scorers.default import DefaultScorer

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def below(
    ident: str, above: str | None, *, thread: str = "root", platform: str = "reddit", quotes: str | None = None
) -> Post:
    """Return a post of a thread."""
    return Post(
        platform=platform,
        id=ident,
        created_at=NOW,
        author="a",
        text="they are like that",
        in_reply_to=above,
        conversation=thread,
        quotes=quotes,
    )


def passed(*posts: Post) -> Remarks:
    """Return the memory of remarks."""
    found = Remarks()
    for post in posts:
        found.passed(post)
    return found


def test_an_answer_below_remarks_is_for_the_post_that_they_stand_below() -> None:
    """Over as many as there are; what is no remark is where it ends, be it known or not."""
    known = passed(below("r1", "question"), below("r2", "r1"), below("r3", "r2"))

    assert known.answered(below("a", "r3")) == "question"
    assert known.answered(below("a", "question")) == "question"
    assert known.answered(below("a", "elsewhere")) == "elsewhere"


def test_an_answer_to_a_remark_below_the_first_post_is_not_one_to_all() -> None:
    """Whoever began the thread would seem to be answered, and with them everybody who waits there."""
    known = passed(below("r1", "root"), below("r2", "r1"))

    assert known.answered(below("a", "r2")) == "r2"
    assert known.answered(below("a", "r1")) == "r1"


def test_who_quotes_answers_what_is_quoted_and_who_names_nothing_answers_nobody() -> None:
    """A named post comes before a quoted one."""
    known = passed(below("r1", "question"))

    assert known.answered(below("a", None, quotes="r1")) == "question"
    assert known.answered(below("a", "other", quotes="r1")) == "other"
    assert known.answered(below("a", None)) is None


def test_each_platform_has_ids_of_its_own_and_a_circle_ends() -> None:
    """Strangers' ids may be anything."""
    known = passed(below("1", "2"), below("2", "1"), below("3", "3"), below("r", "q", platform="x"))

    assert known.answered(below("a", "1")) == "1"
    assert known.answered(below("a", "3")) == "3"
    assert known.answered(below("a", "r")) == "r"


def test_memory_is_bounded_and_the_oldest_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A brand is named in few of the posts that are read."""
    monkeypatch.setattr(module, "MOST", 3)
    known = passed(*(below(f"r{number}", "question") for number in range(5)))

    assert [known.answered(below("a", f"r{number}")) for number in range(5)] == ["r0", "r1", *["question"] * 3]


def test_intake_remembers_remarks_over_a_reload() -> None:
    """New settings make a new intake; the thread goes on."""
    house = House(watches=(Watch(name="acme", terms=("acme",), handles={"reddit": ("acme_help",)}),))
    first = enricher_for(house, DefaultScorer.load())
    first.enrich([below("r1", "question")], seen_at=NOW)
    answer = below("a", "r1").with_(author="acme_help", author_handle="acme_help")

    (reply,) = enricher_for(house, DefaultScorer.load(), like=first).enrich([answer], seen_at=NOW).replies

    assert reply.in_reply_to == "question"
