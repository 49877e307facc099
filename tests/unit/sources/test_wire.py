"""The wire: which addresses are allowed, and what is said about failures."""

from __future__ import annotations

import pytest

from alertd.errors import ConfigurationError
from alertd.sources.html_text import plain
from alertd.sources.reddit.options import RedditOptions
from alertd.sources.wire import checked_url, host_of, refusal, sentence
from alertd.sources.x.options import XOptions
from alertd.sources.youtube.source import YouTubeOptions


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "ftp://example.org",
        "https://",
        "//example.org",
        "http://127.0.0.1.example.org",
        "https://me:pw@example.org",
        "http://[::1",
    ],
)
def test_what_would_leak_is_refused(url: str) -> None:
    """Plain addresses of other machines, passwords in addresses and half addresses are refused."""
    with pytest.raises(ConfigurationError, match="base_url"):
        checked_url(url)


@pytest.mark.parametrize("url", ["https://example.org/x", "http://localhost:1", "http://[::1]:8", "http://127.0.0.1"])
def test_https_and_this_machine_are_allowed(url: str) -> None:
    """What is safe passes unchanged."""
    assert checked_url(url) == url


def test_a_message_shows_the_host_only() -> None:
    """Path and query may hold a secret feed address."""
    url = "https://example.org/private/feed?token=hush"

    assert host_of(url) == "example.org"
    assert "hush" not in sentence(TimeoutError(), url)
    assert "did not answer in time" in sentence(TimeoutError(), url)


def test_refusals_say_who_can_act() -> None:
    """401, 403 and 404 are a setting's matter, 500 is not."""
    assert [refusal(status, "h", credential="token").permanent for status in (401, 403, 404, 500)] == [
        True,
        True,
        True,
        False,
    ]


def test_options_never_show_their_secrets() -> None:
    """A secret in `repr` would end up in a traceback."""
    shown = f"{XOptions(bearer_token='hush')}{YouTubeOptions(api_key='hush')}"
    shown += f"{RedditOptions(client_id='c', client_secret='hush')}"
    assert "hush" not in shown


def test_plain_text_of_odd_html() -> None:
    """Unclosed tags, entities and scripts leave readable text."""
    assert plain("no markup") == "no markup"
    assert plain("a &lt;b&gt; c") == "a <b> c"
    assert plain("<p>one<br>two<p>three<script>x") == "one\ntwo\nthree"
