"""The direct route to the operators."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from alertd.errors import ConfigurationError
from alertd.notifiers.direct import Direct
from tests.unit.runtime.outbox_fakes import NOON


def test_without_url_to_standard_error() -> None:
    """Without a URL the journal gets one line per topic and hour, in which nothing can steer a terminal."""
    stream = io.StringIO()
    direct = Direct(None, stream=stream)

    told = [
        direct.tell("store.full", "no space left\n\x1b[31mred", now=NOON),
        direct.tell("store.full", "again", now=NOON + timedelta(minutes=59)),
        direct.tell("outbox.stuck", "other", now=NOON + timedelta(minutes=59)),
        direct.tell("store.full", "still", now=NOON + timedelta(minutes=60)),
    ]

    assert told == [True, False, True, True]
    assert stream.getvalue().splitlines() == [
        "alertd: store.full: no space left \\x1b[31mred",
        "alertd: outbox.stuck: other",
        "alertd: store.full: still",
    ]


def test_masked() -> None:
    """What is told passes the mask."""
    stream = io.StringIO()
    Direct(None, stream=stream, mask=lambda text: text.replace("s3cret", "***")).tell("x.y", "with s3cret", now=NOON)

    assert "s3cret" not in stream.getvalue()


def test_closed_standard_error() -> None:
    """Even with nobody to read it, the direct route raises nothing."""
    stream = io.StringIO()
    stream.close()

    assert Direct(None, stream=stream).tell("x.y", "text", now=NOON)


@pytest.mark.parametrize("url", ["nonsense", "slak://A/B/C", "mailto://host?to={to}"])
def test_faulty_url(url: str) -> None:
    """A URL that cannot work is a fault of the settings, found at the start and not in the emergency."""
    with pytest.raises(ConfigurationError):
        Direct(url)
