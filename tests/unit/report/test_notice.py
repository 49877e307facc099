"""What may be promised: the shortest time that was kept, in six languages, and nothing where none was."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from alertd.report.clocks import Wait, on_the_wall
from alertd.report.notice import FEWEST, LANGUAGES, SPANS, needed, notice, said, told
from alertd.report.render import rendered
from alertd.report.threads import Answer, Said
from tests.unit.report.posts import A_WEEK_LATER, answer
from tests.unit.report.posts import said as wrote

MINUTE = 60.0


def over(minutes: float, count: int = 1) -> list[Wait]:
    """Return waits that ended."""
    return [Wait(minutes * MINUTE, is_over=True)] * count


def waiting(minutes: float, count: int = 1) -> list[Wait]:
    """Return waits that go on."""
    return [Wait(minutes * MINUTE, is_over=False)] * count


@pytest.mark.parametrize(
    ("waits", "within"),
    [
        (over(10, 40), 900),
        (over(10, 36) + over(200, 4), 900),
        (over(10, 35) + over(200, 5), 14400),
        (over(59, 30), 3600),
        (over(10, 30) + waiting(6000, 10), None),
        (over(10, 30) + waiting(5, 10), 900),
        (over(10, FEWEST - 1), None),
        ([], None),
        (over(6000, 50), None),
    ],
)
def test_the_shortest_time_that_was_kept(waits: list[Wait], within: int | None) -> None:
    """For nine of ten; who has just asked spoils nothing, who was forgotten does; of few nothing is told."""
    assert notice(waits).within == within


def test_a_larger_share_is_a_longer_time() -> None:
    """What is kept for 80 % is not kept for 99 %."""
    waits = over(10, 80) + over(100, 15) + over(1000, 5)

    assert [notice(waits, share).within for share in (0.8, 0.95, 0.99)] == [900, 7200, 86400]


def test_who_needed_no_answer_is_left_out() -> None:
    """Alone, answered, in a thread of two customers, and below an own post."""
    posts: list[Said | Answer] = [
        wrote("alone", 0, needs_answer=True),
        wrote("chat", 0),
        wrote("q", 0, needs_answer=True),
        answer("a", 12, "q"),
        wrote("q2", 5, author="bob", in_reply_to="q", needs_answer=True),
        answer("own", 0),
        wrote("below", 3, in_reply_to="own", needs_answer=True),
    ]
    found = sorted(needed(posts, A_WEEK_LATER, on_the_wall))

    assert [one.is_over for one in found] == [True, False, False, False]
    assert found[0].seconds == 12 * MINUTE


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_time_can_be_said_in_every_language(language: str) -> None:
    """None is empty, none is alike, none has a hole."""
    words = [said(span, language) for span in SPANS]

    assert len(set(words)) == len(SPANS)
    assert not any("{" in word for word in words)


def test_all_forms_and_the_words_to_copy() -> None:
    """Six notices and six first words; a report of nothing is one sentence."""
    found = notice(over(100, 40))
    report = told(found, since=None, until=A_WEEK_LATER, share=0.9, watches=("acme",))
    body = json.loads(rendered(report, "json"))

    assert body["within_s"] == 7200
    assert body["notices"]["en"] == "We usually answer within 2 hours."
    assert body["notices"]["fr"] == "Nous répondons généralement en moins de 2 heures."
    assert set(body["first_words"]) == set(LANGUAGES)
    for form in ("table", "csv", "md", "html"):
        assert "2 小时" in rendered(report, form)
    nothing = told(notice([]), since=None, until=A_WEEK_LATER - timedelta(days=1), share=0.9)
    assert "there is nothing to promise yet" in rendered(nothing, "table")
    assert json.loads(rendered(nothing, "json"))["notices"] == {}
