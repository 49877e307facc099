"""One answer, whoever reads: the same raw posts give the same log and the same pages, byte for byte, with 0, 1, 2 or 4 machines that read."""

from __future__ import annotations

import pytest

from alertd.store.nats.address import parsed
from tests.cluster.one_answer import plain, with_machines
from tests.cluster.servers import NatsServers

pytestmark = pytest.mark.asyncio


async def test_the_same_log_and_the_same_pages_whoever_reads(servers: NatsServers) -> None:
    """One machine all the time, then four, then two, some leaving in between: no byte is another one."""
    without = await plain()
    assert sum(b'"MentionSeen"' in one or b"mention" in one for one in without) > 500
    assert any(b"page_id" in one for one in without), "it pages"

    alone, far = await with_machines(parsed(servers.store("alone")), (1, 1, 1))
    assert far.counts.read > 20
    assert alone == without
    scaled, far = await with_machines(parsed(servers.store("scaled")), (1, 4, 2))
    assert far.counts.read > 10
    assert scaled == without


async def test_a_machine_that_stands_still_again_and_again_changes_nothing(servers: NatsServers) -> None:
    """Batches that come back late or not at all are read by the one that works, in their place."""
    bad, far = await with_machines(parsed(servers.store("bad")), (1, 1, 2), is_bad=True)
    assert far.counts.failed > 0
    assert bad == await plain()
