"""What a reload changes is told in words, each thing once."""

from __future__ import annotations

from alertd.core.changes import MOST, changes
from alertd.model.house import House, Promises
from alertd.model.people import Person, Policy, Roster, Step
from alertd.model.rule import Every, Rule, Severity, Spike
from alertd.model.watch import Watch

WATCH = Watch(name="acme", terms=("acme", "acme corp"), exclude=("acme theatre",))
RULE = Rule(id="storm", name="Storm", when=Spike(), page="pr")
ROSTER = Roster(
    people={"ayse": Person(name="ayse")},
    policies={"pr": Policy(name="pr", steps=(Step(notify=("ayse",), by=("console",)),))},
)
HOUSE = House(watches=(WATCH,), rules=(RULE,), roster=ROSTER)


def test_nothing_new_is_nothing_to_tell() -> None:
    """The same files, read again."""
    assert changes(HOUSE, HOUSE) == ()


def test_terms_are_told_by_their_words() -> None:
    """Which came and which went; other keys by their names."""
    now = HOUSE.with_(watches=(WATCH.with_(terms=("acme", "#acme", "volta*"), exclude=(), handles={"x": ("acme",)}),))
    assert changes(HOUSE, now) == (
        "watch acme: terms #acme, volta* are new",
        "watch acme: term acme corp is gone",
        "watch acme: exclusion acme theatre is gone",
        "watch acme: handles changed",
    )


def test_rules_are_told_by_what_changed_in_them() -> None:
    """New, gone, switched off, or otherwise: by each key that it has."""
    other = RULE.with_(severity=Severity.CRISIS, when=Every())
    assert changes(HOUSE, HOUSE.with_(rules=(other,))) == ("rule storm changed: when, severity",)
    assert changes(HOUSE, HOUSE.with_(rules=(RULE.with_(enabled=False),))) == ("rule storm is switched off",)
    assert changes(HOUSE, HOUSE.with_(rules=(RULE.with_(message="x"),))) == ("rule storm changed: message",)
    assert changes(HOUSE, HOUSE.with_(rules=())) == ("rule storm is gone",)
    assert changes(HOUSE.with_(rules=()), HOUSE) == ("rule storm is new",)


def test_people_and_watches_and_promises_are_told_too() -> None:
    """A competitor that came only by its name is nobody's news."""
    roster = ROSTER.with_(
        people={"ayse": Person(name="ayse", language="tr"), "omar": Person(name="omar"), "lea": Person(name="lea")}
    )
    now = HOUSE.with_(
        watches=(WATCH, Watch(name="globex"), Watch(name="initech", is_implied=True)),
        roster=roster, promises=Promises(first_reply={"x": Promises().acknowledge}), page_language="tr",
    )  # fmt: skip
    assert changes(HOUSE, now) == (
        "watch globex is new",
        "people omar, lea are new",
        "person ayse changed",
        "the promises are new",
        "pages are in tr by default, no more in en",
    )


def test_hundreds_of_changes_are_counted() -> None:
    """Nobody reads them."""
    many = tuple(RULE.with_(id=f"r{n}", enabled=True, message=str(n)) for n in range(50))
    told = changes(HOUSE.with_(rules=many), HOUSE.with_(rules=tuple(rule.with_(message="x") for rule in many)))
    assert len(told) == MOST + 1
    assert told[-1] == "and 30 more"
