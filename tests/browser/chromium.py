"""A headless Chromium, driven by its own protocol (CDP) over aiohttp: no driver to install beside the Debian package."""

from __future__ import annotations

import asyncio
import base64
import queue
import shutil
import subprocess
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import aiohttp

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
PATIENCE = 30.0
PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or ""


class Tab:
    """One page. faults: console errors, page errors, and what the content security policy refused."""

    def __init__(self, wire: aiohttp.ClientWebSocketResponse) -> None:
        self._wire = wire
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._events: dict[str, asyncio.Event] = {}
        self._number = 0
        self.faults: list[str] = []
        self.bytes = 0
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._wire:
            told = message.json()
            if "id" in told:
                self._waiting.pop(told["id"]).set_result(told)
                continue
            method, about = told["method"], told.get("params", {})
            self._events.setdefault(method, asyncio.Event()).set()
            if method == "Runtime.exceptionThrown":
                self.faults.append(str(about["exceptionDetails"].get("text")))
            elif method == "Runtime.consoleAPICalled" and about["type"] == "error":
                self.faults.append(str([one.get("value") for one in about["args"]]))
            elif method == "Log.entryAdded" and about["entry"]["level"] == "error":
                self.faults.append(about["entry"]["text"])
            elif method == "Network.loadingFinished":
                self.bytes += int(about["encodedDataLength"])

    async def say(self, method: str, **params: object) -> dict[str, Any]:
        """Send a command and return its result."""
        self._number += 1
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[self._number] = future
        await self._wire.send_json({"id": self._number, "method": method, "params": params})
        told = await asyncio.wait_for(future, PATIENCE)
        assert "error" not in told, told
        result: dict[str, Any] = told["result"]
        return result

    async def look(self, *, width: int, height: int = 900, dark: bool = False, language: str = "") -> None:
        """Be a screen of that width, by day or by night."""
        is_phone = width < 600
        await self.say(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=is_phone
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        # Without motion: a colour on its way from day to night is neither.
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        await self.say("Emulation.setEmulatedMedia", features=[scheme, still])

    async def go(self, url: str) -> None:
        """Load a page."""
        self.bytes = 0
        loaded = self._events["Page.loadEventFired"] = asyncio.Event()
        await self.say("Page.navigate", url=url)
        await asyncio.wait_for(loaded.wait(), PATIENCE)

    def expect_load(self) -> Awaitable[object]:
        """Return what waits for the page that is loaded next."""
        loaded = self._events["Page.loadEventFired"] = asyncio.Event()
        return asyncio.wait_for(loaded.wait(), PATIENCE)

    async def click(self, selector: str) -> None:
        """Press what the selector finds, and wait for the page that it leads to."""
        loaded = self._events["Page.loadEventFired"] = asyncio.Event()
        await self.run(f"document.querySelector({selector!r}).click()")
        await asyncio.wait_for(loaded.wait(), PATIENCE)

    async def run(self, script: str) -> Any:
        """Return what a script gives."""
        told = await self.say("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    async def until(self, script: str) -> Any:
        """Ask until the answer is true; return it."""
        for _ in range(2_000):  # of two seconds and of a loaded machine alike
            if answer := await self.run(script):
                return answer
            await asyncio.sleep(0.02)
        raise AssertionError(f"waited in vain for {script}")

    async def picture(self) -> bytes:
        """Return a screenshot of the whole page, as PNG."""
        told = await self.say("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        return base64.b64decode(told["data"])

    async def close(self) -> None:
        """Stop listening."""
        self._reader.cancel()
        await self._wire.close()


class Browser:
    """One browser for all stories of a run: each gets a window of its own, which knows nothing of the others."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="alertd-chromium-")
        self._process = subprocess.Popen(
            [PROGRAM, *FLAGS, f"--user-data-dir={self._folder}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.port = self._listens_at()

    def _listens_at(self) -> int:
        """Return its port, and go on reading what it says: a full pipe would stop it."""
        told: queue.Queue[bytes] = queue.Queue()

        def read() -> None:
            for line in self._process.stderr or ():
                told.put(line)
            told.put(b"")

        threading.Thread(target=read, daemon=True).start()
        while line := told.get(timeout=PATIENCE):
            if b"DevTools listening on" in line:
                return int(line.decode().split("127.0.0.1:")[1].split("/")[0])
        raise AssertionError("Chromium ended before it listened")

    def close(self) -> None:
        """End it, and take its folder away."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


@cache
def browser() -> Browser:
    """Return the browser of this run; conftest ends it."""
    return Browser()


@asynccontextmanager
async def opened() -> AsyncIterator[Tab]:
    """Open a window without a past, and yield its tab."""
    address = f"http://127.0.0.1:{browser().port}"
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{address}/json/version") as answer:
            whole = Tab(await session.ws_connect((await answer.json())["webSocketDebuggerUrl"]))
        context = (await whole.say("Target.createBrowserContext"))["browserContextId"]
        target = (await whole.say("Target.createTarget", url="about:blank", browserContextId=context))["targetId"]
        wire = await session.ws_connect(
            f"{address.replace('http', 'ws', 1)}/devtools/page/{target}", max_msg_size=64 * 1024 * 1024
        )
        tab = Tab(wire)
        for domain in ("Page", "Runtime", "Log", "Network"):
            await tab.say(f"{domain}.enable")
        try:
            yield tab
        finally:
            await tab.close()
            await whole.say("Target.disposeBrowserContext", browserContextId=context)
            await whole.close()
