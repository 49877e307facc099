"""The address of somebody's shifts: a secret that can be changed for one person or for all."""

from __future__ import annotations

from alertd.model.people import Person
from alertd.runtime.rota_links import address, opens, token

AYSE = Person(name="ayse")
OLD, NEW, OTHER = b"o" * 32, b"n" * 32, b"x" * 32


def test_an_address_is_of_one_person_and_one_key() -> None:
    """Neither a colleague's nor another daemon's opens it."""
    assert opens([NEW, OLD], AYSE, token(OLD, AYSE))
    assert opens([NEW], AYSE, token(NEW, AYSE))
    assert not opens([NEW, OLD], AYSE, token(OTHER, AYSE))
    assert not opens([NEW], AYSE, token(NEW, Person(name="omar")))
    assert not opens([NEW], AYSE, "")
    assert not opens([NEW], AYSE, "ş" * 22)


def test_another_number_ends_the_address_of_before() -> None:
    """For one person alone; zero gives none at all."""
    given = token(NEW, AYSE)

    assert not opens([NEW], AYSE.with_(calendar=2), given)
    assert opens([NEW], AYSE.with_(calendar=2), token(NEW, AYSE.with_(calendar=2)))
    assert not opens([NEW], AYSE.with_(calendar=0), token(NEW, AYSE.with_(calendar=0)))


def test_a_name_cannot_borrow_anothers_number() -> None:
    """The name a with 12, and the name a1 with 2, are two people."""
    assert token(NEW, Person(name="a", calendar=12)) != token(NEW, Person(name="a1", calendar=2))
    assert token(NEW, Person(name="a\x001")) != token(NEW, Person(name="a"))


def test_names_of_any_script_stand_in_an_address() -> None:
    """And nothing in a name leads elsewhere."""
    assert address("https://a.example", NEW, Person(name="凯/../x")).startswith(
        "https://a.example/oncall/%E5%87%AF%2F..%2Fx/"
    )
