"""Another host for a plug-in."""

from __future__ import annotations

import pytest

from alertd.errors import ConfigurationError
from alertd.notifiers.apprise import hosts


class Plugin:
    """Keeps its hosts as Apprise's plug-ins do."""

    service_url = "https://slack.example/manual"
    api_url = "https://slack.example/api/{}"
    notify_url = "https://api.example/{sid}/Messages.json"
    icon = "https://slack.example/icon"

    def __init__(self) -> None:
        self.region_url = "https://eu.example/"


def test_hosts_move_and_paths_stay() -> None:
    """Every server address of this object moves, with its path; manuals stay, and so does the class."""
    plugin = Plugin()
    hosts.move(plugin, "http://127.0.0.1:9/x", "chat")

    assert plugin.api_url == "http://127.0.0.1:9/x/api/{}"
    assert plugin.notify_url == "http://127.0.0.1:9/x/{sid}/Messages.json"
    assert plugin.region_url == "http://127.0.0.1:9/x/"
    assert plugin.service_url == "https://slack.example/manual"
    assert Plugin.api_url == "https://slack.example/api/{}"


def test_nothing_to_move_is_a_fault() -> None:
    """A base_url that changes nothing is reported: the operator believes in it."""
    with pytest.raises(ConfigurationError, match="'chat'"):
        hosts.move(object.__new__(type("Bare", (), {"service_url": "https://x.example"})), "https://y.example", "chat")
