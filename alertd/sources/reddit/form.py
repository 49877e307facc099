"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import BASE_URL, EVERY, spelled
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import COUNT, TEXT, SecretShape
from alertd.yamlform.shapes import YES_NO, ListOf

# A profile is read like a subreddit: u_NAME. Reddit itself joins several with a plus.
_ONE = r"[A-Za-z0-9_][A-Za-z0-9_-]{1,22}"
SUBREDDIT = spelled("a subreddit", rf"{_ONE}(?:\+{_ONE})*", "kettles", drops=r"/?r/")


KEYS = (
    BASE_URL,
    Key("client_id", SecretShape(), "the app's id", is_required=True),
    Key("client_secret", SecretShape(), "the app's secret", is_required=True),
    Key("user_agent", TEXT, "what Reddit asks programs to say", default="alertd and its version"),
    Key(
        "subreddits",
        ListOf(SUBREDDIT, is_lenient=True),
        "whose posts and comments are read",
        default="none",
    ),
    Key("search", YES_NO, "posts of the whole site too; Reddit's search never finds comments", default="true"),
    Key("search_every", EVERY, "how often to search", default="30s"),
    Key("every", EVERY, "how often to ask for new comments", default="4s"),
    Key("flagged", COUNT, "so many young posts about a watch have their comments read again", default="20"),
    Key("flagged_every", EVERY, "how often one of them", default="15s"),
)

REDDIT = SourceKind(
    name="reddit",
    label="Reddit",
    keys=KEYS,
    source="alertd.sources.reddit.source:Reddit",
    options="alertd.sources.reddit.options:RedditOptions",
    check="alertd.sources.reddit.check:check_online",
    proves="the credentials work, and all that is asked answers",
    pace=30.0,
    delay=60.0,
    asks_wanted=True,
)
