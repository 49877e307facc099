"""Check: prove that an instance sends events and that the public API answers."""

from __future__ import annotations

from collections.abc import Sequence

from alertd.errors import SourceError
from alertd.model.watch import Watch
from alertd.ports import Clock
from alertd.sources.bluesky.jetstream import first_event
from alertd.sources.bluesky.options import BlueskyOptions
from alertd.sources.wire import fetch, open_session


async def check_online(options: BlueskyOptions, watches: Sequence[Watch] = (), *, clock: Clock) -> list[str]:
    """Return a sentence for each instance that sends nothing, and one if authors cannot be looked up."""
    del watches
    findings: list[str] = []
    async with open_session(*options.written()) as session:
        for url in options.streams():
            try:
                await first_event(session, clock, url)
            except SourceError as error:
                findings.append(str(error))
        if options.authors:
            try:
                api = f"{options.api()}/xrpc/app.bsky.actor.getProfiles"
                answer = await fetch(session, clock, api, params={"actors": "bsky.app"})
                if answer.status != 200:
                    findings.append(f"authors cannot be looked up (the public API answered {answer.status})")
            except SourceError as error:
                findings.append(f"authors cannot be looked up: {error}")
    return findings
