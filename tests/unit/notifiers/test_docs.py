"""The documentation of notifiers is true."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from alertd.errors import ConfigurationError, DeliveryError
from alertd.notifiers import registry
from alertd.notifiers.apprise import schemes
from tests.unit.runtime.outbox_fakes import delivery

PAGE = Path(__file__).parents[3] / "docs" / "notifiers.md"


def example() -> type:
    """Return the class of the first Python example."""
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
    space: dict[str, type] = {}
    exec(code, space)  # our own file
    return space["Pigeon"]


@pytest.mark.asyncio
async def test_example_keeps_the_promises() -> None:
    """The example of the manual is a notifier: it sends, and refuses as it should."""
    pigeon = example()(SimpleNamespace(name="loft", url="pigeon://x"))

    assert await pigeon.send(delivery(address="alice")) == "bird-1"
    with pytest.raises(DeliveryError) as caught:
        await pigeon.send(delivery(address="nobody"))
    assert caught.value.permanent
    with pytest.raises(ConfigurationError):
        example()(SimpleNamespace(name="loft", url="nonsense"))


def test_kinds_and_numbers() -> None:
    """All kinds stand in the manual, and its number of schemes is the real one."""
    text = PAGE.read_text(encoding="utf-8")

    assert all(f"| `{kind}`" in text for kind in registry.OWN)
    assert f"its {len(schemes.KNOWN)} schemes" in text
