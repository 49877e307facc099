"""Happenings: what a story tells, and whom it expects to be told; each is one line of a test file."""

from __future__ import annotations

from datetime import time, timedelta

from alertd.model.value import Value

SOMEBODY = "somebody"  #: whoever was told last


class Background(Value, frozen=True, kw_only=True, tag="background"):
    """An even flow: `per_hour` mentions for `lasting` before day 1, going on through the story, or until a time. like: a file of texts.

    What it pages before day 1 is not the story's: a rarity of 30d means that an even flow too pages now and then.
    """

    lasting: timedelta
    per_hour: float
    mood: str = "neutral"
    language: str = "en"
    like: str | None = None
    until: time | None = None
    day: int = 1  #: of `until`


class Burst(Value, frozen=True, kw_only=True, tag="burst"):
    """Many mentions at once. day counts from 1. copies: all of one text. text: what all of them say, found by the watch's terms.

    mood: None where the scorer judges the text.
    """

    at: time
    mentions: int
    over: timedelta
    authors: int
    day: int = 1
    mood: str | None = "neutral"
    copies: bool = False
    text: str | None = None


class PassedOn(Value, frozen=True, kw_only=True, tag="passed_on"):
    """One post that so many accounts pass on, evenly over a time."""

    at: time
    accounts: int
    over: timedelta
    mood: str = "neutral"
    day: int = 1


class Acknowledgement(Value, frozen=True, kw_only=True, tag="acknowledgement"):
    """A person acknowledges what is open; `somebody`: whoever was told last."""

    at: time
    person: str
    day: int = 1


class SourceTurn(Value, frozen=True, kw_only=True, tag="source"):
    """A source stops or returns."""

    at: time
    source: str
    stops: bool
    day: int = 1


class Spending(Value, frozen=True, kw_only=True, tag="spending"):
    """A source says which share of its money of today is spent, 0 to 1."""

    at: time
    source: str
    share: float
    day: int = 1


class Questions(Value, frozen=True, kw_only=True, tag="questions"):
    """An even flow of posts that need an answer, from `lasting` before day 1 through the story, and the brand's answers.

    watch: who is asked, None: whom the story is about. answered_after: None: nobody answers.
    """

    lasting: timedelta
    per_hour: float
    answered_after: timedelta | None
    watch: str | None = None


class AnswersTurn(Value, frozen=True, kw_only=True, tag="answers"):
    """Whom the story is about stops to answer, or begins to again; what was asked before is still answered."""

    at: time
    stops: bool
    day: int = 1


class Post(Value, frozen=True, kw_only=True, tag="post"):
    """One post of one author with followers. text: what it says, found by the watch's terms; mood: None where the scorer judges it."""

    at: time
    author: str = "u_1"
    followers: int = 200
    day: int = 1
    mood: str | None = "neutral"
    text: str | None = None
    platform: str = "x"
    language: str = "en"


class Recorded(Value, frozen=True, kw_only=True, tag="recorded"):
    """Mentions of a file, relative to the test file, moved in time: by whole days, so that the first is of day 1, or the first to `at`."""

    file: str
    at: time | None = None
    day: int = 1


Given = (
    Background | Burst | PassedOn | Acknowledgement | SourceTurn | Spending | Questions | AnswersTurn | Post | Recorded
)


class ExpectedPage(Value, frozen=True, kw_only=True, tag="page"):
    """A page at a time, give or take `within`; what is None may be anything."""

    at: time
    within: timedelta = timedelta(minutes=1)
    day: int = 1
    policy: str | None = None
    step: int | None = None
    rule: str | None = None
    to: str | None = None


class ExpectedNotice(Value, frozen=True, kw_only=True, tag="notice"):
    """A rule of severity notice fires at a time, give or take `within`: its digest will tell it. rule: None: any."""

    at: time
    within: timedelta = timedelta(minutes=1)
    day: int = 1
    rule: str | None = None


class NothingElse(Value, frozen=True, kw_only=True, tag="nothing"):
    """No page and no notice that was not named."""


Expected = ExpectedPage | ExpectedNotice | NothingElse
