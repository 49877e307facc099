"""Two machines over one store: one works, the other takes over; nothing is lost, nothing is decided twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import RULES, loud, until
from tests.acceptance.receiver import Receiver
from tests.cluster.pair import BRANDS, Machine, Pair, Span, Spike, check, is_all_told, replayed, taken_over

pytestmark = pytest.mark.slow

MORE_RULES = """
  - name: Louder voice
    severity: crisis
    watch: acme
    when: {influencer: {audience: 100k}}
    page: pr
"""


@pytest.fixture(params=["postgres", "servers"], ids=["postgres", "nats"])
def pair(request: pytest.FixtureRequest, tmp_path: Path, receiver: Receiver) -> Iterator[Pair]:
    """Return two machines over one store, of each kind."""
    address = request.getfixturevalue(request.param).store(f"pair_{time.monotonic_ns()}")
    made = Pair(tmp_path, receiver.url, f"{address}{'&' if '?' in address else '?'}lease=8")
    yield made
    made.end()


def _begun(pair: Pair) -> tuple[Machine, Machine]:
    """Start both; return the one that works, and the one that waits."""
    for one in pair.machines:
        one.begin()
    first = until(pair.working, "one of them works")
    second = next(one for one in pair.machines if one is not first)
    until(lambda: "start.standby" in second.log(), "the other waits")
    assert not second.is_answering()
    return first, second


@pytest.mark.parametrize("pair", ["postgres"], indirect=True)  # of a cluster more is killed below
def test_killed_in_the_middle_of_a_spike(pair: Pair, receiver: Receiver) -> None:
    """Kill -9 of the one that works, and of the one that took over: no post lost, no page lost, repeats marked; replay agrees."""
    first, second = _begun(pair)
    receiver.slow = 0.02
    spike = Spike(pair, pause=0.05)
    breaks: list[Span] = []
    try:
        for gone, other in ((first, second), (second, first)):
            paged = len(spike.paging)
            until(lambda paged=paged: len(spike.paging) >= paged + 2, "pages before the break")  # type: ignore[misc]
            gone.kill()
            breaks.append((time.monotonic(), time.monotonic()))
            taken_over(pair, gone, "the other machine took over")
            assert other.is_answering()
            if gone is first:
                first.begin()  # it takes over next
        paged = len(spike.paging)
        until(lambda: len(spike.paging) >= paged + 2, "pages after the breaks")
    finally:
        spike.end()

    check(first, receiver, spike.promised, spike.paging, breaks)
    decided = set(first.page_states())
    first.stop()
    assert decided <= replayed(first)


def test_one_that_froze_with_pages_in_hand_sends_none_of_them(pair: Pair, receiver: Receiver) -> None:
    """What it had in hand the other sends, marked, once the lease is over. It wakes, sends nothing, is refused, and ends by itself.

    A provider hangs over the first page of each channel, so that the others wait behind it when the machine stands still. The link of a page
    that the first has sent is good at the other, and rules that were changed meanwhile are in force there.
    """
    first, second = _begun(pair)
    for one in (first, second):
        (one.folder / "rules.yml").write_text(RULES + MORE_RULES)
    brands = set(BRANDS[:6])
    receiver.hangs = True
    assert first.post(*(loud(f"m_{brand}", watch=brand) for brand in sorted(brands))) == 202
    until(lambda: len({one.path for one in receiver.got if one.path.startswith("/pages")}) == 2, "both channels hang")
    first.freeze()
    breaks = [(time.monotonic(), time.monotonic())]
    receiver.hangs = False
    taken_over(pair, first, "the other machine took over")
    until(lambda: is_all_told(second), "the other machine has sent them all")
    sent = len(receiver.pages())
    first.thaw()
    assert first.process is not None
    first.process.wait(60)
    first.process = None
    assert "taken over" in first.log()
    assert len(receiver.pages()) == sent, "what was in its hands left it when it woke"
    _acknowledge(second, receiver.pages("page")[0])
    assert second.post(loud("after", watch="acme")) == 202
    until(lambda: any(page["watch"] == "acme" for page in receiver.pages("page")), "the page of the other machine")
    until(lambda: any("ouder" in str(one["rules"]) for one in second.incidents()), "an incident of the new rule")

    check(second, receiver, {f"m_{brand}" for brand in brands} | {"after"}, brands | {"acme"}, breaks)


def _acknowledge(house: Machine, page: dict[str, object]) -> None:
    """Follow the link of a page that another machine sent, and take its incident."""
    status, shown = house.ask("GET", str(page["link"]).removeprefix("https://alerts.test"), token="")
    assert status == 200, shown
    assert house.ask("POST", f"/api/v1/incidents/{page['incident']}/ack", b'{"by": "alice"}')[0] == 200
    assert "acknowledged" in {one["state"] for one in house.incidents() if one["id"] == page["incident"]}
