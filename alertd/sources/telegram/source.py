"""Telegram by its Bot API: posts of channels and messages of groups that a bot was put into. Private chats are not read.

The bot must be one that nothing else reads: Telegram hands each update out once. Other people's public channels are not open
to bots; bridges make feeds of them, which the source `rss` reads.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import msgspec

from alertd.errors import BadRecord, ConfigurationError, SourceError
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock, Reject
from alertd.sources.funnel import Funnel, Haul, read_cursor
from alertd.sources.json_body import decoded
from alertd.sources.pace import Recent, retry_after
from alertd.sources.poll import forever
from alertd.sources.sift import refused
from alertd.sources.wire import checked_url, fetch, open_session

WAIT = 20  #: seconds for which Telegram holds a question open when nothing is new
AT_ONCE = 100
LATE = timedelta(minutes=2)
ALLOWED = ("channel_post", "edited_channel_post", "message", "edited_message")
_PUBLIC = frozenset(("channel", "group", "supergroup"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramOptions:
    """bot_token: never shows in `repr`. chats: @names or ids; empty: all that the bot is a member of."""

    bot_token: str = field(repr=False)
    chats: tuple[str, ...] = ()
    base_url: str | None = None


class Telegram:
    """Updates of one bot, asked for with a long hold, confirmed by the next question."""

    kind = "telegram"

    def __init__(self, options: TelegramOptions, *, name: str, watches: tuple[Watch, ...], clock: Clock) -> None:
        del watches  # what is about one is looked for after reading, as everywhere
        if not options.bot_token:
            raise ConfigurationError("telegram: bot_token is needed")
        self.name = name
        self._base_url = checked_url(options.base_url or "https://api.telegram.org")
        self._options = options
        self._clock = clock
        self._chats = frozenset(chat.lstrip("@").casefold() for chat in options.chats)

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield posts from `cursor` on; Telegram keeps what nobody has read for a day."""
        funnel = Funnel(self._clock, cursor)
        known = Recent(limit=5_000)
        session = open_session(self._base_url)
        offset: int = funnel.mark("offset", 0)

        async def look(*, is_late: bool) -> int:
            updates = await _updates(session, self._clock, self._base_url, self._options, offset=offset, wait=WAIT)
            limit = self._clock.now() - LATE
            posts: list[Post] = []
            rejects: list[Reject] = []
            for raw in updates:
                try:
                    post = self._read(raw)
                except Exception as error:  # noqa: BLE001 - the edge: an update of a stranger's, which costs only itself
                    rejects += refused(error, bytes(raw)[:8_000].decode("utf-8", "replace"), known)
                    continue
                if post is not None and known.is_new(f"{post.id} {post.text}"):
                    posts.append(post.with_(is_filled=is_late and post.created_at < limit))
            newest = max((_number(raw) for raw in updates), default=-1)
            marks = {"offset": newest + 1} if newest >= 0 else {}
            await funnel.put(Haul(records=tuple(posts), rejects=tuple(rejects), marks=marks))
            return len(posts)

        batches = funnel.batches({"updates": lambda: forever(funnel, self._clock, "updates", every=1.0, look=look)})
        try:
            async for batch in batches:
                yield batch
                # Whoever asks for the next batch has committed this one. A question with a higher offset makes Telegram
                # forget what came before, so it must not be asked earlier.
                offset = read_cursor(batch.cursor).get("offset", offset)
        finally:
            await batches.aclose()
            await session.close()

    def _read(self, raw: msgspec.Raw) -> Post | None:
        update = _update.decode(raw)
        message = next((one for one in (update.channel_post, update.edited_channel_post) if one), None)
        message = message or update.message or update.edited_message
        if message is None or message.chat.type not in _PUBLIC:
            return None
        names = {str(message.chat.id), (message.chat.username or "").casefold()}
        return as_post(message) if not self._chats or self._chats & names else None


class _Chat(msgspec.Struct):
    id: int
    type: str = ""
    title: str = ""
    username: str | None = None


class _User(msgspec.Struct):
    id: int
    username: str | None = None
    first_name: str = ""
    last_name: str = ""


class _Replied(msgspec.Struct):
    message_id: int


class _Message(msgspec.Struct):
    message_id: int
    date: int
    chat: _Chat
    text: str = ""
    caption: str = ""
    sender: _User | None = msgspec.field(name="from", default=None)
    sender_chat: _Chat | None = None
    author_signature: str | None = None
    reply_to_message: _Replied | None = None
    message_thread_id: int | None = None


class _Update(msgspec.Struct):
    update_id: int
    channel_post: _Message | None = None
    edited_channel_post: _Message | None = None
    message: _Message | None = None
    edited_message: _Message | None = None


class _Numbered(msgspec.Struct):
    update_id: int


class _Answer(msgspec.Struct):
    ok: bool = False
    result: list[msgspec.Raw] = []
    description: str = ""
    parameters: dict[str, Any] | None = None


_update = msgspec.json.Decoder(_Update)
_numbered = msgspec.json.Decoder(_Numbered)
_answer = msgspec.json.Decoder(_Answer)


def as_post(message: _Message) -> Post | None:
    """Write a message as a post; None for one without words (a picture, a pin)."""
    text = message.text or message.caption
    if not text:
        return None
    chat = message.chat
    sender = message.sender
    author = str(sender.id) if sender else str((message.sender_chat or chat).id)
    name = f"{sender.first_name} {sender.last_name}".strip() if sender else (message.sender_chat or chat).title
    handle = sender.username if sender else (message.sender_chat or chat).username
    replied = message.reply_to_message
    thread = message.message_thread_id or (replied.message_id if replied else None)
    return Post(
        platform="telegram",
        id=f"{chat.id}/{message.message_id}",
        created_at=datetime.fromtimestamp(message.date, UTC),
        author=author,
        author_handle=handle or None,
        author_name=message.author_signature or name or None,
        text=text,
        attached={"place": chat.title[:300]} if chat.title else {},
        url=f"https://t.me/{chat.username}/{message.message_id}" if chat.username else None,
        in_reply_to=f"{chat.id}/{replied.message_id}" if replied else None,
        conversation=f"{chat.id}/{thread}" if thread else None,
    )


def _number(raw: msgspec.Raw) -> int:
    try:
        return _numbered.decode(raw).update_id
    except msgspec.DecodeError:
        return -1


async def _updates(
    session: aiohttp.ClientSession, clock: Clock, base_url: str, options: TelegramOptions, *, offset: int, wait: int
) -> list[msgspec.Raw]:
    """Return what is new from an update's number on. Raises SourceError; never shows the token, which stands in the address."""
    params = {
        "offset": str(offset),
        "limit": str(AT_ONCE),
        "timeout": str(wait),
        "allowed_updates": json.dumps(list(ALLOWED)),
    }
    address = f"{base_url}/bot{options.bot_token}/getUpdates"
    answer = await fetch(session, clock, address, params=params, seconds=wait + 20.0)
    if answer.status in (401, 404):
        raise SourceError("Telegram does not accept the bot_token", permanent=True)
    if answer.status == 409:
        raise SourceError("something else reads this bot (409): a webhook, or another program; give alertd its own bot")
    try:
        told = decoded(answer.body, _answer)
    except msgspec.DecodeError:
        raise BadRecord(f"not an answer of Telegram ({answer.status})") from None
    if answer.status == 429:
        asked = str((told.parameters or {}).get("retry_after"))
        pause = retry_after(asked, clock.now(), default=30.0, cap=600.0)
        raise SourceError("Telegram asks for a pause (429)", retry_after=pause)
    if answer.status != 200 or not told.ok:
        raise SourceError(f"Telegram answered {answer.status}")
    return told.result


async def check_online(options: TelegramOptions, watches: tuple[Watch, ...] = (), *, clock: Clock) -> list[str]:
    """Return a sentence if the token is none, or something else reads the bot. Asking confirms nothing."""
    del watches
    base_url = checked_url(options.base_url or "https://api.telegram.org")
    async with open_session(base_url) as session:
        try:
            await _updates(session, clock, base_url, options, offset=0, wait=0)
        except (SourceError, BadRecord) as error:
            return [str(error)]
    return []
