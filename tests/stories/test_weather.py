"""Stories of a provider that fails for exactly three seconds, a hundred seconds and twenty minutes, in each way it can.

In the end every page has arrived or operators know that it did not, and nobody was told the same twice without the mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.model.house import House
from alertd.model.page import PageKind
from alertd.model.people import Channel, Person, Policy, Roster, Step
from alertd.model.rule import Influencer, Rule, Severity
from alertd.model.watch import Watch
from alertd.notifiers.slack.notifier import Slack
from alertd.notifiers.webhook.notifier import Webhook
from alertd.ports import Notifier
from alertd.testing import FakeClock
from tests.stories.weather import PATIENCE, Provider, WeatherStory
from tests.unit.runtime.made import NOON, loud

pytestmark = pytest.mark.asyncio

MOODS = ("403", "429", "500", "503", "hangs", "closes", "lies")
SPANS = {"3 s": 3.0, "100 s": 100.0, "20 min": 1200.0}


def house(kind: str) -> House:
    """Return a crisis that wakes ayse, then omar, both by the provider that will fail; operators have another."""
    addresses = {"ayse": "D7", "omar": "D8"}
    people = {name: Person(name=name, addresses={"hook": at}) for name, at in addresses.items()}
    people["ops"] = Person(name="ops", addresses={"pager": "ops"})
    steps = tuple(Step(notify=(name,), by=("hook",), escalate_after=timedelta(minutes=10)) for name in addresses)
    channels = {"hook": Channel(name="hook", kind=kind), "pager": Channel(name="pager", kind="webhook")}
    policies = {
        "pr": Policy(name="pr", steps=steps),
        "ops": Policy(name="ops", steps=(Step(notify=("ops",), by=("pager",)),)),
    }
    rule = Rule(id="loud", name="Loud", severity=Severity.CRISIS, when=Influencer(audience=100_000), page="pr")
    return House(
        watches=(Watch(name="acme", terms=("acme",)),),
        rules=(rule,),
        roster=Roster(channels=channels, people=people, policies=policies),
        ops_policy="ops",
    )


def notifier(kind: str, url: str) -> Notifier:
    """Return what sends by the provider that will fail; it waits for longer than any test."""
    if kind == "slack":
        return Slack("hook", "xoxb-1", base_url=url, deadline=PATIENCE)
    return Webhook("hook", url, deadline=PATIENCE)


@asynccontextmanager
async def told(path: Path, kind: str) -> AsyncIterator[tuple[WeatherStory, Provider, Provider]]:
    """Yield a story at noon, its provider, and the one of operators, which is always well."""
    clock = FakeClock(NOON)
    provider, pager = Provider(clock), Provider(clock)
    async with provider.open(), pager.open():
        story = WeatherStory(path, house(kind), clock)
        story.begin(
            {"hook": notifier(kind, provider.url), "pager": Webhook("pager", pager.url, deadline=PATIENCE)},
            provider,
            pager,
        )
        try:
            yield story, provider, pager
        finally:
            await story.end()


def unmarked_repeats(provider: Provider) -> dict[str, int]:
    """Return the pages that arrived more than once without saying so."""
    plain = Counter(one.page_id for one in provider.arrived if not one.is_marked)
    return {page_id: count for page_id, count in plain.items() if count > 1}


def never_arrived(story: WeatherStory, provider: Provider) -> list[str]:
    """Return the pages that count as taken and never came."""
    came = {one.page_id for one in provider.arrived}
    return [
        page.page_id
        for page, state in story.pages(PageKind.PAGE)
        if state in ("accepted", "delivered") and page.page_id not in came
    ]


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("mood", MOODS)
async def test_in_the_end_somebody_is_told_and_nobody_twice_unmarked(mood: str, span: str, tmp_path: Path) -> None:
    """The provider fails as the crisis begins. When it is well again people are told; operators hear of each who was not.

    A bare 403 is the first person's own until the second meets it too: then he is tried again, and she is one of whom operators hear.
    """
    well_at = NOON + timedelta(seconds=SPANS[span])
    async with told(tmp_path, "webhook") as (story, provider, pager):
        provider.bad = lambda at: mood if at < well_at else ""
        story.take(loud())
        await story.until(NOON + timedelta(hours=1, minutes=30))

        reached = {one.to for one in provider.arrived}
        lost = {page.to for page, state in story.pages(PageKind.PAGE) if state == "dead"}
        assert reached == {"ayse", "omar"} or (mood == "403" and reached == {"omar"})
        assert unmarked_repeats(provider) == {}
        assert never_arrived(story, provider) == []
        assert all(any(name in one.told for one in pager.arrived) for name in lost), "operators do not know"
        assert not [state for _, state in story.pages() if state in ("planned", "leased", "retry", "unknown")]


@pytest.mark.parametrize("mood", ["500", "503", "lies"])
async def test_an_answer_that_leaves_it_open_marks_what_follows(mood: str, tmp_path: Path) -> None:
    """Whoever broke may have taken it before: the retry says that it may be a repeat, and its text is worded so."""
    async with told(tmp_path, "webhook") as (story, provider, _):
        provider.bad = lambda at: mood if at < NOON + timedelta(seconds=3) else ""
        story.take(loud())
        await story.until(NOON + timedelta(seconds=8))

    assert [one.is_marked for one in provider.arrived] == ([False, True] if mood == "lies" else [True])
    assert len({one.page_id for one in provider.arrived}) == 1


@pytest.mark.parametrize("mood", ["403", "429"])
async def test_a_refusal_marks_nothing(mood: str, tmp_path: Path) -> None:
    """Who says no has not taken it: what comes after is the first that anybody hears."""
    async with told(tmp_path, "webhook") as (story, provider, _):
        provider.bad = lambda at: mood if at < NOON + timedelta(seconds=3) else ""
        story.take(loud())
        await story.until(NOON + timedelta(minutes=12))

    assert provider.arrived
    assert not any(one.is_marked for one in provider.arrived)


@pytest.mark.parametrize("mood", ["500", "hangs", "lies"])
async def test_slack_in_bad_weather(mood: str, tmp_path: Path) -> None:
    """The same by Slack's own interface, which has a message for each page and no key that would make a repeat harmless."""
    async with told(tmp_path, "slack") as (story, provider, pager):
        provider.bad = lambda at: mood if at < NOON + timedelta(seconds=100) else ""
        story.take(loud())
        await story.until(NOON + timedelta(minutes=40))

        assert {one.to for one in provider.arrived} == {"D7", "D8"}
        assert unmarked_repeats(provider) == {}
        assert never_arrived(story, provider) == []
        assert pager.arrived or not [page for page, state in story.pages(PageKind.PAGE) if state == "dead"]


@pytest.mark.parametrize("mood", ["500", "lies", "hangs"])
async def test_a_mark_outlives_a_kill(mood: str, tmp_path: Path) -> None:
    """Killed between the answer and the next try, and again with a page in its hands: what may be a repeat still says so."""
    async with told(tmp_path, "webhook") as (story, provider, _):
        provider.bad = lambda at: mood if at < NOON + timedelta(seconds=30) else ""
        story.take(loud())
        await story.until(NOON + timedelta(seconds=2))
        await story.restart()
        await story.until(NOON + timedelta(seconds=20))
        await story.restart()
        await story.until(NOON + timedelta(hours=1))

        assert {one.to for one in provider.arrived} == {"ayse", "omar"}
        assert unmarked_repeats(provider) == {}
        assert never_arrived(story, provider) == []


async def test_a_provider_that_breaks_and_then_hangs_is_not_given_up_early(tmp_path: Path) -> None:
    """A 500 and then no answer is one attempt without an answer, not two: the page keeps its way and arrives, marked."""
    async with told(tmp_path, "webhook") as (story, provider, _):
        moods = iter(("500", "500", "hangs"))
        provider.bad = lambda _at: next(moods, "")
        story.take(loud())
        await story.until(NOON + timedelta(minutes=3))

        ((page, state),) = [(page, state) for page, state in story.pages(PageKind.PAGE) if page.to == "ayse"]
        assert (state, [one.is_marked for one in provider.arrived if one.page_id == page.page_id]) == (
            "accepted",
            [True],
        )


@pytest.mark.parametrize(
    ("kind", "mood"), [("slack", "invalid_auth"), ("slack", "token_revoked"), ("slack", "401"), ("webhook", "401")]
)
async def test_a_wrong_token_keeps_nobody_waiting(kind: str, mood: str, tmp_path: Path) -> None:
    """What refuses us takes no page of anybody: both people are tried within a second, operators know which channel it is.

    Twenty minutes later somebody puts the token right, and the page is taken all the same: it was never given up.
    """
    right_at = NOON + timedelta(minutes=20)
    async with told(tmp_path, kind) as (story, provider, pager):
        provider.bad = lambda at: mood if at < right_at else ""
        story.take(loud())
        await story.until(NOON + timedelta(seconds=2))

        assert {page.to for page, _ in story.pages(PageKind.PAGE)} == {"ayse", "omar"}
        assert any("channel hook takes no page of ours" in one.told for one in pager.arrived)

        await story.until(right_at + timedelta(minutes=6))

        assert {one.to for one in provider.arrived} >= ({"D7", "D8"} if kind == "slack" else {"ayse", "omar"})
        assert unmarked_repeats(provider) == {}
