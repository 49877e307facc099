"""Pages: their ids, and what they are worded from."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.stable import id_of
from alertd.model.incident import Act
from alertd.model.page import Page
from alertd.model.people import Policy
from alertd.model.rule import Coordinated, Playbook, Rule, Severity
from tests.unit.core.stage import DAY_LONG, Stage, clock, house, loud, step, with_policy

LONG = loud(keep_firing_for=DAY_LONG)


def play() -> Stage:
    """Return a night with repeats, a re-page, an update and a second wave."""
    policy = Policy(name="pr", steps=(step("ayse", by=("slack", "sms"), after=15), step("omar")), repeat=1)
    stage = Stage(with_policy(house(LONG, loud("more", page="legal")), policy)).fire("10:00").until("11:00")
    return stage.act(Act.ACK).until("12:30").act(Act.SOLVE).fire("23:30").until("23:59")


def test_a_page_id_is_made_of_what_the_design_says() -> None:
    """Incident, round, pass, policy, step, responder, channel, kind: and of nothing else."""
    page = Stage(house(LONG)).fire("10:00").pages[0]

    assert page.page_id == id_of(str(page.incident), 1, 1, "pr", 1, "ayse", "slack", "page")


def test_page_ids_are_unique_and_the_same_in_every_run() -> None:
    """No two pages share an id, and the same events give the same ids."""
    ids = [page.page_id for page in play().pages]

    assert len(set(ids)) == len(ids) > 8
    assert ids == [page.page_id for page in play().pages]


def test_a_page_is_worded_from_what_stood_when_it_was_decided() -> None:
    """Posts that come later do not change it."""
    stage = Stage(house(LONG)).fire("10:00", audience=5000)
    page = stage.pages[0]
    stage.fire("10:05", audience=90_000)

    assert page.facts["top_reach"] == 5000
    assert page.signals[0].value == 5000
    assert [e.why for e in page.evidence] == ["most reached"]


def test_a_page_shows_who_fired_the_rule() -> None:
    """The post that is meant comes first, also when louder ones are about."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG, severity=Severity.URGENT)))
    stage.until("09:58").mention("neutral", audience=900, id="before", author="other")
    stage.fire("10:00", audience=1000, id="meant", author="loud one")

    assert stage.pages[0].evidence[0].id == "meant"


def test_a_page_says_how_late_its_news_are() -> None:
    """Written at 09:00, seen at 10:00."""
    stage = Stage(house(LONG)).fire("10:00", posted_at=clock("09:00"), is_filled=True)

    assert stage.pages[0].facts["late_seconds"] == 3600


def test_a_page_carries_the_rules_words_and_the_persons_language() -> None:
    """Playbook, message, name, sentences: all that its wording needs stands in it."""
    rule = LONG.with_(name="A loud voice", message="{watch}: look", playbook=Playbook(steps=("Read it",)))
    page = Stage(house(rule)).fire("10:00").pages[0]

    assert (page.rule, page.rule_name, page.message, page.language) == ("loud", "A loud voice", "{watch}: look", "en")
    assert page.playbook is not None
    assert page.playbook.steps == ("Read it",)
    assert page.sentences
    assert page.reasons[0].startswith("step-decided: step 1 of pr")


def test_the_pages_of_an_incident_are_counted() -> None:
    """The report says how many people were disturbed how often."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=20)))).fire("10:00").until("11:00")

    assert stage.incident.pages == len(stage.pages) == 4  # two steps, and two are told that it resolved


def _with_a_ring(rule: Rule, *more: Rule) -> Page:
    """Return the page of a loud post beside eight accounts that copy one text three times each."""
    stage = Stage(house(rule, *more))
    for turn in range(3):
        for number in range(8):
            stage.until(f"09:{20 + 10 * turn}:{number:02}").mention(
                "neutral", author=f"bot{number}", voice=99, id=f"b{turn}-{number}"
            )
    return stage.fire("10:00").pages[0]


def test_a_page_says_who_acts_together_though_it_is_about_something_else() -> None:
    """Forty hands must not be taken for a crowd: accounts, posts, voices and what is left without them."""
    facts = _with_a_ring(LONG).facts

    assert {name: value for name, value in facts.items() if name.startswith("ring")} == {
        "ring_accounts": 8,
        "ring_posts": 24,
        "ring_of": 25,
        "ring_voices": 1,
    }


def test_a_rule_that_annotates_sets_the_limit() -> None:
    """Nine accounts are asked for and eight act together: nothing is said."""
    quiet = Rule(
        id="ring", name="ring", when=Coordinated(accounts=9, annotate=True), severity=Severity.NOTICE, page="pr"
    )
    assert "ring_accounts" not in _with_a_ring(LONG, quiet).facts
    told = quiet.with_(when=Coordinated(accounts=8, annotate=True))
    assert _with_a_ring(LONG, told).facts["ring_accounts"] == 8


@pytest.mark.parametrize("second", range(0, 60, 7))
def test_there_are_never_more_authors_than_mentions(second: int) -> None:
    """People are remembered by the minute, mentions by the second: wherever the window begins, both agree on a page."""
    stage = Stage(house(LONG))
    for number in range(120):
        stage.until(f"{8 + number // 60:02}:{number % 60:02}:{second:02}").mention(
            "angry", author=f"u{number}", id=f"m{number}"
        )
    facts = stage.fire("10:00").pages[0].facts

    assert facts["authors"] is not None
    assert 1 <= int(facts["authors"]) <= int(facts["mentions"] or 0)


def test_a_page_without_a_group_says_nothing_of_it() -> None:
    """An ordinary night has no such line."""
    assert not [name for name in Stage(house(LONG)).fire("10:00").pages[0].facts if name.startswith("ring")]
