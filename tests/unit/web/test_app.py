"""The routes as a whole."""

from __future__ import annotations

from pathlib import Path

from alertd.runtime.ack_links import Keys
from alertd.web.app import build
from alertd.web.settings import WebSettings
from tests.unit.web.fake_backend import FakeBackend, StillClock


def test_every_route_is_in_the_docs() -> None:
    """A program's writer finds every path in docs/http.md, spelt as the router spells it."""
    docs = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")
    docs = docs.replace("TOKEN", "{token}").replace("/ingest/NAME", "/ingest/{name}")
    app = build(FakeBackend(), WebSettings(api_token="t", link_keys=Keys.only(b"k" * 16)), StillClock())
    paths = {resource.canonical for resource in app.router.resources()}

    assert {path for path in paths if path not in docs} == set()
