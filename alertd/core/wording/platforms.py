"""What people call a platform; another one is called by its own name."""

from __future__ import annotations

PLATFORMS = {
    "x": "X",
    "reddit": "Reddit",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "hackernews": "Hacker News",
    "email": "Mail alert",
    "linkedin": "LinkedIn",
    "stackexchange": "Stack Exchange",
    "github": "GitHub",
    "peertube": "PeerTube",
    "rss": "RSS",
    "youtube": "YouTube",
    "news": "News",
}
