"""How fast each kind of channel may send; kept by the sender, not by sleeping inside a notifier."""

from __future__ import annotations

from alertd.model.value import Value


class Limit(Value, frozen=True, kw_only=True):
    """`burst` pages at once, then one every `every` seconds. Caps of a person are the engine's, not ours."""

    burst: int = 20
    every: float = 0.1


_DEFAULT = Limit()

#: Text messages leave a long number at one segment a second; what is faster queues at the provider (Twilio, 2026).
_SMS = Limit(burst=10, every=1.0)

_BY_SCHEME = {
    "slack": Limit(burst=5, every=1.0),  # one message a second and channel, short bursts allowed (Slack, 2026)
    "discord": Limit(burst=5, every=0.5),  # five in two seconds and webhook (Discord, 2026)
    "tgram": Limit(burst=20, every=1.0),  # one a second and chat (Telegram, 2026)
    "mailto": Limit(burst=30, every=0.5),  # a crisis to a whole team goes out at once
    "mailtos": Limit(burst=30, every=0.5),
}

_BY_KIND = {"console": Limit(burst=1000, every=0.001), "webhook": Limit(burst=50, every=0.02)}


def limit_for(*, kind: str, url: str, is_sms: bool) -> Limit:
    """Return the limit of a channel. url: the template; only its scheme is read.

    >>> limit_for(kind="apprise", url="slack://A/B/C", is_sms=False)
    Limit(burst=5, every=1.0)
    """
    if is_sms:
        return _SMS
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    return _BY_SCHEME.get(url.partition("://")[0].strip().lower(), _DEFAULT)
