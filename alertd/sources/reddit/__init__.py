"""Reddit: comments of chosen subreddits, posts of all of Reddit, comments under posts about a watch."""

from alertd.sources.reddit.check import check_online
from alertd.sources.reddit.options import RedditOptions
from alertd.sources.reddit.source import Reddit

__all__ = ["Reddit", "RedditOptions", "check_online"]
