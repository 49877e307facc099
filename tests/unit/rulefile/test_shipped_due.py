"""The shipped rule `due`: it warns while a promise can still be kept, and only where there is one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.config import shipped_rules
from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.rule_words import rule_told
from alertd.model.house import Promises
from alertd.model.page import PageKind
from alertd.model.rule import Rule, Severity
from tests.unit.core.stage import Stage, house

HOUR = timedelta(hours=1)


def due() -> Rule:
    """Return the rule, told to a policy of the stage."""
    (rule,) = [rule for rule in shipped_rules() if rule.id == "due"]
    return rule.with_(page="pr")


def stage(**first_reply: timedelta) -> Stage:
    """Return a house that has the rule, sees its own answers, and promises so much."""
    made = house(due(), promises=Promises(first_reply=first_reply))
    watches = tuple(watch.with_(handles={"x": ("acme_help",)}) for watch in made.watches)
    return Stage(made.with_(watches=watches))


def paged(on: Stage) -> list[str]:
    """Return when the first step was paged."""
    return [f"{page.at:%H:%M}" for page in on.pages if page.kind is PageKind.PAGE and page.to == "ayse"]


def ask(on: Stage, *clocks: str, platform: str = "x") -> list[str]:
    """Somebody else is angry and asks at each clock; return the posts."""
    return [on.until(clock).mention("angry", needs_answer=True, platform=platform).id for clock in clocks]


def test_three_who_are_nearly_due_page_while_there_is_time() -> None:
    """The third has waited through 48 of the 60 promised minutes: twelve are left to answer."""
    on = stage(default=HOUR)
    ask(on, "10:00", "10:02", "10:04")

    assert paged(on.until("10:51")) == []
    assert paged(on.until("10:53")) == ["10:52"]


def test_one_who_is_answered_in_time_takes_the_warning_away() -> None:
    """Two are left, and two are no page."""
    on = stage(default=HOUR)
    first, *_ = ask(on, "10:00", "10:02", "10:04")
    on.until("10:40").reply(in_reply_to=first)

    assert paged(on.until("14:00")) == []


def test_each_platform_has_its_own_promise() -> None:
    """What is promised on X within half an hour is nearly due after 24 minutes, on Reddit within four hours after 192."""
    on = stage(default=HOUR, x=timedelta(minutes=30), reddit=timedelta(hours=4))
    ask(on, "10:00", "10:01", "10:02", platform="reddit")
    ask(on, "10:03", "10:04", "10:05")

    assert paged(on.until("10:40")) == ["10:29"]


def test_where_nothing_is_promised_it_tells_nobody() -> None:
    """The rule is shipped to everybody; whoever has promised nothing is not warned of breaking it."""
    on = stage()
    ask(on, "10:00", "10:02", "10:04", "10:06")

    assert paged(on.until("20:00")) == []


def test_it_is_urgent() -> None:
    """A notice is told in the morning: by then the promise is broken."""
    assert due().severity is Severity.URGENT


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_it_says_in_each_language_what_is_spent_and_what_to_do(code: str) -> None:
    """The share stands in the sentence; there are three steps in the reader's own words."""
    rule, told = due(), rule_told(due(), code)
    assert rule.playbook is not None

    assert "80" in told.replace("\u00a0", " ")
    assert len(rule.playbook.told(code).steps) == 3
    assert code == "en" or rule.playbook.told(code).steps != rule.playbook.told("en").steps
