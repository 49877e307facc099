"""How fast channels may send."""

from __future__ import annotations

import pytest

from alertd.notifiers.limits import Limit
from alertd.notifiers.registry import limit_of
from alertd.rulefile.channels import ChannelSetting
from alertd.yamlform.secrets import Secret


@pytest.mark.parametrize(
    ("kind", "url", "segments", "limit"),
    [
        ("apprise", "SLACK://A/B/C", None, Limit(burst=5, every=1.0)),
        ("apprise", "mailtos://a:b@c", None, Limit(burst=30, every=0.5)),
        ("apprise", "twilio://A:B@1/{to}", 2, Limit(burst=10, every=1.0)),
        ("apprise", "gotify://x", None, Limit()),
        ("webhook", "https://slack.example", None, Limit(burst=50, every=0.02)),
        ("pigeon", "", None, Limit()),
    ],
)
def test_limit(kind: str, url: str, segments: int | None, limit: Limit) -> None:
    """The limit follows the service; what nobody knows gets the default."""
    assert limit_of(ChannelSetting(name="c", kind=kind, url=Secret(url), max_segments=segments)) == limit
