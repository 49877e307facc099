"""The direct route over a real connection."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta

import pytest

from alertd.notifiers.direct import Direct
from tests.unit.runtime.outbox_fakes import NOON
from tests.wire.notify.servers import Answer, Provider

pytestmark = pytest.mark.asyncio


async def test_told_once_an_hour() -> None:
    """The operators get one message per topic and hour, from a thread that holds nobody up."""
    async with Provider().open() as provider, asyncio.timeout(20):
        direct = Direct(f"json://127.0.0.1:{provider.port}/ops")
        assert direct.tell("store.full", "no space left on device", now=NOON)
        assert not direct.tell("store.full", "no space left on device", now=NOON)
        while not provider.asked:  # noqa: ASYNC110 - answered by a thread
            await asyncio.sleep(0.01)

    assert provider.asked[0].json()["title"] == "alertd: store.full"
    assert provider.asked[0].json()["message"].startswith("no space left on device\n[ops-store.full-")


async def test_failure_is_written_and_tried_again_sooner() -> None:
    """What cannot be sent is on standard error with its reason, and may be told again after five minutes."""
    stream = io.StringIO()
    async with Provider(Answer(status=403)).open() as provider, asyncio.timeout(20):
        direct = Direct(f"json://127.0.0.1:{provider.port}/ops", stream=stream)
        direct.tell("store.full", "no space left", now=NOON)
        while not stream.getvalue():  # noqa: ASYNC110 - written by a thread
            await asyncio.sleep(0.01)

        assert "no space left" in stream.getvalue()
        assert "403" in stream.getvalue()
        assert not direct.tell("store.full", "no space left", now=NOON + timedelta(minutes=4))
        assert direct.tell("store.full", "no space left", now=NOON + timedelta(minutes=5))
