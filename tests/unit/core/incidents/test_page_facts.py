"""Facts stay facts: what a page says of an incident does not change while it goes on, and each repeat says why it comes."""

from __future__ import annotations

from datetime import timedelta

from alertd.core.wording import word
from alertd.core.wording.clean import Family
from alertd.core.wording.parts import Cut, Parts
from alertd.model.commands import CancelPages
from alertd.model.events import PageReported
from alertd.model.incident import Act
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.people import Policy
from alertd.model.rule import Floor, Playbook, Quiet, Rule, Terms
from alertd.model.source_state import SourceState
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, angry, clock, house, loud, step, with_policy

LONG = loud(keep_firing_for=DAY_LONG)


def evidence(page: Page, why: str) -> str:
    """Return the id of the telling post that a page shows for a reason."""
    return next(one.id for one in page.evidence if one.why == why)


def test_the_first_post_of_an_incident_stays_the_first() -> None:
    """Hours of posts later the first is still the one that began it."""
    stage = Stage(house(LONG))
    stage.fire("10:00", id="meant").until("10:05").mention(id="second")
    for minute in range(6, 15):
        stage.until(f"10:{minute:02}").mention(id=f"later{minute}")
    stage.until("10:40")

    pages = [page for page in stage.pages if page.kind is PageKind.PAGE]
    assert len(pages) == 3
    assert {page.evidence[0].id for page in pages} == {"meant"}


def test_the_loudest_of_the_whole_incident_stays_and_gives_way_to_a_louder_one() -> None:
    """A quieter post that fires a rule later does not take its place."""
    stage = Stage(house(LONG, loud("more", page="legal", severity=CRISIS))).fire("10:00", audience=90_000, author="big")
    stage.fire("10:20", audience=2_000, author="small")
    stage.until("10:30")

    assert {page.facts["top_author"] for page in stage.pages} == {"big"}
    stage.fire("10:31", audience=500_000, author="huge").until("10:50")
    assert stage.pages[-1].facts["top_author"] == "huge"


def test_the_title_is_that_of_the_worst_rule_also_in_news_and_at_the_end() -> None:
    """One incident has one name: it changes when it becomes worse, and never back."""
    bad = angry("storm", name="Storm", severity=CRISIS, keep_firing_for=timedelta(minutes=20), until="calm")
    stage = Stage(house(loud(name="Loud voice", keep_firing_for=timedelta(minutes=5)), bad))
    stage.fire("10:00", mood="neutral")
    assert stage.pages[-1].rule_name == "Loud voice"
    stage.fire("10:02", mood="angry", id="worse").until("11:30")

    later = [page for page in stage.pages if page.at > clock("10:01")]
    assert PageKind.RESOLVED in {page.kind for page in later}
    assert {page.rule_name for page in later} == {"Storm"}


def agains(stage: Stage) -> list[object]:
    """Return why each page came again, None for the first."""
    return [page.facts.get("again") for page in stage.pages if page.kind is PageKind.PAGE]


def test_a_first_page_does_not_say_again() -> None:
    """Nothing was before it."""
    assert agains(Stage(house(LONG)).fire("10:00")) == [None]


def test_the_next_in_line_hears_that_nobody_before_has_answered() -> None:
    """Step two and three; and the repeat of the whole policy says that it is one."""
    policy = Policy(name="pr", steps=(step("ayse"), step("omar", after=15)), repeat=1)
    stage = Stage(with_policy(house(LONG), policy)).fire("10:00").until("11:00")

    assert agains(stage) == [None, "next", "repeat", "repeat"]


def test_who_took_it_and_left_it_is_named_when_everybody_is_paged_again() -> None:
    """An acknowledgement without a plan: the next page says whose it was."""
    stage = Stage(house(LONG)).fire("10:00").until("10:05").act(Act.ACK, "omar").until("11:06")
    page = [page for page in stage.pages if page.kind is PageKind.PAGE][-1]

    assert (page.facts["again"], page.facts["again_by"]) == ("expired", "omar")


def test_a_rise_in_severity_says_that_it_has_become_worse() -> None:
    """The same person is paged a second time within minutes, and must know why."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG), angry("storm", severity=CRISIS))).fire("10:00", mood="neutral")
    stage.fire("10:02", id="worse")

    assert agains(stage) == [None, "raised"]


def test_a_page_tells_what_was_told_before() -> None:
    """Then 5,000 people, now 90,000: what changed is the news of a repeat; Omar, who is told for the first time, was not told before."""
    stage = Stage(house(LONG)).fire("10:00", audience=5_000).fire("10:10", audience=90_000, id="2").until("10:16")
    first, omar = (page for page in stage.pages if page.kind is PageKind.PAGE)
    assert "before" not in first.facts.keys() | omar.facts.keys()

    stage.act(Act.ACK, "omar").act(Act.REOPEN, "omar")
    ayse = stage.pages[-1] if stage.pages[-1].to == "ayse" else stage.pages[-2]

    assert ayse.facts["count"] == 90_000
    assert ayse.facts["before"] == 5_000
    assert ayse.facts["before_at"] == clock("10:00").timestamp()


def test_a_page_says_when_the_first_post_was_written() -> None:
    """Since when is what everybody asks: each page of the round says it, by its reader's clock."""
    stage = Stage(house(LONG)).fire("10:00").fire("10:10", id="2").until("10:16")

    for page in stage.pages:
        assert page.facts["first_at"] == clock("10:00").timestamp()
        assert "First post: 10:00 UTC." in word(page, {}, "").text


def test_a_page_names_the_words_that_were_found() -> None:
    """Not the first eight of a list of a hundred: those that these posts have, of most posts first."""
    rule = loud(
        when=Terms(any=("recall", "caught fire", "smoke", "burns"), at_least=Floor(mentions=3)),
        keep_firing_for=DAY_LONG,
    )
    stage = Stage(house(rule)).until("10:00")
    for number, terms in enumerate((("smoke",), ("burns", "smoke"), ("smoke", "acme"))):
        stage.mention("angry", author=f"u{number}", id=str(number), terms=terms)
    stage.until("10:01")

    text = word(stage.pages[0], {}, "").text
    assert "Found in these posts: smoke, burns\nRule: " in text


def test_a_page_is_late_only_if_its_news_came_late() -> None:
    """The second step comes after a quarter of an hour; that is no delay of the posts."""
    stage = Stage(house(LONG)).fire("10:00").until("11:00")

    assert len(stage.pages) == 3
    assert not any("late_seconds" in page.facts for page in stage.pages)


def test_a_page_about_a_source_names_it_and_shows_no_post() -> None:
    """What customers wrote has nothing to do with it."""
    rule = Rule(id="quiet", name="A source went quiet", when=Quiet(), page="pr")
    stage = Stage(house(rule)).until("09:00")
    stage.mention()
    stage.source(SourceState.BLIND).until("09:45")
    page, later = stage.pages

    assert page.facts["silent_source"] == "x"
    assert page.evidence == ()
    assert "late_seconds" not in page.facts
    assert (page.facts["count"], later.facts["count"]) == (1200, 2100)


def test_who_is_forgotten_is_gone_from_the_incident_too() -> None:
    """The first and the loudest are remembered with names; erasing takes those as well."""
    stage = Stage(house(LONG)).fire("10:00", audience=90_000, author="big", handle="bigvoice")
    stage.engine.forget("x", "big", "erased-1")
    stage.until("10:16")

    assert "big" not in str(stage.pages[-1].evidence)
    assert stage.pages[-1].facts["top_author"] == "erased-1"


def test_a_page_about_danger_begins_with_who_tells_of_it() -> None:
    """The loudest of the incident comes behind: it is seen by most, and says nothing of the matter."""
    danger = Rule(id="danger", name="Danger", when=Terms(any=("burns",)), page="pr", severity=CRISIS)
    stage = Stage(house(LONG, danger)).fire("10:00", id="star", audience=90_000)
    stage.fire("10:05", id="smoke", terms=("burns",), audience=40)

    page = stage.pages[-1]
    assert page.rule == "danger"
    assert [one.id for one in page.evidence] == ["smoke", "star"]
    assert [one.id for one in stage.pages[0].evidence] == ["star"]


def test_what_becomes_worse_in_the_second_it_began_is_told_once() -> None:
    """One delivery of posts made two rules true: the lesser page is called back unsent, and the worse one does not say again."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG), angry("storm", severity=CRISIS))).fire("10:00", mood="neutral")
    (first,) = stage.pages
    stage.mention(id="worse", audience=1000)

    called_back = [one for one in stage.commands if isinstance(one, CancelPages)]
    assert [one.only for one in called_back] == [(first.page_id,)]
    assert agains(stage) == [None, None]
    page = stage.pages[-1]
    assert (page.severity, page.page_id != first.page_id, stage.incident.pages) == (CRISIS, True, 1)
    stage.act(Act.ACK, "omar")
    assert [one.to for one in stage.pages if one.facts.get("news") == "ack"] == ["ayse"]


def test_a_page_that_was_on_its_way_when_it_was_called_back_is_counted_after_all() -> None:
    """It rang: the number that people read is that of the pages they have. Its channel may say so twice; it counts once."""
    rules = loud(keep_firing_for=DAY_LONG), angry("storm", severity=CRISIS)
    stage = Stage(house(*rules)).fire("10:00", mood="neutral")
    (first,) = stage.pages
    stage.mention(id="worse", audience=1000)
    assert stage.incident.pages == 1

    for outcome in (Outcome.CANCELLED, Outcome.ACCEPTED, Outcome.DELIVERED):
        receipt = Receipt(page_id=first.page_id, outcome=outcome, at=stage.now, attempt=1)
        stage.handle(PageReported(at=stage.now, receipt=receipt))
        assert stage.incident.pages == (1 if outcome is Outcome.CANCELLED else 2)


def test_what_has_begun_to_wait_is_not_called_back_by_a_worse_page() -> None:
    """Two seconds later somebody may have read it: they must hear why another page comes."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG), angry("storm", severity=CRISIS))).fire("10:00", mood="neutral")
    stage.until(stage.now + timedelta(seconds=2)).mention(id="worse", audience=1000)

    assert not [one for one in stage.commands if isinstance(one, CancelPages)]
    assert agains(stage) == [None, "raised"]


def test_news_of_what_somebody_has_names_them_and_repeats_no_steps() -> None:
    """Who took it a second ago is not asked to take it."""
    known = Playbook(steps=("Take it, read the posts",), url="https://wiki.example/storm")
    stage = Stage(house(LONG, angry("storm", playbook=known))).fire("10:00", mood="neutral").act(Act.ACK, "omar")
    stage.mention(id="worse", audience=1000)

    news = next(page for page in stage.pages if page.facts.get("news") == "joined")
    assert (news.kind, news.facts["news_owner"]) == (PageKind.UPDATE, "omar")
    said = Parts(news, {}, "https://alertd.example", Family.PLAIN)
    assert "omar has it." in list(said.told_news())
    assert list(said.todo(Cut())) == ["Playbook: https://wiki.example/storm"]
    page = news.with_(kind=PageKind.PAGE, facts={})
    assert "1. Take it, read the posts" in list(Parts(page, {}, "", Family.PLAIN).todo(Cut()))
