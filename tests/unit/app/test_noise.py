"""A post that somebody calls noise is an example to learn from, until somebody says that it is none."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from alertd.app.backend import DaemonBackend
from alertd.model.incident import Act
from alertd.scorers import labels
from alertd.store_port import Place
from tests.unit.runtime.made import NOON

if TYPE_CHECKING:
    from alertd.app.metrics import Metrics
    from alertd.app.running import Running

pytestmark = pytest.mark.asyncio


class House(DaemonBackend):
    """A backend with one incident of acme, whose acts are all taken."""

    async def incident(self, incident: str) -> Any:
        """Return it."""
        return SimpleNamespace(id=incident, watch="acme")

    async def mention_of(self, watch: str, _platform: str, _post: str) -> Any:
        """Return a post of it."""
        return SimpleNamespace(watch=watch)

    async def label(self, incident: str, platform: str, post: str, label: str, *, by: str) -> None:
        """Write a label down as the daemon does, with a text of its own."""
        said = {"labelled_by": by, "labelled_at": NOON, "author": "a", "text": "kettle", "created_at": NOON}
        watch = (await self.incident(incident)).watch
        labels.append(self._data_dir, labels.Label(id=post, platform=platform, watch=watch, label=label, **said))  # type: ignore[arg-type]

    async def _taken(self, event: Any) -> Any:
        """Take any act."""
        return event


@pytest.mark.parametrize("back", [Act.TAKE_IN, Act.PIN])
async def test_what_is_taken_in_or_pinned_teaches_nobody_that_it_is_noise(tmp_path: Path, back: Act) -> None:
    """A post that matters must not stand among those that `alertd suggest` is to leave out; another one that is noise stays."""
    running = SimpleNamespace(
        settings=SimpleNamespace(place=Place(folder=tmp_path), data_dir=tmp_path),
        open_reader=lambda: None,
        clock=SimpleNamespace(now=lambda: NOON),
    )
    backend = House(cast("Running", running), cast("Metrics", None))
    for post in ("1", "2"):
        await backend.pin("i", Act.LEAVE_OUT, "x", post, by="ayse", via="page")

    await backend.pin("i", back, "x", "1", by="ayse", via="page")

    (left,) = labels.path_of(tmp_path, "acme").read_text(encoding="utf-8").splitlines()
    assert '"id":"2"' in left
