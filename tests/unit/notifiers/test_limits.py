"""How fast channels may send."""

from __future__ import annotations

import pytest

from alertd.notifiers.limits import Limit, limit_for


@pytest.mark.parametrize(
    ("kind", "url", "is_sms", "limit"),
    [
        ("apprise", "SLACK://A/B/C", False, Limit(burst=5, every=1.0)),
        ("apprise", "mailtos://a:b@c", False, Limit(burst=30, every=0.5)),
        ("apprise", "twilio://A:B@1/{to}", True, Limit(burst=10, every=1.0)),
        ("apprise", "gotify://x", False, Limit()),
        ("webhook", "https://slack.example", False, Limit(burst=50, every=0.02)),
        ("pigeon", "", False, Limit()),
    ],
)
def test_limit(kind: str, url: str, *, is_sms: bool, limit: Limit) -> None:
    """The limit follows the service; what nobody knows gets the default."""
    assert limit_for(kind=kind, url=url, is_sms=is_sms) == limit
