"""A channel that takes no page of ours (a revoked token): others are asked at once, operators hear, and it is tried on."""

from __future__ import annotations

from datetime import time

from alertd.core.engine import Engine
from alertd.model.events import OpsNoted, PageReported
from alertd.model.house import House
from alertd.model.incident import Act
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.people import ClockSpan, Policy
from tests.unit.core.stage import DAY_LONG, URGENT, Stage, clock, house, loud, step, with_person, with_policy

WRONG = "the provider answered 200 and said no (invalid_auth)"


def report(
    stage: Stage,
    page: Page,
    outcome: Outcome = Outcome.RETRY,
    *,
    attempt: int = 1,
    is_refused: bool = True,
    detail: str = WRONG,
) -> None:
    """Let a channel say what became of a page; by default that it takes none of ours."""
    receipt = Receipt(
        page_id=page.page_id,
        outcome=outcome,
        at=stage.now,
        sent_at=stage.now,
        attempt=attempt,
        detail=detail,
        is_refused=is_refused and outcome is Outcome.RETRY,
    )
    stage.handle(PageReported(at=stage.now, receipt=receipt))


def three(*, after: int = 10) -> House:
    """Return a house whose policy asks ayse, omar and maria, ten minutes apart."""
    steps = tuple(step(name, after=after) for name in ("ayse", "omar", "maria"))
    return with_policy(house(loud(keep_firing_for=DAY_LONG)), Policy(name="pr", steps=steps))


def where(stage: Stage, kind: PageKind = PageKind.PAGE) -> list[tuple[str, str]]:
    """Return (person, channel) of each page of a kind."""
    return [(page.to, page.channel) for page in stage.pages if page.kind is kind]


def refuse_all_of(stage: Stage, name: str) -> None:
    """Let each channel of a person refuse, in turn, as the pages are made."""
    seen = 0
    while seen < len(stage.pages):
        page = stage.pages[seen]
        seen += 1
        if page.to == name and page.kind is PageKind.PAGE:
            report(stage, page)


def test_the_first_refusal_leads_to_the_next_channel_at_once() -> None:
    """Not after the second try, as where a provider has a bad minute: the next try will say the same."""
    stage = Stage(three()).fire("10:00")
    report(stage, stage.pages[0])

    assert where(stage) == [("ayse", "slack"), ("ayse", "sms")]
    told = next(page for page in stage.pages if page.channel == "sms")
    assert [one.partition(":")[0] for one in told.reasons][-2:] == ["channel-refuses", "next-channel"]
    assert told.at == stage.pages[0].at


def test_a_bad_minute_still_waits_for_the_second_try() -> None:
    """A 503 passes by itself: nobody else is woken for it."""
    stage = Stage(three()).fire("10:00")
    report(stage, stage.pages[0], is_refused=False, detail="503")

    assert where(stage) == [("ayse", "slack")]
    assert "channel-refuses" not in stage.reasons()


def test_who_has_no_other_way_does_not_keep_the_next_person_waiting() -> None:
    """Both of her channels refuse: omar is paged in the same second, and reads that nobody before him could be reached."""
    stage = Stage(three()).fire("10:00")
    refuse_all_of(stage, "ayse")

    assert stage.told()[-1] == "10:00 omar"
    assert [page.facts["again"] for page in stage.pages if page.to == "omar"] == ["dead"]


def test_the_next_person_alone_is_hurried_not_the_whole_policy() -> None:
    """Omar's channel takes his page: maria is asked when her time comes."""
    stage = Stage(three()).fire("10:00")
    refuse_all_of(stage, "ayse")
    report(stage, stage.pages[-1], Outcome.ACCEPTED)
    assert "maria" not in {page.to for page in stage.pages}

    stage.until("10:15")

    assert stage.told()[-1] == "10:10 maria"


def test_operators_hear_once_of_the_channel_and_at_once() -> None:
    """Which channel and what it said; not a message for each page that it refuses, and not again with each try."""
    stage = Stage(three()).fire("10:00")
    first = stage.pages[0]
    for attempt in range(1, 5):
        report(stage, first, attempt=attempt)

    (told,) = [page for page in stage.pages if page.kind is PageKind.OPS]
    assert told.at == first.at
    assert str(told.facts["note"]).startswith(
        f"channel slack takes no page of ours until somebody puts it right: {WRONG}"
    )
    assert where(stage) == [("ayse", "slack"), ("ayse", "sms")]


def test_a_page_that_is_taken_after_all_hurries_nobody_later() -> None:
    """The token is put right and her chat takes it: that a second channel dies then asks nobody else before the time."""
    stage = Stage(three()).fire("10:00")
    chat = stage.pages[0]
    report(stage, chat)
    phone = next(page for page in stage.pages if page.channel == "sms")
    report(stage, chat, Outcome.ACCEPTED, attempt=2)
    stage.dead(phone)

    assert {page.to for page in stage.pages if page.kind is PageKind.PAGE} == {"ayse"}


def test_when_it_is_given_up_half_an_hour_later_who_was_told_otherwise_is_not_told_again() -> None:
    """Her phone has had it since the first second: the tenth refusal of her chat is no reason to ring on a third channel."""
    stage = Stage(three()).fire("10:00")
    chat = stage.pages[0]
    report(stage, chat)
    phone = next(page for page in stage.pages if page.channel == "sms")
    report(stage, phone, Outcome.ACCEPTED)
    before = len(where(stage))
    report(stage, chat, Outcome.DEAD, attempt=10)

    assert len(where(stage)) == before


def test_a_channel_that_fails_twice_and_then_refuses_opens_no_third_way() -> None:
    """When it was stuck her phone was begun; that its word has changed changes nothing for her, but operators hear it."""
    stage = Stage(three()).fire("10:00")
    chat = stage.pages[0]
    report(stage, chat, is_refused=False, attempt=2, detail="503")
    report(stage, chat, attempt=3)

    assert where(stage) == [("ayse", "slack"), ("ayse", "sms")]
    assert "channel slack takes no page" in " ".join(str(page.facts.get("note")) for page in stage.pages)


def test_who_took_it_meanwhile_is_not_told_on_another_channel() -> None:
    """The refusal comes after omar's "I have it": operators hear of the channel, nobody else is woken."""
    stage = Stage(three()).fire("10:00")
    stage.act(Act.ACK, by="omar")
    report(stage, stage.pages[0])

    assert where(stage) == [("ayse", "slack")]
    assert [page.kind for page in stage.pages if page.to == "ops"] == [PageKind.OPS]


def test_a_message_to_operators_that_is_refused_makes_no_message_about_itself() -> None:
    """It goes on to their next channel, then by the direct route; there is no end of messages about messages otherwise."""
    stage = Stage(house(loud()))
    stage.handle(OpsNoted(at=stage.now, topic="disk", text="the disk is full"))
    report(stage, stage.pages[0])
    report(stage, stage.pages[1])

    assert where(stage, PageKind.OPS) == [("ops", "slack"), ("ops", "sms")]
    assert f"no page reaches ops on slack: {WRONG}" in str(stage.pages[1].facts["note"])
    assert stage.reasons().count("ops-unreachable") == 1


def test_a_restart_remembers_who_was_refused() -> None:
    """Killed between the refusal and its second try: nobody is told a third time because of it."""
    stage = Stage(three()).fire("10:00")
    report(stage, stage.pages[0])
    before = where(stage)
    stage.engine = Engine.restore(stage.engine.snapshot())
    report(stage, stage.pages[0], attempt=2)

    assert where(stage) == before


def test_who_was_not_woken_is_not_said_to_have_left_it_unanswered() -> None:
    """Ayse sleeps, her page waits for the morning; what omar reads says so."""
    first = three()
    asleep = first.roster.people["ayse"].with_(quiet=ClockSpan(begins=time(9), ends=time(17)))
    rule = loud(keep_firing_for=DAY_LONG, severity=URGENT)
    stage = Stage(with_person(first, asleep).with_(rules=(rule,))).fire("10:00").until("10:12")

    (held,) = [page for page in stage.pages if page.to == "ayse"]
    assert held.hold_until == clock("17:00")
    assert [page.facts["again"] for page in stage.pages if page.to == "omar"] == ["held"]
