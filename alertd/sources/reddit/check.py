"""Check: prove the credentials, each subreddit and the search."""

from __future__ import annotations

from collections.abc import Sequence

from alertd.errors import SourceError
from alertd.model.watch import Watch
from alertd.ports import Clock
from alertd.sources.kind import Limit
from alertd.sources.reddit.options import RedditOptions
from alertd.sources.reddit.parse import things


async def check_online(options: RedditOptions, watches: Sequence[Watch], *, clock: Clock) -> list[str]:
    """Return a sentence for each thing that would not work; an empty list means that all is well."""
    from alertd.sources.reddit.client import Client

    findings: list[str] = []
    if not options.subreddits:
        findings.append(Limit("no subreddits: comments are not read, only posts (Reddit's search finds no comments)"))
    client = Client(options, clock=clock)
    try:
        for place in options.subreddits[:50]:
            try:
                things(await client.get(f"r/{place}/comments", limit=1))
            except (SourceError, ValueError) as error:
                findings.append(f"subreddit {place}: {error}")
                if "client_id" in str(error) or "reached" in str(error):
                    return findings[-1:]
        if options.search and any(watch.terms for watch in watches):
            try:
                things(await client.get("search", q="test", sort="new", type="link", limit=1))
            except (SourceError, ValueError) as error:
                findings.append(f"search: {error}")
    finally:
        client.close()
    return findings
