"""Who is erased is named by no answer that was worked out before."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from alertd.app import backend as backend_module
from alertd.app.answers import Answers
from alertd.app.backend import DaemonBackend
from alertd.runtime.erase import Outcome
from alertd.store_port import Place

if TYPE_CHECKING:
    from alertd.app.metrics import Metrics
    from alertd.app.running import Running

pytestmark = pytest.mark.asyncio

#: The answers in which people are named: an incident's file, our answers, a burst, a report, how a rule stands.
NAMING = ("_files", "_given", "_bursts", "_reports", "_stands")


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DaemonBackend:
    """Return a backend whose store erases at once."""

    async def erased(_running: Running, author: str) -> Outcome:
        return Outcome(people=(author,), texts=1)

    monkeypatch.setattr(backend_module, "erase", erased)
    settings = SimpleNamespace(place=Place(folder=tmp_path), data_dir=tmp_path)
    running = SimpleNamespace(settings=settings, open_reader=lambda: pytest.fail("nobody reads"))
    return DaemonBackend(cast("Running", running), cast("Metrics", None))


@pytest.mark.parametrize("kind", NAMING)
async def test_what_was_answered_before_is_not_answered_again(backend: DaemonBackend, kind: str) -> None:
    """However fresh it is: a report of last month would be shown for an hour, a picture once more whenever somebody asks."""
    answers: Answers[Any] = getattr(backend, kind)
    said = iter(("Paul Loudmouth started it", "somebody who was erased started it"))

    async def told() -> str:
        return next(said)

    async def asked() -> Any:
        return await answers.get("march", told, fresh_for=3600.0, patience=5.0)

    assert await asked() == await asked() == "Paul Loudmouth started it"

    assert (await backend.forget("x:4711")).texts == 1

    assert await asked() == "somebody who was erased started it"


async def test_what_was_being_worked_out_meanwhile_is_not_kept(backend: DaemonBackend) -> None:
    """It may have read the name before it was gone."""
    answers: Answers[Any] = backend._reports
    may_end = asyncio.Event()

    async def old() -> str:
        await may_end.wait()
        return "Paul Loudmouth"

    async def new() -> str:
        return "nobody"

    assert await answers.get("march", old, fresh_for=3600.0, patience=0.0) is None
    await backend.forget("x:4711")
    may_end.set()

    assert await answers.get("march", new, fresh_for=3600.0, patience=5.0) == "nobody"
