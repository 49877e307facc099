"""The one browser of a run ends with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.chromium import browser


@pytest.fixture(scope="session", autouse=True)
def _browser_ends() -> Iterator[None]:
    """Leave no process behind, and start none where no story asks for it."""
    yield
    if browser.cache_info().currsize:
        browser().close()
