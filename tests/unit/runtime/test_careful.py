"""Careful reading: what ends whoever reads it is found among five hundred, is read by nobody, and everything beside it is read as always."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from alertd.intake import desk
from alertd.intake.build import terms_for
from alertd.intake.desk import Desk
from alertd.model.house import House
from alertd.model.post import Deletion, Post, Record
from alertd.model.watch import Watch
from alertd.runtime.careful import CarefulReading
from alertd.scorers.build import shipped
from alertd.scorers.default import DefaultScorer
from tests.unit.runtime.made import post

pytestmark = pytest.mark.asyncio

PROGRAM = (sys.executable, "-P", str(Path(__file__).with_name("deadly_reader.py")))
SOON = 60.0  # seconds that anything may take on a machine that does much else
HOUSE = House(watches=(Watch(name="acme", terms=("acme",)),))
TERMS = terms_for(HOUSE, DefaultScorer.load())
VERSION = desk.version_of(TERMS)


def posts(count: int, *words: str) -> list[Post]:
    """Return so many posts, the last of which say these words, spread among the others."""
    made = [
        post(str(number), text=f"acme broke my kettle on day {number}, can you help me?") for number in range(count)
    ]
    for number, word in enumerate(words):
        place = number * (count - 1) // max(1, len(words) - 1) if len(words) > 1 else count // 3
        made[place] = made[place].with_(text=f"acme {word} {number}")
    return made


def batch(records: list[Record]) -> bytes:
    """Return them as a batch."""
    made = desk.batch_of(records, VERSION)
    assert made is not None
    return made


def read_here(records: list[Post]) -> list[object]:
    """Return what is read of each without anybody's help."""
    own = Desk(shipped)
    own.learn(TERMS)
    return list(told(own.read(batch([*records])), [*records]).read)


def told(answer: bytes | None, records: list[Record]) -> desk.Answered:
    """Return what an answer says of some records."""
    return desk.answered(answer, records, VERSION, desk.name_of(batch(records)))


def reading(*more: str, program: tuple[str, ...] = PROGRAM) -> CarefulReading:
    """Return what reads with care."""
    return CarefulReading(command=(*program, *more), latest=SOON, start=SOON)


@pytest.mark.parametrize("words", [("DEADLY",), ("DEADLY", "DEADLY")], ids=len)
async def test_deadly_posts_are_found_and_the_others_are_read(words: tuple[str, ...]) -> None:
    """One in the middle; the first and the last. What is read of the others is the same to the byte, in its place."""
    given = posts(3, *words)
    careful = reading()
    read, deadly = told(await careful.read(batch([*given]), TERMS), [*given])

    assert [given[place].text.split()[1] for place in deadly] == list(words)
    assert careful.aside == len(words)
    harmless = [one.with_(text="about nobody") if "DEADLY" in one.text else one for one in given]
    expected = [None if place in deadly else one for place, one in enumerate(read_here(harmless))]
    assert read == expected


async def test_places_are_those_of_the_records_and_not_of_the_posts() -> None:
    """Between posts stand records that nobody reads."""
    given: list[Record] = [
        Deletion(platform="x", id="0"),
        *posts(1),
        Deletion(platform="x", id="1"),
        *posts(1, "DEADLY"),
    ]
    assert told(await reading().read(batch(given), TERMS), given).deadly == (3,)


async def test_a_post_that_ended_one_process_alone_is_read(tmp_path: Path) -> None:
    """Memory ran out, or somebody ended it: nothing is put aside for what does not happen again."""
    once = tmp_path / "once"
    once.touch()
    given = posts(1, "ONCE")
    careful = reading(str(once))
    read, deadly = told(await careful.read(batch([*given]), TERMS), [*given])
    assert not once.exists(), "it has ended one"
    assert (read, deadly, careful.aside) == (read_here(given), (), 0)


async def test_what_never_comes_to_an_end_is_deadly_too() -> None:
    """Else the daemon would read it, and stand still."""
    careful = reading()
    tried = careful._tried

    async def in_time(body: bytes, terms: bytes) -> bytes | None:
        careful._latest = 0.3 if b"HANGS" in body else SOON
        return await tried(body, terms)

    careful._tried = in_time  # type: ignore[method-assign,assignment]
    given = posts(1, "HANGS")
    assert told(await careful.read(batch([*given]), TERMS), [*given]).deadly == (0,)


async def test_where_anything_ends_a_process_no_post_is_to_blame() -> None:
    """A machine without memory, a broken program: nothing is put aside, and the daemon reads by itself as without readers."""
    careful = reading("--broken")
    assert await careful.read(batch([*posts(3)]), TERMS) is None
    assert careful.aside == 0
    assert await reading(program=("/bin/false",)).read(batch([*posts(3)]), TERMS) is None
    assert await reading(program=("/no/such/program",)).read(batch([*posts(3)]), TERMS) is None


async def test_other_terms_are_nobodys_fault() -> None:
    """Terms that are not the batch's own: it comes back unread."""
    careful = reading()
    others = terms_for(HOUSE.with_(watches=(Watch(name="acme", terms=("kettle",)),)), DefaultScorer.load())
    assert await careful.read(batch([*posts(3, "DEADLY")]), others) is None
    assert careful.aside == 0


async def test_an_answer_with_places_that_are_none_is_taken_without_them() -> None:
    """Whatever a strange process says, nothing outside the records is meant by it."""
    given: list[Record] = [*posts(4)]
    whole = batch(given)
    first, second = desk.halves(whole) or (b"", b"")
    answer = desk.joined(whole, desk.deadly(first), desk.deadly(second))
    assert told(answer, given).deadly == (0, 1, 2, 3)
    assert told(answer, given[:2]).deadly == (), "an answer to four posts is none to two"
    assert told(desk.deadly(first), given).deadly == ()
    strange = msgspec.msgpack.encode([*msgspec.msgpack.decode(answer)[:2], [-1, 2, 4], desk.name_of(whole)])
    assert told(strange, given).deadly == (2,)


async def test_a_batch_is_halved_until_one_post_is_left() -> None:
    """Halves hold the same posts in their order, by the same terms."""
    given = posts(5)
    first, second = desk.halves(batch([*given])) or (b"", b"")
    assert (first, second) == (batch([*given[:2]]), batch([*given[2:]]))
    assert desk.halves(batch([*given[:1]])) is None
    assert desk.halves(batch([])) is None
    assert desk.without_posts(batch([*given])) == batch([])
