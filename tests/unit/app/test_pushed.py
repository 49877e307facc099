"""What posts to us: each kind proves itself in its own way, before and after its body."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from alertd.app.backend import DaemonBackend
from alertd.app.metrics import Metrics
from alertd.app.running import Running
from alertd.sources.meta.source import MetaOptions, MetaReader
from alertd.sources.webhook.source import WebhookOptions, WebhookReader
from alertd.store_port import Place
from alertd.web.refusals import Unauthorised, UnknownSource


@pytest.fixture
def backend(tmp_path: Path) -> DaemonBackend:
    """A daemon of which only its readers are looked at."""
    readers = {
        "zap": WebhookReader(WebhookOptions(token="t"), name="zap"),
        "pages": MetaReader(MetaOptions(app_secret="s", verify_token="v"), name="pages"),
    }
    running = SimpleNamespace(
        sources=SimpleNamespace(webhooks=readers),
        open_reader=lambda: None,
        settings=SimpleNamespace(data_dir=tmp_path, place=Place(folder=tmp_path)),
    )
    return DaemonBackend(cast("Running", running), cast("Metrics", None))


def test_a_signature_is_the_kinds_own(backend: DaemonBackend) -> None:
    """Meta's opens no webhook, ours opens no page of Meta's, and a token proves a webhook at once."""
    assert backend.admits("zap", {"authorization": "Bearer t"})
    assert not backend.admits("zap", {"x-alertd-signature": "sha256=0"})
    assert not backend.admits("pages", {"x-hub-signature-256": "sha256=0"})
    for name, headers in (
        ("zap", {"x-hub-signature-256": "sha256=0"}),
        ("pages", {"x-alertd-signature": "sha256=0"}),
        ("pages", {"authorization": "Bearer s"}),
    ):
        with pytest.raises(Unauthorised):
            backend.admits(name, headers)


def test_only_a_platform_that_proves_itself_hears_an_answer(backend: DaemonBackend) -> None:
    """A webhook of ours never asks; a name that is none is told so."""
    question = {"hub.mode": "subscribe", "hub.verify_token": "v", "hub.challenge": "42"}
    assert backend.challenge("pages", question) == ("text/plain", "42")
    with pytest.raises(Unauthorised):
        backend.challenge("pages", {**question, "hub.verify_token": "x"})
    with pytest.raises(Unauthorised):
        backend.challenge("zap", question)
    with pytest.raises(UnknownSource):
        backend.challenge("none", question)
