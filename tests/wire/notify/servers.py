"""A provider on loopback: records what it is sent and answers as it is told, also not at all or a byte a second."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One HTTP answer. hang: none at all; drip: a byte every 50 ms, without end; cut: the connection breaks."""

    status: int = 200
    body: str = "ok"
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    drip: bool = False
    cut: bool = False
    after: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


class Provider:
    """Answers each request with the next of its answers; the last one repeats. `by_path` comes first."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers) or [Answer()]
        self.by_path: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self.port = 0

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._talk(reader, writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        now = asyncio.get_running_loop().time()
        self.asked.append(Asked(method=method, path=path, headers=headers, body=body, at=now))
        answer = self.by_path.get(path)
        if answer is None:
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        await self._answer(answer, writer)

    async def _answer(self, answer: Answer, writer: asyncio.StreamWriter) -> None:
        if answer.cut:
            return
        if answer.hang:
            await asyncio.Event().wait()
        await asyncio.sleep(answer.after)
        content = answer.body.encode()
        headers = {"Content-Length": str(len(content)), "Connection": "close"} | answer.headers
        lines = [f"HTTP/1.1 {answer.status} X", *(f"{name}: {value}" for name, value in headers.items())]
        whole = ("\r\n".join(lines) + "\r\n\r\n").encode() + content
        while answer.drip:
            for byte in b"HTTP/1.1 200 " + b"x" * 1000:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.05)
        writer.write(whole)
        await writer.drain()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Provider]:
        """Listen on a free port; what hangs when the test ends is cut."""
        tasks: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            tasks.add(task)
            try:
                await self._serve(reader, writer)
            except asyncio.CancelledError:
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
