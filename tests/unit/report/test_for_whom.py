"""For whom an answer was: in the report as in the inbox, wherever in a conversation it stands."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.signals.comment_tree import addressee, climb
from alertd.core.signals.unanswered import Unanswered
from alertd.core.signals.waiting import Waiting
from alertd.report.clocks import on_the_wall
from alertd.report.notice import needed
from alertd.report.response import response
from alertd.report.threads import Answer, Said, below_own, customers
from tests.unit.report.posts import A_WEEK_LATER, answer, at, said, threads

CALLED = "t"  #: the conversation, by the name of its first post


def wrote(ident: str, minutes: float, below: str | None = None, *, asks: bool = False, author: str = "") -> Said:
    """Return what a customer, by the name of the post unless told, wrote in the thread."""
    return said(ident, minutes, author=author or ident, conversation=CALLED, in_reply_to=below, needs_answer=asks)


def brand(ident: str, minutes: float, below: str | None = None, *, is_bot: bool = False) -> Answer:
    """Return what the brand wrote in the thread."""
    return answer(ident, minutes, below, conversation=CALLED, is_automatic=is_bot)


def in_the_report(*posts: Said | Answer) -> set[str]:
    """Return who asked and was answered by no human since, as the report has it."""
    found = set()
    for thread in threads(posts):
        for part in customers(thread):
            humans = [one.at for one in part.answers if not one.is_automatic]
            found |= {p.author for p in part.said if p.needs_answer and not any(when >= p.at for when in humans)}
    return found


def in_the_inbox(*posts: Said | Answer) -> set[str]:
    """Return who waits, as the engine has it while the posts come in, in the order in which they were written."""
    return as_they_came(*sorted(posts, key=lambda one: one.at))


def as_they_came(*posts: Said | Answer) -> set[str]:
    """Return who waits, as the engine has it while the posts come in, in this order."""
    inbox = Unanswered()
    for post in posts:
        when = post.at.timestamp()
        if post.in_reply_to is not None:
            inbox.placed(post.platform, post.id, post.in_reply_to)
        if isinstance(post, Answer):
            if not post.is_automatic:
                inbox.answered(post.platform, post.conversation, post.in_reply_to, when)
        elif post.needs_answer:
            inbox.observe(Waiting(when, post.platform, post.id, CALLED, post.author, is_high=False), when)
        else:
            inbox.followed(post.platform, CALLED, post.author, post.id)
    return {one.author for one in inbox.over(A_WEEK_LATER.timestamp(), 0.0, only_high=False)}


ASKED = (wrote("t", 0), wrote("ann", 1, "t", asks=True), wrote("bob", 2, "t", asks=True))
STORIES: dict[str, tuple[tuple[Said | Answer, ...], set[str]]] = {
    "to whom it names": ((brand("r", 9, "ann"),), {"bob"}),
    "below a remark on a question": ((wrote("cat", 3, "ann"), brand("r", 9, "cat")), {"bob"}),
    "two remarks down": ((wrote("cat", 3, "ann"), wrote("dan", 4, "cat"), brand("r", 9, "dan")), {"bob"}),
    "below its own automatic word": ((brand("auto", 3, "ann", is_bot=True), brand("r", 9, "auto")), {"bob"}),
    "an automatic word ends nothing": ((brand("auto", 3, "ann", is_bot=True),), {"ann", "bob"}),
    "another asks below: theirs alone": ((wrote("cat", 3, "ann", asks=True), brand("r", 9, "cat")), {"ann", "bob"}),
    "again below whoever was answered": (
        (wrote("cat", 3, "ann", asks=True), brand("r", 9, "cat"), brand("s", 10, "cat"), brand("u", 11, "s")),
        {"ann", "bob"},
    ),
    "to a later post of theirs": ((wrote("hello", 3, "ann", author="ann"), brand("r", 9, "hello")), {"bob"}),
    "to nobody in particular": ((brand("r", 9),), set()),
    "to the first post, which asks nothing": ((brand("r", 9, "t"),), set()),
    "a second word to whoever began it": (
        (wrote("t", 0, asks=True), brand("r", 9, "t"), brand("s", 10, "t")),
        {"ann", "bob"},
    ),
    "to a post that nobody has seen": ((brand("r", 9, "gone"),), {"ann", "bob"}),
    "below a post that stands nowhere": ((wrote("cat", 3, "gone"), brand("r", 9, "cat")), {"ann", "bob"}),
    "before the question": ((wrote("cat", 3, "t"), brand("r", 4, "cat"), wrote("eve", 5, "cat", asks=True)), {"eve", "ann", "bob"}),
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_the_report_says_what_the_inbox_says(name: str) -> None:
    """Both climb the comment tree to the nearest customer who waits, and no further."""
    more, wait_on = STORIES[name]
    posts = (*ASKED, *more)

    assert (in_the_inbox(*posts), in_the_report(*posts)) == (wait_on, wait_on)


@st.composite
def talks(draw: st.DrawFn) -> list[Said | Answer]:
    """Draw a conversation: each post below any before it, below one that was never seen, or below none; customers come back."""
    numbers, posts = count(1), [wrote(CALLED, 0, asks=draw(st.booleans()))]
    found: list[Said | Answer] = [*posts]
    for _ in range(draw(st.integers(0, 14))):
        number = next(numbers)
        below = draw(st.sampled_from([None, "gone", *(one.id for one in found)]))
        if draw(st.booleans()):
            author = draw(st.sampled_from(["", CALLED, "ann", "bob"]))
            found.append(wrote(f"q{number}", number, below, asks=draw(st.booleans()), author=author))
        else:
            found.append(brand(f"r{number}", number, below, is_bot=draw(st.integers(0, 3)) == 0))
    return found


@settings(max_examples=100)
@given(talks(), st.integers(0, 16))
def test_they_agree_on_every_conversation_at_every_instant(posts: list[Said | Answer], until: int) -> None:
    """Whoever wrote below whom, who came back to ask again, and which of their posts the brand answered."""
    so_far = [post for post in posts if post.at <= at(until)]

    assert in_the_report(*so_far) == in_the_inbox(*so_far)


@st.composite
def in_any_order(draw: st.DrawFn) -> list[Said | Answer]:
    """Draw customers who ask, once or again, and answers to one post or to all, in the order in which they happen to come in."""
    found: list[Said | Answer] = [wrote(CALLED, 0)]
    asked: list[str] = []
    for number in range(1, draw(st.integers(1, 12))):
        if draw(st.booleans()) or not asked:
            asked.append(f"q{number}")
            author = draw(st.sampled_from(["", "ann", "bob"]))
            found.append(wrote(asked[-1], number, CALLED, asks=True, author=author))
        else:
            found.append(brand(f"r{number}", number, draw(st.sampled_from([None, CALLED, *asked]))))
    return list(draw(st.permutations(found)))


@settings(max_examples=100)
@given(in_any_order())
def test_they_agree_in_whatever_order_posts_come_in(posts: list[Said | Answer]) -> None:
    """A source that comes back after an hour brings answers after the questions that followed them: nobody is lost by that.

    And whoever was answered does not wait in the inbox for a week.
    """
    assert as_they_came(*posts) == in_the_report(*posts)


def test_an_answer_to_all_is_for_whoever_had_asked_by_then() -> None:
    """Eve asked after it was written, and only came in before it: she waits on, whichever came in first."""
    eve, told = wrote("eve", 20, "t", asks=True), brand("r", 9)

    for posts in ((*ASKED, eve, told), (*ASKED, told, eve), (eve, *ASKED, told), (told, eve, *ASKED)):
        assert as_they_came(*posts) == in_the_report(*posts) == {"eve"}


def test_a_word_to_an_older_post_answers_what_its_customer_had_asked_by_then_and_comes_in_late() -> None:
    """Ann was answered and asked again; the next answer names her first post, and her second comes in after it."""
    first, again = wrote("q2", 2, "t", asks=True, author="ann"), wrote("q7", 7, "t", asks=True, author="ann")
    to_all, to_her = brand("r3", 3), brand("r8", 8, "q2")

    for posts in ((first, to_all, to_her, again), (first, to_all, again, to_her)):
        assert as_they_came(wrote("t", 0), *posts) == in_the_report(wrote("t", 0), *posts) == set()


def test_whoever_asks_in_the_second_of_an_answer_to_all_is_answered() -> None:
    """In one and the same second the question came before its answer."""
    eve, told = wrote("eve", 9, "t", asks=True), brand("r", 9)

    for posts in ((eve, told), (told, eve)):
        assert as_they_came(*posts) == in_the_report(*posts) == set()


def test_whoever_asks_again_is_answered_below_their_older_post() -> None:
    """The brand often goes on where it began: the second question does not wait for ever because the answer names the first."""
    asked = (wrote("t", 0, asks=True), brand("r", 5, "t"), wrote("again", 9, "r", asks=True, author="t"))
    assert in_the_inbox(*asked) == in_the_report(*asked) == {"t"}

    answered = (*asked, brand("s", 12, "t"))
    assert in_the_inbox(*answered) == in_the_report(*answered) == set()


def test_whoever_asked_again_before_a_late_answer_came_in_waits_on_from_there() -> None:
    """The answer was to their first question; the second is not dropped with it, and keeps its own instant."""
    inbox = Unanswered()
    for post, minutes in (("first", 0), ("second", 20)):
        inbox.observe(Waiting(at(minutes).timestamp(), "x", post, CALLED, "ann", is_high=True), at(minutes).timestamp())
    (over,) = inbox.answered("x", CALLED, "first", at(9).timestamp())
    again = Unanswered.from_state(inbox.to_state())

    assert (over.id, over.posted) == ("first", at(0).timestamp())
    for signal in (inbox, again):
        (rest,) = signal.over(A_WEEK_LATER.timestamp(), 0.0, only_high=True)
        assert (rest.id, rest.posted, rest.author) == ("second", at(20).timestamp(), "ann")
        assert [one.id for one in signal.answered("x", CALLED, "second", at(25).timestamp())] == ["second"]
        assert len(signal) == 0


def test_an_older_question_that_comes_in_after_the_answer_to_a_younger_one_is_over() -> None:
    """They were answered after they had asked both: a wait that nobody could end would stand in the inbox for a week."""
    posts = (
        wrote("late", 20, "t", asks=True, author="ann"),
        brand("r", 25, "late"),
        wrote("old", 5, "t", asks=True, author="ann"),
    )

    assert as_they_came(*posts) == in_the_report(*posts) == set()


@pytest.mark.parametrize("early", [1, 90])
def test_an_answer_whose_clock_is_behind_is_an_answer(early: int) -> None:
    """It names the question, so it came after it, whatever the clock of the tool says that told of it; it took no time."""
    asked, told = wrote("ann", 100, asks=True), brand("r", 100 - early, "ann")
    inbox = Unanswered()
    inbox.observe(Waiting(asked.at.timestamp(), "x", "ann", CALLED, "ann", is_high=False), asked.at.timestamp())
    inbox.answered("x", CALLED, "ann", told.at.timestamp())

    assert len(inbox) == 0
    assert in_the_report(asked, told) == set()
    assert response([asked, told], now=A_WEEK_LATER).waits.median_s == 0.0


def test_an_answer_to_a_post_that_is_gone_ends_no_wait() -> None:
    """Deleted before anybody saw it, or never brought: whoever waits in the thread waits on, and it counts nowhere twice."""
    posts = (*ASKED, brand("r", 9, "deleted"), wrote("ann2", 10, "deleted", author="ann"))

    assert in_the_inbox(*posts) == in_the_report(*posts) == {"ann", "bob"}


def test_the_brand_that_answers_itself_answers_nobody() -> None:
    """It goes on below its own words to all readers; a customer's wait ends only where it goes on below their question."""
    posts = (*ASKED, brand("news", 3), brand("more", 4, "news"))
    # "news" named nobody in the thread, so it spoke to all.
    assert in_the_inbox(*posts) == in_the_report(*posts) == set()

    later = (*posts, wrote("cat", 5, "t", asks=True), brand("again", 6, "more"))
    assert in_the_inbox(*later) == in_the_report(*later) == {"cat"}


def test_an_answer_below_what_they_said_before_they_asked_is_theirs() -> None:
    """Not of whoever asked further up: the nearest customer who waits is whom one speaks to."""
    posts = (*ASKED, wrote("hm", 3, "bob", author="ann"), brand("r", 9, "hm"))

    assert in_the_inbox(*posts) == in_the_report(*posts) == {"bob"}


@settings(max_examples=50)
@given(talks())
def test_no_answer_is_given_twice_or_made_up(posts: list[Said | Answer]) -> None:
    """Each customer's answers are those of the conversation, in its order, each at most once; all posts stay."""
    for thread in threads(posts):
        parts = list(customers(thread))
        order = [one.id for one in thread.answers]
        for part in parts:
            own = [one.id for one in part.answers]
            assert len(own) == len(set(own))
            assert own == [ident for ident in order if ident in set(own)]
        assert sorted(p.id for part in parts for p in part.said) == sorted(p.id for p in thread.said)


def test_the_figures_follow() -> None:
    """The wait of whoever asked ends with the answer below the remark; who remarked was answered too."""
    posts: list[Said | Answer] = [*ASKED, wrote("cat", 3, "ann"), brand("r", 31, "cat")]
    found = response(posts, now=A_WEEK_LATER)

    assert (found.waits.conversations, found.waits.answered) == (4, 2)
    assert found.waits.median_s == (30 + 28) * 60.0 / 2
    assert sorted((one.seconds, one.is_over) for one in needed(posts, at(32), on_the_wall)) == [
        (30 * 60.0, False),
        (30 * 60.0, True),
    ]


def test_below_our_own_post_too() -> None:
    """Somebody asks below the brand's post, somebody remarks on it, and the brand writes below the remark."""
    (thread,) = threads(
        [
            brand(CALLED, 0),
            wrote("ann", 1, CALLED, asks=True),
            wrote("cat", 2, "ann"),
            wrote("bob", 3, CALLED, asks=True),
            brand("r", 9, "cat"),
            brand("more", 10, CALLED),
        ]
    )

    found = {part.said[0].author: [one.id for one in part.answers] for part in below_own(thread)}
    assert found == {"ann": ["r"], "cat": ["r"], "bob": []}


def test_a_made_up_circle_ends() -> None:
    """Posts that stand below each other: nobody is found, and the search is over after so many steps."""
    circle = {"a": "b", "b": "a"}

    assert len(list(climb("a", circle.get))) == 50
    assert addressee(climb("a", circle.get), lambda _: None, lambda _: False, lambda _: False) is None
    assert in_the_report(*ASKED, wrote("x", 3, "y"), wrote("y", 4, "x"), brand("r", 9, "x")) == {"ann", "bob"}
