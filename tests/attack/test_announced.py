"""Nothing is announced before it is true: a program that waits for "ready" finds all of it, and one that comes early is told to wait."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from alertd.app.daemon import Daemon
from alertd.app.sources import Sources
from alertd.config import load_settings
from alertd.runtime.systemd import Notify
from tests.acceptance.house import House, loud

pytestmark = pytest.mark.asyncio


class Told(Notify):
    """What the service manager was told, with what was true at that moment."""

    def __init__(self, folder: Path) -> None:
        super().__init__({})
        self.folder = folder
        self.ready_with: list[bool] = []

    def ready(self, status: str) -> None:
        """See Notify."""
        self.ready_with.append((self.folder / "api_token").is_file() and "sources see" in status)


async def test_ready_is_said_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the sources are being begun: 503, also to who pushes, and the token already lies there. Then 200, and all of it works."""
    house = House(tmp_path, "http://127.0.0.1:9")
    monkeypatch.delenv("ALERTD_TOKEN", raising=False)
    for name, value in house.environment.items():
        if name != "ALERTD_TOKEN":
            monkeypatch.setenv(name, value)
    loaded = load_settings(tmp_path / "alertd.yaml")
    folder, early = loaded.settings.data_dir, {}
    notify = Told(folder)
    daemon = Daemon(loaded, notify=notify)
    begin = Sources.start

    async def ask(path: str, body: object = None, token: str = "") -> tuple[int, dict[str, str], Any]:
        url, headers = f"http://{daemon.address}{path}", {"Authorization": f"Bearer {token}"} if token else {}
        async with aiohttp.ClientSession() as session:
            method = "GET" if body is None else "POST"
            async with session.request(method, url, json=body, headers=headers) as answer:
                return answer.status, dict(answer.headers), json.loads(await answer.read())

    async def begin_later(sources: Sources, *args: Any) -> None:
        token = (folder / "api_token").read_text().strip()
        early["ready"] = await ask("/readyz")
        early["post"] = await ask("/ingest/zap", loud("p1"), house.environment["ZAP_TOKEN"])
        early["list"] = await ask("/api/v1/incidents", token=token)
        await begin(sources, *args)

    monkeypatch.setattr(Sources, "start", begin_later)
    try:
        await daemon.start()
        assert early["ready"][0] == 503
        assert (early["post"][0], early["post"][1]["Retry-After"]) == (503, "1")
        assert early["list"][0] == 200
        assert notify.ready_with == [True]

        token = (folder / "api_token").read_text().strip()
        assert (folder / "api_token").stat().st_mode & 0o777 == 0o600
        assert (await ask("/readyz"))[0] == 200
        assert (await ask("/ingest/zap", loud("p1"), house.environment["ZAP_TOKEN"]))[0] == 202
        assert (await ask("/ingest/nobody", loud("p2"), house.environment["ZAP_TOKEN"]))[0] == 404
        assert (await ask("/api/v1/oncall", token=token))[0] == 200
    finally:
        await daemon.stop()
    assert not daemon.backend.readiness().is_ready


async def test_all_is_well_is_not_said_before_the_start_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dead man's switch outside hears nothing of a daemon that does not read yet."""
    house = House(tmp_path, "http://127.0.0.1:9", more="heartbeat: {url: 'http://127.0.0.1:9/beat', every: 1s}\n")
    for name, value in house.environment.items():
        monkeypatch.setenv(name, value)
    daemon = Daemon(load_settings(tmp_path / "alertd.yaml"), notify=Notify({}))
    begin, seen = Sources.start, []

    async def begin_later(sources: Sources, *args: Any) -> None:
        seen.append(daemon.running.beat is None)
        await begin(sources, *args)

    monkeypatch.setattr(Sources, "start", begin_later)
    try:
        await daemon.start()
        assert seen == [True]
        assert daemon.running.beat is not None
    finally:
        await daemon.stop()
