"""Addresses in URLs, and hosts that pages may travel to."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.errors import ConfigurationError, DeliveryError
from alertd.notifiers import addresses


@given(st.text(min_size=1).filter(str.strip))
def test_address_stays_in_its_part(to: str) -> None:
    """Whatever stands in an address, it can open no new part of the URL, and arrives as it was."""
    try:
        made = addresses.filled("json://host/{to}", to)
    except UnicodeEncodeError:
        assert any("\ud800" <= letter <= "\udfff" for letter in to)
        return
    part = made.removeprefix("json://host/")

    assert not set(part) & set("/?#&@:+ {}")
    assert unquote(part) == to.strip()


def test_missing_address_is_permanent() -> None:
    """A person without an address on a channel that needs one is told so by name, and at once."""
    with pytest.raises(DeliveryError) as caught:
        addresses.filled("mailto://host?to={to}", "  ")

    assert caught.value.permanent


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "ftp://127.0.0.1",
        "example.org",
        "",
        "http://127.0.0.1.example.org",
        "https://",
        "http://[::1",
    ],
)
def test_base_refused(url: str) -> None:
    """Pages do not leave this machine unencrypted, and the message shows no URL."""
    with pytest.raises(ConfigurationError) as caught:
        addresses.checked_base(url, "base_url of 'slack'")

    assert "example.org" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://x.example/", "https://x.example"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9"),
        ("http://[::1]:9/a/", "http://[::1]:9/a"),
    ],
)
def test_base_taken(url: str, kept: str) -> None:
    """Use of https anywhere and http on this machine are fine; a last slash does not matter."""
    assert addresses.checked_base(url, "base_url") == kept
