"""A person with several accounts is one voice: in floors, in groups, on the page, in what is worth reading."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from alertd.core.engine import Engine
from alertd.core.wording import word
from alertd.model.page import Page
from alertd.model.rule import Coordinated, Floor, Influencer, Only, Rule, Spike, Unanswered
from alertd.model.watch import Watch
from tests.unit.core.rules.conditions.looking import Looking
from tests.unit.core.stage import Stage, house, loud

TEN = timedelta(minutes=10)
RATIO = Spike(ratio=3.0, window=TEN, at_least=Floor(mentions=5, authors=5))
JANE = {"x": ("jane", "jane_work"), "bluesky": ("jane.example", "id:did:plc:7"), "mastodon": ("jane@example.social",)}
ACME = Watch(name="acme", terms=("acme",), people={"Jane Doe": JANE})
ACCOUNTS = (("x", "jane"), ("x", "jane_work"), ("bluesky", "jane.example"), ("mastodon", "jane@example.social"))


def by_jane(number: int) -> dict[str, Any]:
    """Return the fields of one of her posts, each under the next of her accounts."""
    platform, handle = ACCOUNTS[number % len(ACCOUNTS)]
    return {"platform": platform, "author": f"id of {handle}", "handle": handle, "person": "Jane Doe"}


def test_a_person_with_four_accounts_is_one_author_of_a_floor() -> None:
    """Eight posts under four accounts are no five people; the same posts, not linked, are."""

    def storm(linked: bool) -> bool:
        looking = Looking(RATIO).many(40, -86_400.0, -600.0)
        for number in range(20):
            fields = by_jane(number)
            looking.say(
                number * 20.0,
                **{**fields, "author": f"{fields['author']}{number}", "person": fields["person"] if linked else None},
            )
        return looking.ask(420.0).holds

    assert (storm(linked=True), storm(linked=False)) == (False, True)


def test_who_waits_under_two_accounts_is_one_who_waits() -> None:
    """The floor of people of `unanswered` counts persons."""
    asked = Unanswered(longer_than=timedelta(minutes=15), at_least=Floor(mentions=2, authors=2))

    def waiting(person: str | None) -> bool:
        looking = Looking(asked)
        for number in range(2):
            looking.say(number * 60.0, 0.9, needs_answer=True, **{**by_jane(2 * number), "person": person})
        return looking.ask(3600.0).holds

    assert (waiting("Jane Doe"), waiting(None)) == (False, True)


def test_the_accounts_of_a_person_are_no_ring() -> None:
    """She posts each text everywhere at once: that is how she writes, and nobody acts together with herself."""
    asked = Coordinated(accounts=3, share=0.3)

    def writes(person: str | None) -> Looking:
        looking = Looking(asked)
        for text in range(4):
            for account in range(4):
                looking.say(text * 300.0 + account, voice=900 + text, **{**by_jane(account), "person": person})
        return looking

    group = writes(None).state.together.largest(1_795_435_200.0 + 1000.0, 3600.0)
    assert group is not None
    assert group.accounts == 4
    assert writes("Jane Doe").state.together.largest(1_795_435_200.0 + 1000.0, 3600.0) is None


def test_a_persons_accounts_pass_a_post_on_once() -> None:
    """Two accounts on one platform: the second repost of hers makes nothing travel."""
    looking = Looking(RATIO)
    for number in range(2):
        looking.say(float(number), repost_of="p0", repost_of_author="u", **by_jane(number))
    assert looking.last is not None
    travelling = looking.state.cascades.of(looking.last)
    assert travelling is not None
    assert travelling.accounts == 1


@pytest.mark.parametrize("name", ["jane", "id of jane", "Jane Doe"])
def test_a_rule_names_an_account_or_the_person(name: str) -> None:
    """`not_by` and `only: authors` take a handle, an id, or the person for all of their accounts."""
    leaves_out, takes = Influencer(audience=1000, not_by=(name,)), Influencer(audience=1000)

    def heard(when: Influencer, number: int) -> bool:
        return Looking(when).hear(audience=5000, **by_jane(number)).holds

    only = Only(authors=(name,))
    assert not heard(leaves_out, 0)
    assert heard(takes.with_(only=only), 0)
    assert heard(leaves_out, 2) is (name != "Jane Doe")
    assert heard(takes.with_(only=only), 2) is (name == "Jane Doe")


def paged(*posts: dict[str, Any]) -> Page:
    """Return the first page about some posts in one watch that knows Jane."""
    stage = Stage(house(loud(), watches=(ACME,)))
    stage.until("10:00")
    for post in posts:
        stage.mention(**post)
    return next(page for page in stage.pages if page.rule == "loud")


def test_the_page_says_in_one_line_where_else_she_writes() -> None:
    """The account that wrote first, then the others, by the names of their platforms; an id says nothing to a reader."""
    page = paged({"audience": 5000, **by_jane(0)})
    assert page.facts["top_platform"] == "x"
    text = word(page, {}, "https://a.example/a").text
    (line,) = [line for line in text.splitlines() if line.startswith("Loudest")]
    assert line.startswith("Loudest: jane (X) = jane_work (X) = jane[.]example (Bluesky) = Bluesky, reaches 5")


def test_the_page_of_a_stranger_has_the_line_it_always_had() -> None:
    """Nobody is linked whom the settings do not link, whatever the handle."""
    page = paged({"audience": 5000, "handle": "jane", "platform": "reddit"})
    assert not {"top_also", "top_platform"} & set(page.facts)
    assert "Loudest: jane, reaches 5" in word(page, {}, "https://a.example/a").text


@pytest.mark.parametrize("language", ["en", "ru", "tr", "fr", "pt", "zh"])
def test_hostile_accounts_in_the_settings_call_nobody(language: str) -> None:
    """What stands in the settings is shown as a stranger's name is: no mention of people, no live link."""
    page = paged({"audience": 5000, **by_jane(0)})
    evil = page.with_(language=language, facts={**page.facts, "top_also": "bluesky @everyone https://evil.example"})
    text = word(evil, {}, "https://a.example/a").text
    assert "@everyone" not in text
    assert "evil.example" not in text
    assert "(Bluesky)" in text


def test_her_loudest_account_stands_for_her_among_the_loudest() -> None:
    """The loudest of a day are people: her second account takes no second place, and the larger of the two stays."""
    looking = Looking(RATIO)
    looking.say(0.0, audience=5000, **by_jane(0)).say(1.0, audience=9000, **by_jane(2)).say(2.0, audience=7000)
    assert [post.audience for post in looking.state.telling.loudest] == [9000, 7000]


def test_a_restart_knows_her_again() -> None:
    """The person is in the mention, so a snapshot in the middle changes no page."""

    def played(stop: bool) -> list[Page]:
        stage = Stage(house(loud(), Rule(id="wait", name="wait", when=RATIO, page="pr"), watches=(ACME,)))
        stage.until("09:00")
        for number in range(30):
            stage.until(f"09:{number:02}").mention(audience=900, **by_jane(number))
            if stop and number == 15:
                stage.engine = Engine.restore(stage.engine.snapshot())
        stage.mention(audience=5000, **by_jane(1))
        return stage.pages

    whole = played(stop=False)
    assert whole
    assert played(stop=True) == whole
