"""The sender: what it sends, when it tries again, and what it reports."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import structlog

from alertd.errors import DeliveryError, StoreUnavailable
from alertd.model.page import Outcome
from alertd.notifiers.limits import Limit
from alertd.ports import Delivery
from alertd.runtime.channel import Route
from tests.unit.runtime.outbox_fakes import (
    NOON,
    ByTarget,
    Obedient,
    Stage,
    busy_provider,
    delivery,
    sender,
)

pytestmark = pytest.mark.asyncio


@pytest.fixture
def stage() -> Stage:
    """Return an empty stage."""
    return Stage()


async def test_sends_and_reports(stage: Stage) -> None:
    """A due page is sent at once and its receipt holds the provider's id and when the attempt began."""
    async with stage.running(slack=Obedient(stage.clock, "id-7")):
        stage.outbox.add(delivery())
        await stage.clock.advance(0.01)

    (receipt,) = stage.outbox.receipts
    assert (receipt.outcome, receipt.provider_id, receipt.attempt) == (Outcome.ACCEPTED, "id-7", 1)
    assert receipt.sent_at == NOON
    assert receipt.next_at is None


async def test_schedule_until_recovery(stage: Stage) -> None:
    """Against a provider that answers 500 three times, tries come after about 5, 15 and 45 s, and then it arrives once."""
    slack = Obedient(stage.clock, *[busy_provider()] * 3)
    async with stage.running(slack=slack):
        stage.outbox.add(delivery())
        await stage.clock.advance(120)

    first, second, third, fourth = slack.seconds()
    assert first == 0
    assert 5 <= second <= 6
    assert 15 <= third - second <= 17.5
    assert 45 <= fourth - third <= 51
    assert stage.outbox.outcomes() == [Outcome.RETRY] * 3 + [Outcome.ACCEPTED]
    assert [repeat for *_, repeat in slack.began] == [False] * 4


async def test_given_up_after_half_an_hour(stage: Stage) -> None:
    """A provider that never recovers gets ten tries in about half an hour; then the page is dead, not lost in silence."""
    slack = Obedient(stage.clock, *[busy_provider()] * 50)
    async with stage.running(slack=slack):
        stage.outbox.add(delivery())
        await stage.clock.advance(3 * 3600)

    assert len(slack.began) == 10
    assert 25 * 60 <= slack.seconds()[-1] <= 35 * 60
    assert stage.outbox.outcomes()[-1] is Outcome.DEAD


async def test_retry_after_is_obeyed_and_alone(stage: Stage) -> None:
    """Retry-After 7 brings the next try after 7 to 9 s; pages to other targets and channels go out meanwhile."""
    slack, mail = Obedient(stage.clock, busy_provider(7.0)), Obedient(stage.clock)
    async with stage.running(slack=slack, mail=mail):
        stage.outbox.add(delivery("p1"))
        await stage.clock.advance(0.5)
        stage.outbox.add(delivery("p2", address="#other"), delivery("p3", channel="mail"), delivery("p4"))
        await stage.clock.advance(1.0)
        soon = {page_id for page_id, *_ in slack.began + mail.began}
        await stage.clock.advance(20)

    assert soon == {"p1", "p2", "p3"}
    began = [(page_id, at) for page_id, at, _ in slack.began if page_id == "p1"]
    assert timedelta(seconds=7) <= began[1][1] - NOON <= timedelta(seconds=9)
    # p4 goes to the target that asked for patience: it waits too, without losing an attempt.
    assert [at >= NOON + timedelta(seconds=7) for page_id, at, _ in slack.began if page_id == "p4"] == [True]
    assert [r.attempt for r in stage.outbox.receipts if r.page_id == "p4"][-1] == 1


async def test_a_page_that_reached_nobody_is_an_error_of_the_journal(stage: Stage) -> None:
    """`journalctl -p err` finds it, and its line says whose page of which incident it was, and by which channel."""
    slack = Obedient(stage.clock, DeliveryError("channel_not_found", permanent=True))
    with structlog.testing.capture_logs() as lines:
        async with stage.running(slack=slack):
            stage.outbox.add(delivery())
            await stage.clock.advance(0.01)

    page = delivery().page
    (dead,) = [line for line in lines if line["event"] == "page.dead"]
    assert dead["log_level"] == "error"
    assert (dead["to"], dead["channel"], dead["incident"]) == (page.to, page.channel, page.incident)
    assert dead["detail"] == "channel_not_found"
    assert "address" not in dead, "what a journal keeps is no telephone number"


async def test_permanent_is_dead_at_once(stage: Stage) -> None:
    """A wrong address is tried once, so that the next channel of the person can be tried at once."""
    slack = Obedient(stage.clock, DeliveryError("channel_not_found", permanent=True))
    async with stage.running(slack=slack):
        stage.outbox.add(delivery())
        await stage.clock.advance(600)

    (receipt,) = stage.outbox.receipts
    assert (receipt.outcome, receipt.detail) == (Outcome.DEAD, "channel_not_found")


async def test_unknown_channel_is_dead(stage: Stage) -> None:
    """A page on a channel that a reload removed is dead by name, not stuck."""
    async with stage.running():
        stage.outbox.add(delivery(channel="gone"))
        await stage.clock.advance(1)

    (receipt,) = stage.outbox.receipts
    assert receipt.outcome is Outcome.DEAD
    assert "'gone'" in receipt.detail
    assert receipt.sent_at is None


async def test_late_answer_repeats_once_and_marked(stage: Stage) -> None:
    """An answer after the deadline is unknown: the page is sent once more, marked, and never a third time."""
    slack = Obedient(stage.clock, *[15.0] * 5)
    async with stage.running(slack=slack):
        stage.outbox.add(delivery())
        await stage.clock.advance(3600)

    assert [repeat for *_, repeat in slack.began] == [False, True]
    assert stage.outbox.outcomes() == [Outcome.UNKNOWN, Outcome.DEAD]
    assert [receipt.repeat for receipt in stage.outbox.receipts] == [False, True]


async def test_hung_targets_do_not_delay_a_healthy_one(stage: Stage) -> None:
    """Six hung targets of the same channel leave a healthy target of it untouched."""
    slack = ByTarget(stage.clock)
    async with stage.running(slack=slack):
        stage.outbox.add(*(delivery(f"h{n}", address=f"hang-{n}") for n in range(6)))
        await stage.clock.advance(0.2)
        stage.outbox.add(delivery("fine"))
        await stage.clock.advance(0.1)

        assert slack.took == ["fine"]


async def test_hundred_hung_pages_do_not_starve_other_channels(stage: Stage) -> None:
    """More hanging pages than a channel may hold go back to the outbox; other channels send at once."""
    async with stage.running(slack=ByTarget(stage.clock), mail=(mail := Obedient(stage.clock))):
        stage.outbox.add(*(delivery(f"h{n}", address=f"hang-{n}") for n in range(400)))
        await stage.clock.advance(0.5)
        stage.outbox.add(delivery("fine", channel="mail"))
        await stage.clock.advance(1.0)

        assert [page_id for page_id, *_ in mail.began] == ["fine"]


async def test_order_to_one_target(stage: Stage) -> None:
    """Pages to one target arrive in the order in which they were leased."""
    slack = ByTarget(stage.clock, busy=0.1)
    async with stage.running(slack=slack):
        stage.outbox.add(*(delivery(f"p{n}") for n in range(5)))
        await stage.clock.advance(2)

    assert slack.took == ["p0", "p1", "p2", "p3", "p4"]


async def test_slow_provider_keeps_order_and_pace(stage: Stage) -> None:
    """Ten pages to one person over a provider that takes two seconds each are all begun in order within six seconds."""
    mail = Obedient(stage.clock, *[2.0] * 10)
    async with stage.running(slack=mail):
        stage.outbox.add(*(delivery(f"p{n}") for n in range(10)))
        await stage.clock.advance(20)

    assert len(mail.began) == 10
    assert mail.seconds()[-1] <= 6
    assert [page_id for page_id, *_ in mail.began[:3]] == ["p0", "p1", "p2"]


async def test_hung_page_does_not_hold_the_next(stage: Stage) -> None:
    """A page that hangs keeps the next one to the same target waiting for less than a second."""
    slack = Obedient(stage.clock, 60.0)
    async with stage.running(slack=slack):
        stage.outbox.add(delivery("p1"), delivery("p2"))
        await stage.clock.advance(1)

        assert stage.outbox.outcomes("p2") == [Outcome.ACCEPTED]


async def test_limit_spreads_pages(stage: Stage) -> None:
    """A channel of one page a second sends its burst at once and the rest a second apart, without losing attempts."""
    notifier = Obedient(stage.clock)
    async with stage.running(slack=Route(notifier=notifier, limit=Limit(burst=2, every=1.0))):
        stage.outbox.add(*(delivery(f"p{n}", address=f"#{n}") for n in range(6)))
        await stage.clock.advance(10)

    assert len(notifier.began) == 6
    assert all(at - index >= -2.001 for index, at in enumerate(notifier.seconds()))
    assert max(notifier.seconds()) <= 6
    assert {r.attempt for r in stage.outbox.receipts if r.outcome is Outcome.ACCEPTED} == {1}


async def test_withdrawn_before_its_turn(stage: Stage) -> None:
    """A page that waits behind another is not begun once somebody has acknowledged."""
    slack = ByTarget(stage.clock, busy=0.5)
    async with stage.running(slack=slack):
        stage.outbox.add(delivery("p1"), delivery("p2"))
        await stage.clock.advance(0.1)
        stage.sender.withdraw(["p1", "p2"])
        await stage.clock.advance(5)

    assert slack.took == ["p1"]
    assert stage.outbox.outcomes("p1") == [Outcome.ACCEPTED]
    assert stage.outbox.outcomes("p2") == [Outcome.CANCELLED]


async def test_poison_page_stops_nobody(stage: Stage) -> None:
    """A page that breaks its notifier comes back in an hour; the next page goes out."""
    slack = Obedient(stage.clock, KeyError("oops"))
    async with stage.running(slack=slack):
        stage.outbox.add(delivery("bad"))
        await stage.clock.advance(0.1)
        stage.outbox.add(delivery("good"))
        await stage.clock.advance(0.1)

    assert stage.outbox.outcomes("good") == [Outcome.ACCEPTED]
    (bad,) = [r for r in stage.outbox.receipts if r.page_id == "bad"]
    assert (bad.outcome, bad.next_at) == (Outcome.RETRY, NOON + timedelta(seconds=3600))


async def test_cancelled_inside_a_notifier(stage: Stage) -> None:
    """A notifier that is cancelled from within leaves its page unknown, not in limbo."""

    class Torn:
        kind = "test"

        async def send(self, delivery: Delivery) -> str | None:
            """Be cancelled by somebody else."""
            raise asyncio.CancelledError

    async with stage.running(slack=Torn()):
        stage.outbox.add(delivery())
        await stage.clock.advance(0.1)

        assert stage.outbox.outcomes() == [Outcome.UNKNOWN]


async def test_reload_swaps_channels(stage: Stage) -> None:
    """After a reload pages go by the new channels; a page under way ends on its old one."""
    old, new = Obedient(stage.clock, 5.0), Obedient(stage.clock)
    async with stage.running(slack=old):
        stage.outbox.add(delivery("p1"))
        await stage.clock.advance(1)
        stage.sender.use({"slack": Route(notifier=new)})
        stage.outbox.add(delivery("p2"))
        await stage.clock.advance(10)

    assert [page_id for page_id, *_ in old.began] == ["p1"]
    assert [page_id for page_id, *_ in new.began] == ["p2"]
    assert stage.outbox.outcomes("p1") == [Outcome.ACCEPTED]


async def test_slow_notifiers_are_prepared(stage: Stage) -> None:
    """A notifier that has something to load is asked to do so at the start and after a reload, before any page."""

    class Slow(Obedient):
        prepared = 0

        def prepare(self) -> None:
            """Count."""
            self.prepared += 1

    first, second = Slow(stage.clock), Slow(stage.clock)
    async with stage.running(slack=first):
        stage.sender.use({"slack": Route(notifier=second)})

    assert (first.prepared, second.prepared) == (1, 1)


async def test_report_survives_a_full_disk(stage: Stage) -> None:
    """What a provider took is told again and again until the store takes it; the page is not sent twice."""
    slack = Obedient(stage.clock)
    stage.outbox.report_errors = [StoreUnavailable("no space left")] * 4
    async with stage.running(slack=slack):
        stage.outbox.add(delivery())
        await stage.clock.advance(120)

    assert stage.outbox.outcomes() == [Outcome.ACCEPTED]
    assert len(slack.began) == 1


async def test_of_pages_that_cannot_be_reported_the_journal_names_the_oldest(stage: Stage) -> None:
    """Of hundreds each try says the same, so that it is one line a minute; the next is named once the first is settled."""
    stage.outbox.report_errors = [StoreUnavailable("no space left")] * 8
    with structlog.testing.capture_logs() as lines:
        async with stage.running(slack=Obedient(stage.clock)):
            for page_id in ("first", "second", "third"):
                stage.outbox.add(delivery(page_id, address=f"#{page_id}"))
                await stage.clock.advance(0.01)
            await stage.clock.advance(120)

    failed = [line["page_id"] for line in lines if line["event"] == "report.failed"]
    assert len(failed) == 8
    assert failed[:6] == ["first"] * 6
    assert sorted(receipt.page_id for receipt in stage.outbox.receipts) == ["first", "second", "third"]


async def test_page_leased_again_while_its_report_waits(stage: Stage) -> None:
    """A page whose report has not been committed yet is not sent a second time, even if it is leased again."""
    slack = Obedient(stage.clock)
    stage.outbox.report_errors = [StoreUnavailable("no space left")] * 3
    async with stage.running(slack=slack):
        stage.outbox.add(delivery())
        await stage.clock.advance(0.5)
        stage.outbox.add(delivery())
        await stage.clock.advance(60)

    assert len(slack.began) == 1


async def test_lease_failure_is_tried_again(stage: Stage) -> None:
    """A store that is away for a moment delays pages and loses none."""
    stage.outbox.lease_errors = [StoreUnavailable("read-only")] * 3
    async with stage.running(slack=Obedient(stage.clock)):
        stage.outbox.add(delivery())
        await stage.clock.advance(10)

    assert stage.outbox.outcomes() == [Outcome.ACCEPTED]


async def test_fault_of_the_outbox_is_raised(stage: Stage) -> None:
    """An outbox that is broken, not merely away, ends the loop: the supervisor must know."""
    stage.outbox.lease_errors = [ZeroDivisionError()]
    made = sender(stage.clock, stage.outbox, slack=Obedient(stage.clock))
    stage.outbox.add(delivery())

    with pytest.raises(ZeroDivisionError):
        await made.run()


async def test_heartbeat_moves_without_work(stage: Stage) -> None:
    """An idle sender still moves every few seconds, so that the watchdog can tell idle from stuck."""
    async with stage.running(slack=Obedient(stage.clock)):
        await stage.clock.advance(60)

        assert stage.sender.last_moved_at >= 54


async def test_stop_reports_what_is_under_way(stage: Stage) -> None:
    """A stop leaves no page without a word: begun ones are unknown, waiting ones come back, both at once."""
    slack = ByTarget(stage.clock)
    async with stage.running(slack=slack):
        stage.outbox.add(delivery("begun", address="hang-1"), delivery("waiting", address="hang-1"))
        await stage.clock.advance(0.2)

    assert stage.outbox.outcomes("begun") == [Outcome.UNKNOWN]
    assert stage.outbox.outcomes("waiting") == [Outcome.RETRY]
    assert [r.attempt for r in stage.outbox.receipts] == [1, 0]
    assert {r.next_at for r in stage.outbox.receipts} == {stage.clock.now()}


async def test_stop_does_not_wait_for_a_stuck_store(stage: Stage) -> None:
    """A store that takes no reports cannot hold up a stop; after a restart its leases are unknown anyway."""
    stage.outbox.report_delay = 1e6
    began = asyncio.get_running_loop().time()
    async with stage.running(slack=ByTarget(stage.clock)):
        stage.outbox.add(delivery("begun", address="hang-1"))
        await stage.clock.advance(0.1)

    assert asyncio.get_running_loop().time() - began < 5


async def test_secrets_in_foreign_errors_are_masked(stage: Stage) -> None:
    """A notifier's error goes into the receipt only through the mask."""
    made = sender(
        stage.clock, stage.outbox, slack=Obedient(stage.clock, DeliveryError("bad token t0k3n", permanent=True))
    )
    made._mask = lambda text: text.replace("t0k3n", "***")
    task = asyncio.create_task(made.run())
    stage.outbox.add(delivery())
    await stage.clock.advance(1)
    await made.stop(within_seconds=0.01)
    await asyncio.gather(task, return_exceptions=True)

    assert stage.outbox.receipts[0].detail == "bad token ***"
