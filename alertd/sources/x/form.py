"""How this source is written in the settings."""

from __future__ import annotations

from typing import Any

from alertd.sources.form_keys import BASE_URL, EVERY, EVERY_OR_OFF, spelled
from alertd.sources.kind import SourceKind
from alertd.yamlform import amounts, scalars
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import COUNT, SOME, SecretShape
from alertd.yamlform.shapes import YES_NO, Reader, Scalar

BUDGET = Form(
    "budget",
    (
        Key(
            "per_day",
            Scalar("an amount of money", amounts.dollars, example="20 USD"),
            "money a day; posts stop before it is passed",
            default="no limit",
        ),
        Key("reserve", scalars.SHARE, "share of it that is kept for counts", default="30%"),
        Key(
            "crisis_reserve",
            scalars.SHARE,
            "share of the money for posts that is kept until a rule fires",
            default="50%",
        ),
        Key("posts_per_month", SOME, "for plans with a cap of posts", default="no limit"),
    ),
    scalars.as_dict,
)


KEYS = (
    BASE_URL,
    Key("bearer_token", SecretShape(), "of an app that may use the filtered stream", is_required=True),
    Key("budget", BUDGET, "money a day", default="no limit"),
    Key("counts", EVERY_OR_OFF, "every 1m: ask for counts too, at a fixed price; or off", default="every 1m"),
    Key(
        "own_account",
        spelled("the number of an account", r"[0-9]{1,20}", "2244994945"),
        "the numeric id of the brand's account, whose mentions are read at the cheaper owned price",
        default="none",
    ),
    Key("own_every", EVERY, "how often those are read", default="1m"),
    Key("follow", COUNT, "so many young posts have their reposts read again", default="20"),
    Key("follow_every", EVERY, "how often", default="5m"),
    Key("retweets", YES_NO, "whether the stream takes retweets", default="true"),
)


def _finished(_table: Table, values: dict[str, Any], _reader: Reader) -> dict[str, Any]:
    budget: dict[str, Any] = values.pop("budget", {})
    return values | budget


X = SourceKind(
    name="x",
    label="X",
    keys=KEYS,
    source="alertd.sources.x.source:X",
    options="alertd.sources.x.options:XOptions",
    check="alertd.sources.x.check:check_online",
    asks_firing=True,
    proves="the bearer token works, and X takes the rules of the watches",
    finish=_finished,
)
