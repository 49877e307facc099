"""What stands on top of an incident's page: what happened and how bad it is, whatever was done since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.app.incident_file import IncidentFile, file_of, telling
from alertd.core.engine import Engine
from alertd.core.wording.clean import Family
from alertd.core.wording.parts import Parts
from alertd.model.events import ActTaken, HouseLoaded, MentionSeen
from alertd.model.incident import Act
from alertd.model.mention import Mention, key_of
from alertd.model.page import Page, PageKind
from alertd.model.people import Person, Policy, Step
from alertd.model.rule import Count, Rule, Severity
from alertd.ports import Entry
from alertd.runtime.fold import Fold
from alertd.store.memory import MemoryStore
from tests.unit.runtime.made import LINK_KEY, NOON, entry, house, loud, queued

LATER = NOON + timedelta(minutes=6)


def paged() -> tuple[Fold, MemoryStore, str]:
    """Return an incident of which Alice and then Bob were paged."""
    store = MemoryStore()
    fold = Fold(store, Engine(), link_key=LINK_KEY)
    fold.take(Entry(event=HouseLoaded(at=NOON, house=house())), NOON)
    fold.take(loud("1", text="acme broke my kettle"), NOON)
    fold.tick_until(LATER)
    return fold, store, next(iter(store.incidents))


def numbers(page: Page | None) -> list[str]:
    """Return the numbers that the head of the page shows."""
    assert page is not None
    return list(Parts(page, {}, "", Family.PLAIN).numbers())


@pytest.mark.parametrize(
    "acts",
    [
        (Act.NOTE,),
        (Act.ACK,),
        (Act.ACK, Act.NOTE),
        (Act.PLAN,),
        (Act.SNOOZE,),
        (Act.ASSIGN,),
        (Act.ACK, Act.ASSIGN, Act.NOTE),
        (Act.SOLVE,),
        (Act.SOLVE, Act.REOPEN),
        (Act.CLOSE,),
        (Act.USEFUL,),
    ],
)
def test_no_act_takes_away_what_happened(acts: tuple[Act, ...]) -> None:
    """A note, a plan, a snooze, a hand-over: the others are told of it, and the numbers stay on top."""
    fold, store, incident = paged()
    before = file_of(store, incident)
    assert numbers(before.told()) != []

    for number, act in enumerate(acts):
        at = LATER + timedelta(minutes=number)
        to = "alice" if act is Act.ASSIGN else None
        fold.take(Entry(event=ActTaken(at=at, incident=incident, act=act, by="bob", note="on it", assignee=to)), at)

    after = file_of(store, incident)
    assert numbers(after.told()) == numbers(before.told())
    if acts[0] in (Act.NOTE, Act.ACK):
        assert len(after.pages) > len(before.pages), "the act was told to the others, and so is the newest message"


def test_a_note_that_tells_the_time_of_an_acknowledgement_is_not_what_happened() -> None:
    """That an acknowledgement expires soon is told in an update of its own."""
    fold, store, incident = paged()
    before = numbers(file_of(store, incident).told())
    fold.take(Entry(event=ActTaken(at=LATER, incident=incident, act=Act.ACK, by="bob")), LATER)
    for minutes in (10, 20, 28, 40, 60):
        fold.tick_until(LATER + timedelta(minutes=minutes))
        assert numbers(file_of(store, incident).told()) == before, minutes


def made(page_id: str, kind: PageKind = PageKind.PAGE, **facts: str | float) -> Page:
    """Return a page with these facts."""
    return queued(page_id, kind=kind, facts=facts).page


def test_the_newest_page_that_has_numbers_or_words_is_taken() -> None:
    """News of the growth are newer; news of an act, a bare update, an end or a list are not what happened."""
    storm = made("storm", count=15, unit="mentions", terms="kettles smoke")
    grown = made("grown", PageKind.UPDATE, count=40, news="grows")
    worded = made("worded", PageKind.UPDATE, terms="kettles burn")
    noted = made("noted", PageKind.UPDATE, count=41, terms="kettles smoke", news="note", news_who="bob")
    bare = made("bare", PageKind.UPDATE, news="unsolved")
    over = made("over", PageKind.RESOLVED, count=3)

    assert telling([storm, noted]) == (storm,)
    assert telling([storm, bare, noted, over]) == (storm,)
    assert telling([storm, grown, noted]) == (grown,)
    assert telling([storm, grown, worded, bare]) == (worded,)
    assert telling([bare, noted]) == (bare,), "conditions in words are all that some rules have"
    assert telling([noted, over]) == ()
    assert telling([]) == ()


def test_of_pages_of_one_instant_each_reader_gets_the_one_that_quotes_what_they_read() -> None:
    """Two people were told at once, each in words of posts in their language; who reads neither gets the newest."""
    english = made("one", said="the kettle caught fire")
    turkish = made("two", said="ısıtıcı alev aldı").with_(language="tr")
    earlier = made("before", said="le feu").with_(language="fr", at=NOON - timedelta(minutes=5))
    file = IncidentFile(decisions=[], pages=[], telling=telling([earlier, english, turkish]), posts=None)

    assert file.told("en") is english
    assert file.told("tr") is turkish
    assert file.told("fr") is turkish, "what was said five minutes ago is no more what happens"
    assert file.told() is turkish
    assert IncidentFile(decisions=[], pages=[], telling=(), posts=None).told("en") is None


def test_two_who_are_paged_at_once_read_the_same_fire_in_their_own_words() -> None:
    """From the posts themselves: a burst in two languages, told to a reader of each; folded anew it says the same."""
    steps = (Step(notify=("alice", "bob"), by=("hook",)),)
    people = {
        name: Person(name=name, language=language, addresses={"hook": name})
        for name, language in (("alice", "en"), ("bob", "tr"))
    }
    roster = house().roster.with_(people=people, policies={"pr": Policy(name="pr", steps=steps)})
    rule = Rule(id="many", name="Many", severity=Severity.CRISIS, page="pr", when=Count(over=11))
    words = {"en": "the acme kettle caught fire", "tr": "acme su ısıtıcısı alev aldı"}

    def told() -> dict[str, str]:
        store = MemoryStore()
        fold = Fold(store, Engine(), link_key=LINK_KEY)
        fold.take(Entry(event=HouseLoaded(at=NOON, house=house().with_(roster=roster, rules=(rule,)))), NOON)
        for number in range(12):
            tongue = "tr" if number % 2 else "en"
            at = NOON + timedelta(seconds=number)
            fold.take(entry(f"{number}", at=at, text=f"{words[tongue]} {number}", language=tongue), at)
        pages = file_of(store, next(iter(store.incidents))).telling
        return {page.to: Parts(page, {}, "", Family.PLAIN).about() or "" for page in pages}

    said = told()
    assert said == told()
    assert said["alice"].startswith("About: kettle caught fire")
    assert said["bob"].startswith("Konu: su ısıtıcısı alev aldı")


def test_a_post_that_is_noise_stands_last_until_that_is_taken_back() -> None:
    """Then it is again where it was, and why it was told is told again."""
    fold, store, incident = paged()
    fold.take(entry("2", text="acme is fine", at=LATER), LATER)
    noise, quiet = (store_mention(store, ident) for ident in ("1", "2"))

    def mark(act: Act, mention: Mention, minutes: int) -> list[tuple[str, str]]:
        at = LATER + timedelta(minutes=minutes)
        fold.take(Entry(event=ActTaken(at=at, incident=incident, act=act, by="bob", mention=mention)), at)
        return [(one.mention.id, one.why) for one in file_of(store, incident).posts or ()]

    before = mark(Act.PIN, quiet, 1)
    assert before == [("2", "matters"), ("1", "most reached")]
    assert mark(Act.LEAVE_OUT, noise, 2) == [("2", "matters"), ("1", "left out")]
    assert mark(Act.LEAVE_OUT, quiet, 3) == [("2", "left out"), ("1", "left out")]
    assert mark(Act.TAKE_IN, noise, 4) == [("1", "most reached"), ("2", "left out")]
    assert mark(Act.TAKE_IN, quiet, 5) == before


def store_mention(store: MemoryStore, ident: str) -> Mention:
    """Return a post as the store has it."""
    ((event, _),) = store.read_model.mentions(None, [key_of("acme", "x", ident)], 1)
    assert isinstance(event, MentionSeen)
    return event.mention
