"""Telegram against a loopback Bot API that forgets what was confirmed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web

from alertd.errors import SourceError
from alertd.model.source_state import SourceState
from alertd.sources.telegram import source as telegram
from alertd.sources.telegram.source import Telegram, TelegramOptions
from tests.wire.plain_server import PlainServer
from tests.wire.pond import START, QuickClock, Writer

pytestmark = pytest.mark.asyncio
TOKEN = "42:secret-of-the-bot"


class Bot:
    """Updates that wait for one reader; a question with an offset confirms, and forgets, what is before it."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.number = 100
        self.refuses: tuple[int, dict[str, Any]] | None = None
        self.confirmed = 0

    def posts(self, text: str | None, *, kind: str = "channel_post", where: str = "channel", **changes: Any) -> int:
        """Let somebody write into a chat."""
        self.number += 1
        message = {
            "message_id": self.number,
            "date": int(START.timestamp()),
            "chat": {"id": -1001, "type": where, "title": "Acme news", "username": "acmenews"},
            **({} if text is None else {"text": text}),
            **changes,
        }
        self.updates.append({"update_id": self.number, kind: message})
        return self.number

    async def __call__(self, request: web.Request) -> web.Response:
        """Answer getUpdates."""
        if self.refuses is not None:
            status, body = self.refuses
            return web.json_response(body, status=status)
        offset = int(request.query["offset"])
        self.confirmed = max(self.confirmed, offset)
        self.updates = [one for one in self.updates if one["update_id"] == [] or one["update_id"] >= offset]
        if not self.updates:
            await asyncio.sleep(0.01)  # a hold of twenty seconds, in short
        return web.json_response({"ok": True, "result": self.updates[:100]})


def reader(server: PlainServer, clock: QuickClock, *chats: str) -> Telegram:
    """Return the source at the server."""
    return Telegram(
        TelegramOptions(bot_token=TOKEN, base_url=server.url, chats=chats), name="t", watches=(), clock=clock
    )


def serve(server: PlainServer) -> Bot:
    """Put a bot onto the server."""
    bot = Bot()
    server.answers[f"/bot{TOKEN}/getUpdates"] = bot
    return bot


async def test_posts_and_edits_arrive_and_are_confirmed_after_their_commit() -> None:
    """A reader that ends before the commit is handed the same update again."""
    clock = QuickClock()
    async with PlainServer() as server:
        bot = serve(server)
        first = bot.posts("Acme is down")
        stream = reader(server, clock).batches(None)
        async for batch in stream:
            if batch.records:
                break  # taken, and never committed
        await stream.aclose()  # type: ignore[attr-defined]
        assert bot.confirmed <= first

        writer = Writer()
        async with writer.reading(reader(server, clock)):
            await writer.until(lambda: f"-1001/{first}" in writer.ids)
            await writer.until(lambda: bot.confirmed > first)
            bot.posts("Acme is up", kind="edited_channel_post", message_id=first)
            await writer.until(lambda: writer.posts["telegram", f"-1001/{first}"].text == "Acme is up")
        post = writer.posts["telegram", f"-1001/{first}"]
        assert post.url == f"https://t.me/acmenews/{first}"
        assert (post.author, post.author_handle, post.author_name) == ("-1001", "acmenews", "Acme news")
        assert post.attached == {"place": "Acme news"}

        async with writer.reading(reader(server, clock)):
            second = bot.posts("again")
            await writer.until(lambda: f"-1001/{second}" in writer.ids)


async def test_a_group_has_people_and_threads_and_a_private_chat_is_private() -> None:
    """What somebody tells the bot alone is no mention, nor is a picture without words."""
    clock = QuickClock()
    lea = {"id": 9, "username": "lea", "first_name": "Lea", "last_name": "L"}
    async with PlainServer() as server:
        bot = serve(server)
        bot.posts("my secret", kind="message", where="private", **{"from": lea})
        bot.posts(None, caption=None)
        bot.posts(None, caption="look at this kettle")
        bot.posts("it burns", kind="message", where="supergroup", reply_to_message={"message_id": 5}, **{"from": lea})
        async with Writer().reading(reader(server, clock)) as writer:
            await writer.until(lambda: len(writer.posts) == 2)
        texts = {post.text: post for post in writer.posts.values()}
        assert set(texts) == {"look at this kettle", "it burns"}
        burns = texts["it burns"]
        assert (burns.author, burns.author_handle, burns.author_name) == ("9", "lea", "Lea L")
        assert (burns.in_reply_to, burns.conversation) == ("-1001/5", "-1001/5")


async def test_only_named_chats_are_read() -> None:
    """By @name, whatever its case, or by id."""
    clock = QuickClock()
    async with PlainServer() as server:
        bot = serve(server)
        bot.posts("kept")
        other = {"id": -2, "type": "channel", "title": "Other", "username": "other"}
        bot.posts("dropped", chat=other)
        async with Writer().reading(reader(server, clock, "@AcmeNews")) as writer:
            await writer.until(lambda: writer.posts)
            last = bot.number
            await writer.until(lambda: bot.confirmed > last)
        assert [post.text for post in writer.posts.values()] == ["kept"]


async def test_an_odd_update_costs_only_itself_and_is_confirmed_too() -> None:
    """Else Telegram would hand it out for ever."""
    clock = QuickClock()
    async with PlainServer() as server:
        bot = serve(server)
        bot.posts("one")
        bot.posts("odd", date="never", chat=5)
        bot.updates.append({"update_id": [], "channel_post": {}})
        last = bot.posts("two")
        async with Writer().reading(reader(server, clock)) as writer:
            await writer.until(lambda: len(writer.posts) == 2)
            await writer.until(lambda: bot.confirmed > last)
        assert len(writer.rejects) == 2


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (409, {"ok": False, "error_code": 409}, "something else reads this bot"),
        (429, {"ok": False, "parameters": {"retry_after": 3}}, "asks for a pause"),
        (500, {"ok": False}, "answered 500"),
        (200, {"ok": False}, "answered 200"),
        (200, ["odd"], "not an answer of Telegram"),
    ],
)
async def test_what_fails_is_told_and_comes_back(status: int, body: Any, said: str) -> None:
    """Without the token, which stands in the address."""
    clock = QuickClock(speed=100)
    async with PlainServer() as server:
        bot = serve(server)
        async with Writer().reading(reader(server, clock)) as writer:
            await writer.until(lambda: SourceState.OK in writer.states)
            bot.refuses = status, body
            await writer.until(lambda: any(said in note for _, note in writer.views))
            options = TelegramOptions(bot_token=TOKEN, base_url=server.url)
            assert said in (await telegram.check_online(options, clock=QuickClock(speed=1)))[0]
            bot.refuses = None
            bot.posts("back")
            await writer.until(lambda: writer.posts)
        assert "secret-of-the-bot" not in str(writer.views)


async def test_a_wrong_token_ends_the_source() -> None:
    """Telegram answers 404 for a token that is none; the sentence names the setting, not its value."""
    clock = QuickClock()
    async with PlainServer() as server:
        with pytest.raises(SourceError, match="does not accept the bot_token") as told:
            await Writer().read(reader(server, clock))
        assert told.value.permanent
        assert "secret" not in str(told.value)
        assert "secret" not in repr(TelegramOptions(bot_token=TOKEN))
