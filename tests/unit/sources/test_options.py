"""Options: what settings may say is taken, with addresses checked."""

from __future__ import annotations

import pytest

from alertd.errors import ConfigurationError
from alertd.sources.bluesky.options import BlueskyOptions
from alertd.sources.mastodon.source import MastodonOptions
from alertd.sources.x.options import XOptions
from alertd.sources.x.source import X
from alertd.testing.source_check import QuickClock


def test_prices_name_only_what_differs() -> None:
    """The others stay as published; an unknown one is told at the start."""
    options = XOptions(bearer_token="t", prices={"user": 0.01})
    assert (options.price_list.user, options.price_list.post) == (0.01, 0.005)

    wrong = XOptions(bearer_token="t", prices={"tweet": 1.0})
    with pytest.raises(TypeError, match="tweet"):
        X(wrong, name="x", watches=(), clock=QuickClock())


def test_jetstream_addresses_may_carry_their_path() -> None:
    """People copy the whole address; base_url may be written either way."""
    named = BlueskyOptions(instances=("wss://jetstream.example.org/subscribe", "wss://other.example.org"))
    assert named.streams() == ("wss://jetstream.example.org", "wss://other.example.org")
    for base_url in ("http://127.0.0.1:5", "ws://127.0.0.1:5"):
        options = BlueskyOptions(base_url=base_url)
        assert (options.streams(), options.api()) == (("ws://127.0.0.1:5",), "http://127.0.0.1:5")


def test_mastodon_reads_its_instance_unless_a_relay_stands_in() -> None:
    """base_url goes first; plain http of another machine is refused."""
    assert MastodonOptions(instance="https://m.example/").server() == "https://m.example"
    assert MastodonOptions(instance="https://m.example", base_url="http://localhost:1").server() == "http://localhost:1"
    with pytest.raises(ConfigurationError, match="not https"):
        MastodonOptions(instance="http://m.example").server()
