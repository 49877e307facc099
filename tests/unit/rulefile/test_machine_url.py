"""The settings' machine_url: one machine and nothing else, where nobody reads what goes there."""

from __future__ import annotations

import pytest

from alertd.rulefile.machine_url import machine_url


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("https://a.example.org", "https://a.example.org"),
        ("https://a.example.org:8443/", "https://a.example.org:8443"),
        ("http://127.0.0.1:8321", "http://127.0.0.1:8321"),
        ("http://localhost:8321", "http://localhost:8321"),
        ("http://192.168.3.4:8321", "http://192.168.3.4:8321"),
        ("http://[fd00::7]:8321", "http://[fd00::7]:8321"),
    ],
)
def test_it_is_read(raw: str, read: str) -> None:
    """Https anywhere; plain http on this machine and inside a private network."""
    assert machine_url(raw) == read


@pytest.mark.parametrize(
    "raw",
    [
        "http://a.example.org:8321",
        "http://8.8.8.8:8321",
        "https://a.example.org/alertd",
        "https://a.example.org?x=1",
        "https://user:password@a.example.org",
        "https://a.example.org:99999",
        "a.example.org:8321",
        "unix:/run/alertd.sock",
        "http://",
        "",
    ],
)
def test_it_is_refused(raw: str) -> None:
    """Where others could read tokens on the way; and what is more than a machine."""
    with pytest.raises(ValueError, match=r".+"):
        machine_url(raw)
