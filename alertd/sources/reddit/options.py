"""What the settings say about a Reddit source."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RedditOptions:
    """Options of one Reddit source; spans are seconds.

    client_id, client_secret: of a "script" or "web" app; the secret never shows in `repr`.
    subreddits: where comments come from; Reddit's search finds posts only, never comments.
    search: look for posts of all of Reddit by the watches' terms, every `search_every`.
    every: between two looks at the newest comments; posts of the subreddits are looked at every third time.
    flagged: how many young posts about a watch have their comments read again, one every `flagged_every`.
    username, password: only for a script app that has to act as a user.
    base_url: stands for both of Reddit's hosts (a relay or a test).
    """

    client_id: str
    client_secret: str = field(repr=False)
    subreddits: tuple[str, ...] = ()
    search: bool = False
    every: float = 4.0
    search_every: float = 30.0
    flagged: int = 20
    flagged_every: float = 15.0
    user_agent: str = "linux:alertd:1 (brand alerting daemon)"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    base_url: str | None = None
