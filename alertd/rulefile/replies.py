"""Replies: which providers may bring an answer of a person (SMS, Slack, Telegram, a call), and what proves that it is them."""

from __future__ import annotations

import re
from typing import Any

from alertd.model.value import Value
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import SecretShape, as_dict
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import Reader, Scalar
from alertd.yamlform.units import WrongUnitError


class Replies(Value, frozen=True, kw_only=True):
    """What proves a reply. None: that way is off. slack_team: the workspace whose accounts count."""

    twilio_token: Secret | None = None
    slack_secret: Secret | None = None
    slack_team: str | None = None
    telegram_secret: Secret | None = None

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways that are on, in words of the house."""
        on = (("sms", self.twilio_token), ("slack", self.slack_secret), ("telegram", self.telegram_secret))
        return tuple(name for name, proof in on if proof is not None)


def _team(raw: str) -> str:
    if not re.fullmatch(r"[TE][A-Z0-9]{2,20}", raw.strip()):
        raise WrongUnitError(
            f'"{raw}" is not the id of a Slack workspace', "it begins with T: T0123ABCD, see Slack's URL"
        )
    return raw.strip()


_TEAM = Scalar("the id of a workspace", _team, example="T0123ABCD")

SMS = Form(
    "replies.sms",
    (Key("auth_token", SecretShape(), "Twilio's auth token, which signs what it brings", is_required=True),),
    as_dict,
)
SLACK = Form(
    "replies.slack",
    (
        Key("signing_secret", SecretShape(), "of your Slack app", is_required=True),
        Key("team", _TEAM, "the workspace whose accounts are believed", is_required=True),
    ),
    as_dict,
)
TELEGRAM = Form(
    "replies.telegram",
    (Key("secret_token", SecretShape(), "what you gave setWebhook as secret_token", is_required=True),),
    as_dict,
)


def _replies(_table: Table, values: dict[str, Any], _reader: Reader) -> Replies:
    slack = values.get("slack", {})
    return Replies(
        twilio_token=values.get("sms", {}).get("auth_token"),
        slack_secret=slack.get("signing_secret"),
        slack_team=slack.get("team"),
        telegram_secret=values.get("telegram", {}).get("secret_token"),
    )


REPLIES = Form(
    "replies",
    (
        Key("sms", SMS, "texts that come back, and keys pressed in a call", default="off"),
        Key("slack", SLACK, "buttons, messages and the command /alertd", default="off"),
        Key("telegram", TELEGRAM, "buttons of Telegram", default="off"),
    ),
    _replies,
)
