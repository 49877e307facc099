"""Templates that end with a name: a machine is known by its pace, a human who sends a saved reply is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from alertd.intake import repeated as module
from alertd.intake.build import enricher_for
from alertd.intake.enrich import Enricher
from alertd.intake.repeated import MANY, Repeated
from alertd.model.house import House
from alertd.model.mention import Reply
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.scorers.default import DefaultScorer

NOW = datetime(2026, 11, 21, 10, 0, 7, tzinfo=UTC)
NAMES = ("Anna", "Omar", "Lea", "Mehmet", "Zoë", "Ivan", "Chloé", "João")
TEMPLATE = "Hi {}, thanks for writing to us. We are sorry about the trouble and a colleague looks into your order today. Warm wishes, Emma"


def asks(number: int, seconds: float, **more: object) -> Post:
    """Return a customer's post."""
    fields = {"platform": "x", "author": f"u{number}", "text": "acme, where is my parcel?", "lang": "en", **more}
    return Post(id=f"q{number}", created_at=NOW + timedelta(seconds=seconds), **fields)  # type: ignore[arg-type]


def answers(number: int, seconds: float, text: str | None = None, **more: object) -> Post:
    """Return what the brand wrote to that customer, from the account that people answer from."""
    said = TEMPLATE.format(NAMES[number % len(NAMES)]) if text is None else text
    fields = {"author": "1", "author_handle": "acme_help", "in_reply_to": f"q{number}", "id": f"a{number}", **more}
    return Post(platform="x", created_at=NOW + timedelta(seconds=seconds), text=said, **fields)  # type: ignore[arg-type]


def intake() -> Enricher:
    """Return the intake of a brand that answers from one account, and from a bot's."""
    watch = Watch(name="acme", terms=("acme",), handles={"x": ("acme_help",)}, auto_handles={"x": ("acme_bot",)})
    return enricher_for(House(watches=(watch,)), DefaultScorer.load())


def told(posts: Sequence[Post], batch: int = 500, enricher: Enricher | None = None) -> list[Reply]:
    """Return the replies that intake makes of posts."""
    taken = intake() if enricher is None else enricher
    return [
        reply
        for at in range(0, len(posts), batch)
        for reply in taken.enrich(posts[at : at + batch], seen_at=None).replies
    ]


def guessed(posts: Sequence[Post], batch: int = 500) -> list[bool]:
    """Return of each reply whether it is taken for automatic."""
    return [one.is_guess for one in told(posts, batch)]


def spread(every: float, after: float, count: int = 8) -> list[Post]:
    """Return questions, one in so many seconds, each answered so many seconds later, as they come in."""
    posts = [post for n in range(count) for post in (asks(n, every * n), answers(n, every * n + after))]
    return sorted(posts, key=lambda post: post.created_at)


def test_a_template_that_comes_at_once_after_each_post_is_a_machine_s() -> None:
    """Customers write an hour apart; each is greeted by name and answered two seconds later, by "Emma"."""
    found = told(spread(3601.0, 2.0))

    assert [one.is_guess for one in found] == [False] * (MANY - 1) + [True] * (9 - MANY)
    assert all(one.is_automatic == one.is_guess for one in found)


def test_a_template_that_goes_to_many_in_seconds_is_a_machine_s() -> None:
    """They wrote hours before; the first sending has none before it."""
    posts = [asks(n, -7200.0 + 61 * n) for n in range(8)] + [answers(n, 1.5 * n) for n in range(8)]

    assert guessed(posts) == [False] * MANY + [True] * (8 - MANY)


@pytest.mark.parametrize(("every", "after"), [(3601.0, 45.0), (31.0, 700.0), (301.0, 11.0)])
def test_a_human_who_sends_a_saved_reply_stays_a_human(every: float, after: float) -> None:
    """Nobody reads a post, chooses a reply and sends it in ten seconds; a minute is quick, and possible."""
    assert guessed(spread(every, after)) == [False] * 8


def test_a_quick_human_writes_other_words_to_each() -> None:
    """An agent on a Monday morning: every answer within seconds of the one before, and none like another."""
    words = (
        "Your parcel left Leeds this morning and reaches you before noon tomorrow.",
        "We have cancelled the second charge, the bank shows it on Thursday at the latest.",
        "The lid of that model is out of stock until May, shall we send you the steel one?",
        "That is a fault of the app of last night, please update it once more and log in.",
    )
    posts = [asks(n, 4.0 * n) for n in range(4)] + [answers(n, 30 + 4.0 * n, words[n]) for n in range(4)]

    assert guessed(posts) == [False] * 4


def test_few_words_are_said_to_many_by_people_too() -> None:
    """A "done" to everybody in a minute is what people write who are done."""
    posts = [asks(n, 2.0 * n) for n in range(8)] + [
        answers(n, 20 + 2.0 * n, "Done, it is on its way.") for n in range(8)
    ]

    assert guessed(posts) == [False] * 8


def test_one_customer_who_is_told_again_is_one_customer() -> None:
    """Eight posts to one and the same question, as a thread too long for one post, are no template to many."""
    posts = [asks(0, 0.0)] + [answers(0, 2.0 + n, id=f"part {n}") for n in range(8)]

    assert guessed(posts) == [False] * 8


def test_what_goes_to_nobody_is_no_answer_to_many() -> None:
    """News of a brand in ten versions within a minute: nothing is answered by them."""
    posts = [answers(n, 1.0 * n, in_reply_to=None) for n in range(8)]

    assert guessed(posts) == [False] * 8


def test_two_who_say_the_same_are_two_paces() -> None:
    """Each account has its own, so that a team that answers a storm with one saved reply is no machine together."""
    posts = [asks(n, 0.1 * n) for n in range(4)]
    posts += [answers(n, 60 + 3.0 * n, author=f"agent {n}", author_handle="acme_help") for n in range(4)]

    assert guessed(posts) == [False] * 4


def test_a_team_that_answers_from_one_account_is_no_machine_after_a_year() -> None:
    """Two of it send the same saved reply within seconds of each other now and then: one in four here, a hundred times."""
    posts = []
    for n in range(0, 400, 4):
        at = 3607.0 * n
        posts += [asks(n + each, at) for each in range(4)]
        posts += [answers(n + each, at + late) for each, late in enumerate((300.0, 1203.0, 1205.0, 2001.0))]

    assert not any(guessed(posts))


def test_words_that_a_machine_gave_back_to_people_are_a_human_s_again() -> None:
    """The bot was switched off, and its saved reply lives on: after a few that took their time nobody waits in the inbox who was answered."""
    by_bot, by_hand = (
        spread(3601.0, 2.0),
        [(asks(n, 40_000.0 * n), answers(n, 40_000.0 * n + 900)) for n in range(8, 16)],
    )
    found = guessed([*by_bot, *(post for pair in by_hand for post in pair)])

    assert found == [False, False, *[True] * 6, *[True] * 3, *[False] * 5]


def test_one_late_answer_makes_no_human_of_a_machine() -> None:
    """In the night it answers late; and the same account's own words are a human's still."""
    posts = [*spread(3601.0, 2.0, count=4), asks(9, 20_000.0), answers(9, 20_900.0)]
    posts += [
        asks(10, 30_000.0),
        answers(10, 30_600.0, "Your kettle is at our workshop, it is mended on Friday for sure."),
    ]

    assert guessed(posts)[-2:] == [True, False]


def test_read_again_it_is_what_it_was() -> None:
    """A timeline is read every minute: the same posts once more are no further sendings, and the first stays a human's."""
    posts, enricher = spread(3601.0, 2.0, count=6), intake()
    first = told(posts, enricher=enricher)

    for _ in range(3):
        assert told(posts, enricher=enricher) == first


@pytest.mark.parametrize("batch", [1, 3, 7])
def test_the_batch_changes_nothing(batch: int) -> None:
    """Posts come one by one or by the hundred."""
    posts = spread(13.0, 2.0)

    assert guessed(posts, batch) == guessed(posts)


def test_whoever_says_whose_words_they_are_is_believed() -> None:
    """`role` of a record: a human's, however fast; and a bot's account needs no guess."""
    human = [post.with_(role="brand", watch="acme") if post.author == "1" else post for post in spread(3601.0, 2.0)]
    bot = [post.with_(author_handle="acme_bot") if post.author == "1" else post for post in spread(3601.0, 2.0)]

    assert [one.is_automatic for one in told(human)] == [False] * 8
    assert [(one.is_automatic, one.is_guess) for one in told(bot)] == [(True, False)] * 8


def test_an_instant_that_may_be_rounded_tells_nothing() -> None:
    """An export with minutes only, and a feed without instants: all of one minute seem to be of one moment."""
    minute = NOW.replace(second=0)
    posts = spread(3601.0, 2.0)

    assert guessed([post.with_(created_at=minute) for post in posts]) == [False] * 8
    assert guessed([post.with_(created_at=NOW, is_undated=True) for post in posts]) == [False] * 8


def test_an_answer_of_before_its_post_tells_of_two_clocks() -> None:
    """It is nothing that a machine could do either."""
    assert guessed(spread(3601.0, -3.0)) == [False] * 8


def test_scripts_without_spaces_have_templates_too() -> None:
    """Letters stand for words; the customer's name is changed."""
    text = "{}您好，非常抱歉给您带来不便，我们已经把您的订单转给同事处理，今天之内会给您一个说法，请您放心。祝好，小雅"
    posts = [
        post if post.author != "1" else post.with_(text=text.format("甲乙丙丁戊己庚辛"[int(post.id[1:])]))
        for post in spread(3601.0, 2.0)
    ]

    assert guessed(posts)[MANY - 1 :] == [True] * (9 - MANY)


def test_what_strangers_make_up_takes_no_memory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Posts and templates beyond the bound: the oldest are forgotten, and a template that goes on is still known."""
    monkeypatch.setattr(module, "POSTS", 50)
    monkeypatch.setattr(module, "TEMPLATES", 20)
    known = Repeated()
    for post in _many():
        known.asked(post) if post.author != "1" else known.is_machines(post)

    assert len(known._asked) == 50
    assert len(known._templates) == 20
    assert all(len(one.told) <= module._CUSTOMERS for one in known._templates.values())
    assert known.is_machines(answers(0, 9_000.0))


def _many() -> Iterator[Post]:
    for number in range(300):
        yield asks(number, 11.0 * number)
        yield answers(number, 11.0 * number + 1)
        yield answers(
            number, 11.0 * number + 2, f"{number:x} ".join(chr(97 + (number * k) % 26) * 6 for k in range(14))
        )


@pytest.mark.parametrize("text", ["", "\0" * 50, "?" * 5_000, "\ud800" * 60, "a" * 100_000, "🫖" * 90])
def test_hostile_texts_are_templates_of_nobody_or_plain_ones(text: str) -> None:
    """Nothing raises; what has no letters says nothing."""
    known = Repeated()
    found = [known.is_machines(answers(n, 1.0 * n, text)) for n in range(5)]

    assert found == ([False] * 3 + [True] * 2 if text.startswith("a") else [False] * 5)
