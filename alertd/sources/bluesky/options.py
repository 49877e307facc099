"""What the settings say about a Bluesky source."""

from __future__ import annotations

from dataclasses import dataclass

from alertd.sources.wire import checked_url

#: The public instances; a cursor is a time, so it holds on any of them.
INSTANCES = (
    "wss://jetstream2.us-east.bsky.network",
    "wss://jetstream1.us-east.bsky.network",
    "wss://jetstream2.us-west.bsky.network",
    "wss://jetstream1.us-west.bsky.network",
)
PUBLIC_API = "https://public.api.bsky.app"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueskyOptions:
    """instances: Jetstream servers, tried in turn (wss, or ws of this machine).

    base_url: one server that stands for Jetstream and for the public API (a relay or a test).
    reposts: also read reposts of posts that matched, for their cascade.
    authors: look up names and followers of those whose posts match.
    """

    instances: tuple[str, ...] = INSTANCES
    base_url: str | None = None
    reposts: bool = True
    authors: bool = True

    def streams(self) -> tuple[str, ...]:
        """Return the checked addresses of the Jetstream servers."""
        if self.base_url:
            return ("ws" + self.api().removeprefix("http"),)
        urls = (checked_url(url, setting="instances", schemes=("wss", "ws")) for url in self.instances)
        return tuple(url.removesuffix("/subscribe") for url in urls)

    def written(self) -> tuple[str, ...]:
        """Return the addresses that the operator wrote."""
        return (self.base_url,) if self.base_url else self.instances

    def api(self) -> str:
        """Return the checked address of the public API."""
        url = self.base_url or PUBLIC_API
        return checked_url("http" + url.removeprefix("ws") if url.startswith("ws") else url)
