"""A large page is packed for whoever reads packed ones, and none whose address asks something."""

from __future__ import annotations

import gzip

import pytest

from tests.unit.web.house import Door, open_door
from tests.wire.test_web_incident_page import ID

pytestmark = pytest.mark.asyncio
PAGE = f"/incidents/{ID}"


async def sent(door: Door, path: str, accepts: str) -> tuple[str | None, bytes]:
    """Return how a page came, and its bytes as they came."""
    await door.sign_in()
    door.people._auto_decompress = False
    async with door.people.get(door.url + path, headers={"Accept-Encoding": accepts}) as answer:
        assert answer.status == 200
        return answer.headers.get("Content-Encoding"), await answer.read()


@pytest.mark.parametrize("accepts", ["gzip", "deflate, gzip, br", "gzip;q=1.0, identity; q=0.5"])
async def test_a_large_page_comes_in_a_part_of_its_bytes(accepts: str) -> None:
    """A phone at night loads it; what comes out is the page as a whole."""
    async with open_door() as door:
        _, plain = await sent(door, PAGE, "identity")
        how, packed = await sent(door, PAGE, accepts)
        assert how == "gzip"
        assert len(packed) < len(plain) / 2
        assert gzip.decompress(packed).rstrip().endswith(b"</html>")


@pytest.mark.parametrize(
    ("path", "accepts"),
    [
        (PAGE, "identity"),
        (PAGE, "br"),
        (f"{PAGE}?language=tr", "gzip"),  # what the asker chose would stand beside secrets of the page
        ("/search?q=csrf", "gzip"),
        ("/sessions", "gzip"),  # small
        ("/api/v1/incidents", "gzip"),
    ],
)
async def test_the_others_come_as_they_are(path: str, accepts: str) -> None:
    """For who does not read packed ones; where the address asks something; and where there is little to win."""
    async with open_door() as door:
        how, plain = await sent(door, path, accepts)
        assert how is None
        assert plain[:2] != b"\x1f\x8b"
