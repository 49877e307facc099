"""The responder that nobody wrote: it is there for the engine, and stands among people only where nobody else does."""

from __future__ import annotations

from alertd.model.console import NAME, with_console, without_console
from alertd.model.house import House
from alertd.model.people import Person, Policy, Roster, Step


def roster(*people: Person, to: str = "ayse") -> Roster:
    """A people file with these people and one policy."""
    policy = Policy(name="pr", steps=(Step(notify=(to,), by=("slack",)),))
    return Roster(people={one.name: one for one in people}, policies={"pr": policy} if people else {})


def test_beside_people_the_console_is_not_shown() -> None:
    """What was put in is taken out again: who reads the page sees what they wrote, in its order."""
    written = roster(Person(name="ayse", addresses={"slack": "#pr"}), Person(name="omar"))
    house = with_console(House(roster=written))
    assert (NAME in house.roster.people, NAME in house.roster.policies) == (True, True)

    shown = without_console(house.roster)
    assert list(shown.people) == ["ayse", "omar"]
    assert list(shown.policies) == ["pr"]


def test_where_nobody_was_written_the_console_is_who_is_told() -> None:
    """The demo, and `run --watch`: an empty page would say that nobody is."""
    house = with_console(House(console=True))
    assert without_console(house.roster) == house.roster


def test_a_person_who_was_given_that_name_stays() -> None:
    """They have an address of their own, and so has their policy."""
    own = Person(name=NAME, language="tr", addresses={"slack": "#console"})
    policy = Policy(name=NAME, steps=(Step(notify=("ayse",), by=("slack",)),))
    written = roster(Person(name="ayse"), own).with_(policies={NAME: policy})

    assert without_console(with_console(House(roster=written)).roster).people == written.people
    assert without_console(with_console(House(roster=written)).roster).policies == {NAME: policy}
