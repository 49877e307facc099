"""GitHub by its public search (REST, version 2022-11-28): issues whose title or text holds a term."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
import msgspec

from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Clock
from alertd.sources.searched import Searched, reachable, utc, words

MOST_PAGES = 5
LONGEST_QUERY = 256  #: characters, as GitHub counts them
MOST_TEXT = 20_000  #: characters of an issue: logs are pasted whole


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHubOptions:
    """token: never shows in `repr`. repositories: owner/name; empty: all. every: seconds between two looks."""

    token: str | None = field(default=None, repr=False)
    repositories: tuple[str, ...] = ()
    every: float = 300.0
    base_url: str | None = None


class GitHub(Searched):
    """Issues; their comments and pull requests are not read."""

    kind, label = "github", "GitHub"

    def __init__(self, options: GitHubOptions, *, name: str, watches: tuple[Watch, ...], clock: Clock) -> None:
        base = options.base_url or "https://api.github.com"
        super().__init__(name=name, base_url=base, every=options.every, places=words(watches), clock=clock)
        self._headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        if options.token:
            self._headers["Authorization"] = f"Bearer {options.token}"
        self._repositories = options.repositories

    async def ask(self, session: aiohttp.ClientSession, place: str, start: datetime) -> list[msgspec.Raw]:
        """Ask for one term, in all repositories at once as far as the query holds them."""
        query = f'"{place}" in:title,body is:issue created:>={start:%Y-%m-%dT%H:%M:%SZ}'
        for repository in self._repositories:
            if len(longer := f"{query} repo:{repository}") <= LONGEST_QUERY:
                query = longer
        found: list[msgspec.Raw] = []
        for page in range(1, MOST_PAGES + 1):
            params = {"q": query, "sort": "created", "order": "desc", "per_page": "100", "page": str(page)}
            items = self.understood(await self.get(session, "/search/issues", params, self._headers), _answer).items
            found += items
            if len(items) < 100:
                break
        return found

    def read(self, raw: msgspec.Raw) -> Post:
        """Write an issue as a post."""
        issue = _issue.decode(raw)
        user = issue.user or _User()
        repository = "/".join(issue.html_url.split("/")[3:5])
        return Post(
            platform="github",
            id=str(issue.id),
            created_at=utc(issue.created_at),
            author=str(user.id) if user.id else f"unknown-{issue.id}",
            author_handle=user.login or None,
            text=f"{issue.title}\n\n{(issue.body or '')[:MOST_TEXT]}".strip(),
            attached={"place": repository} if repository else {},
            url=issue.html_url or None,
            conversation=str(issue.id),
            likes=issue.reactions.total_count if issue.reactions else None,
            replies=issue.comments,
        )


class _User(msgspec.Struct):
    id: int | None = None
    login: str = ""


class _Reactions(msgspec.Struct):
    total_count: int | None = None


class _Issue(msgspec.Struct):
    id: int
    created_at: datetime
    title: str = ""
    body: str | None = None
    html_url: str = ""
    user: _User | None = None
    comments: int | None = None
    reactions: _Reactions | None = None


class _Answer(msgspec.Struct):
    items: list[msgspec.Raw] = []


_issue = msgspec.json.Decoder(_Issue)
_answer = msgspec.json.Decoder(_Answer)


async def check_online(options: GitHubOptions, watches: tuple[Watch, ...] = (), *, clock: Clock) -> list[str]:
    """Return a sentence if the search cannot be asked, or the token is none."""
    probe = watches if words(watches) else (Watch(name="alertd", terms=("alertd",)),)
    return await reachable(GitHub(options, name="check", watches=probe, clock=clock))
