"""Stack Exchange by its public search (api.stackexchange.com, version 2.3): questions whose title or text holds a term."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import msgspec

from alertd.errors import SourceError
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Clock
from alertd.sources.html_text import plain
from alertd.sources.markup import unescaped
from alertd.sources.searched import Searched, reachable, words

MOST_PAGES = 5
_BETWEEN = " on "  #: of a place: "acme on stackoverflow"


@dataclass(frozen=True, slots=True, kw_only=True)
class StackExchangeOptions:
    """sites: by their API names. key: of an app; never shows in `repr`. every: seconds between two looks."""

    sites: tuple[str, ...] = ("stackoverflow",)
    key: str | None = field(default=None, repr=False)
    every: float = 900.0
    base_url: str | None = None


class StackExchange(Searched):
    """Questions; answers and comments are not searched by the platform."""

    kind, label = "stackexchange", "Stack Exchange"

    def __init__(self, options: StackExchangeOptions, *, name: str, watches: tuple[Watch, ...], clock: Clock) -> None:
        places = tuple(f"{word}{_BETWEEN}{site}" for site in options.sites for word in words(watches))
        base = options.base_url or "https://api.stackexchange.com"
        super().__init__(name=name, base_url=base, every=options.every, places=places, clock=clock)
        self._key = options.key

    async def ask(self, session: aiohttp.ClientSession, place: str, start: datetime) -> list[msgspec.Raw]:
        """Ask one site for one term."""
        word, _, site = place.rpartition(_BETWEEN)
        found: list[msgspec.Raw] = []
        for page in range(1, MOST_PAGES + 1):
            params = {
                "q": f'"{word}"',
                "site": site,
                "fromdate": str(int(start.timestamp())),
                "order": "desc",
                "sort": "creation",
                "filter": "withbody",
                "pagesize": "100",
                "page": str(page),
            }
            answer = await self.get(session, "/2.3/search/advanced", params | ({"key": self._key} if self._key else {}))
            items = self.understood(answer, _answer)
            found += items.items
            if items.backoff:  # the platform forbids the same question before
                await self.clock.sleep(min(items.backoff, 600.0))
            if items.quota_remaining is not None and items.quota_remaining <= 0:
                raise SourceError("Stack Exchange: the day's quota is used up; a key raises it", retry_after=3_600.0)
            if not items.has_more:
                break
        return found

    def read(self, raw: msgspec.Raw) -> Post:
        """Write a question as a post; its id carries the site, for each numbers by itself."""
        question = _question.decode(raw)
        owner = question.owner or _Owner()
        site = question.link.partition("//")[2].partition("/")[0] or "stackexchange"
        name = owner.display_name and unescaped(owner.display_name)
        return Post(
            platform="stackexchange",
            id=f"{site}/{question.question_id}",
            created_at=datetime.fromtimestamp(question.creation_date, UTC),
            author=f"{site}/{owner.user_id}" if owner.user_id else f"unknown-{site}/{question.question_id}",
            author_name=name or None,
            text="\n\n".join(part for part in (unescaped(question.title), plain(question.body)) if part),
            attached={"tags": " ".join(question.tags)[:2_000]} if question.tags else {},
            url=question.link or None,
            replies=question.answer_count,
            views=question.view_count,
        )


class _Owner(msgspec.Struct):
    user_id: int | None = None
    display_name: str = ""


class _Question(msgspec.Struct):
    question_id: int
    creation_date: int
    title: str = ""
    body: str = ""
    link: str = ""
    owner: _Owner | None = None
    tags: list[str] = []
    answer_count: int | None = None
    view_count: int | None = None


class _Answer(msgspec.Struct):
    items: list[msgspec.Raw] = []
    has_more: bool = False
    quota_remaining: int | None = None
    backoff: float = 0.0


_question = msgspec.json.Decoder(_Question)
_answer = msgspec.json.Decoder(_Answer)


async def check_online(options: StackExchangeOptions, watches: tuple[Watch, ...] = (), *, clock: Clock) -> list[str]:
    """Return a sentence if the search cannot be asked."""
    probe = watches if words(watches) else (Watch(name="alertd", terms=("alertd",)),)
    return await reachable(StackExchange(options, name="check", watches=probe, clock=clock))
