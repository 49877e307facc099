"""A page is never given up: what a provider's fault does to a policy, and how it comes to its people all the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from alertd.model.events import PageReported
from alertd.model.incident import Act
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.people import Policy
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, clock, house, loud, step, with_policy


class Weather(Stage):
    """A stage whose providers refuse every page until an instant, and take it after that."""

    bad_until = clock("10:00")
    _seen = 0

    def weather(self, until: datetime) -> Weather:
        """Let the providers be down until then, and time pass until five hours after."""
        self.bad_until = until
        end = until + timedelta(hours=5)
        while self.now < end:
            self.report()
            deadline = self.engine.next_deadline()
            self.until(min(deadline, end) if deadline is not None else end)
        return self

    def report(self) -> None:
        """Let the providers answer what was sent."""
        while self._seen < len(self.pages):
            page = self.pages[self._seen]
            self._seen += 1
            outcome = Outcome.DEAD if self.now < self.bad_until else Outcome.ACCEPTED
            receipt = Receipt(page_id=page.page_id, outcome=outcome, at=self.now, sent_at=self.now, detail="403")
            self.handle(PageReported(at=self.now, receipt=receipt))

    def proper(self) -> list[Page]:
        """Return the pages proper."""
        return [page for page in self.pages if page.kind is PageKind.PAGE]


def weather(*, repeat: int = 0) -> Weather:
    """Return a crisis that goes on for a day, with Ayse and then Omar to call."""
    first = with_policy(
        house(loud(severity=CRISIS, keep_firing_for=DAY_LONG)),
        Policy(name="pr", steps=(step("ayse"), step("omar")), repeat=repeat),
    )
    stage = Weather(first)
    stage.fire("10:00")
    return stage


def test_three_seconds_of_refusals_do_not_burn_the_passes_of_a_policy() -> None:
    """Both people are tried at once, each on every channel; the next pass keeps its wait, and is taken."""
    stage = weather(repeat=2).weather(clock("10:00:03"))
    taken = [page for page in stage.proper() if page.at >= stage.bad_until]

    assert {page.at for page in stage.proper() if page.at < stage.bad_until} == {clock("10:00")}
    assert (taken[0].to, taken[0].number, taken[0].at) == ("ayse", 2, clock("10:10"))


def test_a_policy_that_reached_nobody_begins_again_until_one_page_is_taken() -> None:
    """Two minutes of it: everybody is tried, then again after five minutes; and operators are told at once."""
    stage = weather().weather(clock("10:02"))
    began = [at for at, one in stage.log if getattr(one, "reason", "") == "policy-begins-again"]
    taken = [page for page in stage.proper() if page.at >= stage.bad_until]

    assert began == [clock("10:00")]
    assert [(page.to, page.at) for page in taken[:2]] == [("ayse", clock("10:05")), ("omar", clock("10:15"))]
    assert next(page.at for page in stage.pages if page.kind is PageKind.OPS) == clock("10:00")


def test_the_waits_grow_to_half_an_hour_and_stay_there() -> None:
    """Two hours of it: 5, 10, 20, 30, 30 minutes; never given up."""
    stage = weather().weather(clock("12:00"))
    tries = sorted({page.at for page in stage.proper() if page.at < stage.bad_until})

    assert tries == [clock(at) for at in ("10:00", "10:05", "10:15", "10:35", "11:05", "11:35")]
    assert next(page for page in stage.proper() if page.at >= stage.bad_until).at == clock("12:05")


def test_once_a_page_was_taken_the_policy_ends_where_it_ends() -> None:
    """Nobody is told for ever."""
    stage = weather().weather(clock("10:02"))

    assert max(page.at for page in stage.proper()) == clock("10:15")


def test_whoever_acts_ends_the_tries() -> None:
    """By the web page, say: that nothing can be sent does not matter then."""
    stage = weather()
    stage.bad_until = clock("23:00")
    stage.report()
    stage.until("10:01").act(Act.ACK).until("10:50")

    assert {page.at for page in stage.proper()} == {clock("10:00")}


def test_no_page_has_the_id_of_another() -> None:
    """Each pass is one of its own, so that the outbox does not take it for a repeat."""
    pages = weather(repeat=1).weather(clock("12:00")).pages

    assert len({page.page_id for page in pages}) == len(pages)


def _again(stage: Stage, page: Page) -> None:
    """Let a page fail for the second time; it will be tried again."""
    receipt = Receipt(
        page_id=page.page_id, outcome=Outcome.RETRY, at=stage.now, sent_at=stage.now, attempt=2, detail="503"
    )
    stage.handle(PageReported(at=stage.now, receipt=receipt))


def test_operators_hear_at_once_of_somebody_whose_every_channel_fails() -> None:
    """Both of Ayse's channels answer 503: they are tried again, and operators know before they are given up."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00")
    _again(stage, stage.pages[0])
    assert [page.kind for page in stage.pages] == [PageKind.PAGE, PageKind.PAGE]

    _again(stage, stage.pages[1])

    told = stage.pages[-1]
    assert (told.kind, "no page reaches ayse at present" in str(told.facts["note"])) == (PageKind.OPS, True)


def test_where_operators_cannot_be_told_either_the_direct_route_hears_once() -> None:
    """Their channels fail too: the shell is asked to tell, when they are stuck and not once more when they die."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00")
    for place in (0, 1, 2, 3):
        _again(stage, stage.pages[place])
    before = stage.reasons().count("ops-unreachable")
    for page in stage.pages[2:4]:
        stage.dead(page)

    assert [page.kind for page in stage.pages[2:4]] == [PageKind.OPS] * 2
    assert (before, stage.reasons().count("ops-unreachable")) == (1, 1)


def test_who_comes_at_once_because_nobody_before_can_be_reached_reads_so() -> None:
    """Ayse's chat answered 403: "nobody before you has answered" would blame somebody who was never told."""
    steps = (step("ayse", after=10), step("omar", after=10), step("maria"))
    stage = Stage(with_policy(house(loud(keep_firing_for=DAY_LONG)), Policy(name="pr", steps=steps))).fire("10:00")
    for channel in ("slack", "sms"):  # each of hers in turn
        stage.dead(next(page for page in stage.pages if (page.to, page.channel) == ("ayse", channel)))
    assert stage.told()[-1] == "10:00 omar"
    assert [page.facts["again"] for page in stage.pages if page.to == "omar"][-1] == "dead"

    stage.until("10:15")

    assert stage.told()[-1] == "10:10 maria"
    assert [page.facts["again"] for page in stage.pages if page.to == "maria"][-1] == "next"
