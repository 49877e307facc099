"""How an Apprise channel is written in the people file, how fast its services may be called, which of them are SMS."""

from __future__ import annotations

from typing import Any

from alertd.notifiers.apprise.schemes import KNOWN, SMS
from alertd.notifiers.channel_keys import BASE_URL, MAX_SEGMENTS, SECRET, URL, place_of_url, url_of
from alertd.notifiers.kind import ChannelSetting, Kind, Style
from alertd.notifiers.limits import Limit
from alertd.yamlform.findings import listed, meant
from alertd.yamlform.nodes import Table
from alertd.yamlform.shapes import Reader

_COMMON = ("slack", "mailtos", "twilio", "vonage", "msteams", "tgram", "discord", "ntfys", "webhook")

#: Text messages leave a long number at one segment a second; what is faster queues at the provider (Twilio, 2026).
_SMS_LIMIT = Limit(burst=10, every=1.0)

_LIMITS = {
    "slack": Limit(burst=5, every=1.0),  # one message a second and channel, short bursts allowed (Slack, 2026)
    "discord": Limit(burst=5, every=0.5),  # five in two seconds and webhook (Discord, 2026)
    "tgram": Limit(burst=20, every=1.0),  # one a second and chat (Telegram, 2026)
    "mailto": Limit(burst=30, every=0.5),  # a crisis to a whole team goes out at once
    "mailtos": Limit(burst=30, every=0.5),
}


def _scheme(url: str) -> str:
    return url.partition("://")[0].strip().lower()


def check(table: Table, values: dict[str, Any], reader: Reader) -> bool:
    """Tell of a URL that Apprise cannot know."""
    url = url_of(table, values, reader)
    if url is None:
        return False
    scheme, place = _scheme(url), place_of_url(table).place
    if scheme in {"http", "https"}:
        text = f'"{scheme}://" is a webhook; say so with kind: webhook'
        reader.file.tell(place, "bad-value", text, "a chat service's URL begins with its name: slack://, discord://")
        return False
    if scheme not in KNOWN:
        text = f'"{scheme}" is not a service that Apprise knows{meant(scheme, KNOWN)}'
        reader.file.tell(place, "unknown-scheme", text, f"common ones: {listed(_COMMON)}")
        return False
    return True


def _limit(channel: ChannelSetting) -> Limit:
    return _SMS_LIMIT if channel.max_segments is not None else _LIMITS.get(_scheme(channel.url), Limit())


def _style(channel: str, url: str) -> Style:
    scheme = _scheme(url)
    return Style(scheme=scheme, is_sms=scheme in SMS or channel == "sms")


KIND = Kind(
    name="apprise",
    maker="alertd.notifiers.apprise.notifier:make",
    keys=(URL, SECRET, BASE_URL, MAX_SEGMENTS),
    check=check,
    limit=_limit,
    style=_style,
    proved="its URL is one that Apprise takes",
)
